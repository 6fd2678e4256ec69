"""Colours that can be read, fonts and icons that are there."""

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.resources import resource_path
from dispatcher_app.ui.theme.application_theme import apply_theme, ensure_theme, make_palette, switch_theme, tokens_of
from dispatcher_app.ui.theme.fonts import FAMILY, text_font
from dispatcher_app.ui.theme.icons import themed_icon, themed_pixmap
from dispatcher_app.ui.theme.status_shapes import STATUS_COLOURS
from dispatcher_app.ui.theme.tokens import DARK, LIGHT, MARK_PAIRS, TEXT_PAIRS, Tokens, contrast, other_theme

THEMES = [pytest.param(DARK, id="dark"), pytest.param(LIGHT, id="light")]


@pytest.mark.parametrize("tokens", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", THEMES)
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_marks_can_be_seen(tokens: Tokens, mark: str, ground: str) -> None:
    assert contrast(getattr(tokens, mark), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", THEMES)
def test_what_is_read_across_a_room_has_more(tokens: Tokens) -> None:
    assert contrast(tokens.text, tokens.panel) >= 7
    assert contrast(tokens.warning_text, tokens.warning) >= 7


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_every_status_has_a_colour_of_its_own() -> None:
    assert set(STATUS_COLOURS) == set(AmbulanceStatus)
    assert len(set(STATUS_COLOURS.values())) == len(AmbulanceStatus)


@pytest.mark.parametrize("tokens", THEMES)
def test_the_palette_carries_the_theme(tokens: Tokens, qtbot: QtBot) -> None:
    assert tokens_of(make_palette(tokens)) is tokens


def test_the_theme_can_be_switched(qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    ensure_theme()
    assert switch_theme() is LIGHT
    assert tokens_of(qapp.palette()) is LIGHT
    assert switch_theme() is DARK
    assert other_theme(LIGHT) is DARK


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_the_font_is_bundled_in_every_weight(weight: int, qapp: QApplication) -> None:
    ensure_theme()
    info = QFontInfo(text_font(16, weight))
    assert (info.family(), info.weight()) == (FAMILY, weight)


@pytest.mark.parametrize("name", [path.stem for path in sorted(resource_path("icons").glob("*.svg"))])
def test_every_icon_can_be_drawn(name: str, qapp: QApplication) -> None:
    image = themed_pixmap(name, "#ff0000", 24).toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() == 255
    }
    assert "#ff0000" in colours
    assert not themed_icon(name, "#ff0000").isNull()


def test_licences_are_kept() -> None:
    assert "SIL Open Font License" in resource_path("fonts/LICENSE-OFL.txt").read_text(encoding="utf-8")
    assert "MIT" in resource_path("icons/LICENSE-tabler.txt").read_text(encoding="utf-8")
