"""What lists of hospitals say of what each is equipped for, and of its beds."""

import re

from dispatcher_app.domain.hospitals import CAPABILITY_NAMES, MOST_BEDS
from dispatcher_app.domain.statuses import Capability
from dispatcher_app.operations.importing.headers import simplified

_PARTS = re.compile(r"[,;/|]")
_DENIED = re.compile(r"^\s*(no|non|not)\b", re.IGNORECASE)


def read_capabilities(text: str) -> tuple[Capability, ...]:
    """Find the capabilities that a list names in its own words; what it names beside them is nothing of ours."""
    said = [simplified(part) for part in _PARTS.split(text) if not _DENIED.match(part)]
    return tuple(
        capability
        for capability, names in CAPABILITY_NAMES.items()
        if any(name in part for part in said for name in names)
    )


def read_free_beds(text: str) -> int | None:
    """Read how many beds are free; None for what is no such number: nobody has counted then."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_BEDS))
    return int(text) if is_number else None
