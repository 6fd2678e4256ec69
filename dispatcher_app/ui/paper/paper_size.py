"""Which paper a room prints on."""

import os
from collections.abc import Mapping

from PySide6.QtCore import QLocale, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize

_MARGIN_MM = 12.0
_LETTER_LANDS = frozenset("BZ CA CL CO CR DO GT MX NI PA PH PR SV US VE".split())  # noqa: SIM905  (Unicode CLDR's list)


def usual_page(environ: Mapping[str, str] = os.environ) -> QPageLayout:
    """Give a landscape page of the size that is usual where this computer stands: A4, or Letter."""
    size = QPageSize(QPageSize.PageSizeId.Letter if uses_letter(environ) else QPageSize.PageSizeId.A4)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    return QPageLayout(size, QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter)


def uses_letter(environ: Mapping[str, str]) -> bool:
    """Tell whether the locale's paper is Letter; LC_PAPER says so where it differs from the language."""
    named = next((environ[name] for name in ("LC_ALL", "LC_PAPER", "LANG") if environ.get(name)), "")
    land = named.partition(".")[0].partition("@")[0].rpartition("_")[2]
    return (land if "_" in named else QLocale.system().name().rpartition("_")[2]) in _LETTER_LANDS
