"""Where the panel of a new call stands, and what of it is seen at a locked desk."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.entry.entry_panel import EntryPanel
from tests.ui.entry.conftest import RING_AT
from tests.ui.entry.hands import focus_name, tab, type_text
from tests.ui.entry.test_entry_panel import WHOLE, type_whole_call
from tests.ui.lock.reach import readable_texts


def test_nothing_of_a_call_can_be_read_at_a_locked_desk(desk: DeskWindow, panel: EntryPanel) -> None:
    type_whole_call(panel)
    panel.sheet.form.condition_field.setFocus()
    desk.show_locked(is_locked=True)
    secrets = ("Castro", "415-555", "Aster", "Rosa", "breathing", "entrance", "CARDIAC", "Digits")
    panel.show_problems({"caller_phone": ["Digits only."]})
    assert [text for text in readable_texts(desk) for secret in secrets if secret in text] == []
    assert desk.panels.lock_card.isVisible()
    assert focus_name() == "password_field"
    assert panel.entry() == WHOLE
    desk.show_locked(is_locked=False)
    assert panel.isVisible()
    assert panel.entry() == WHOLE
    assert panel.sheet.form.phone_field.text() == "415-555-0134"
    assert panel.sheet.form.problem_of("caller_phone") == "Digits only."
    assert focus_name() == "condition_field"


def test_a_call_begun_at_a_locked_desk_waits(desk: DeskWindow, panel: EntryPanel) -> None:
    type_text("Market St")
    desk.show_locked(is_locked=True)
    panel.begin(RING_AT, replace(WHOLE, notes=""))
    assert panel.sheet.form.entry() == CallEntry()
    desk.show_locked(is_locked=False)
    assert panel.entry() == replace(WHOLE, notes="")


def test_what_tab_leads_to_is_wholly_seen_in_a_low_window(desk: DeskWindow, panel: EntryPanel) -> None:
    desk.resize(desk.minimumSize())
    viewport = panel.sheet.form_scroll.viewport()
    for stop in panel.sheet.form.stops():
        assert QApplication.focusWidget() is stop
        assert viewport.rect().contains(QRect(stop.mapTo(viewport, QPoint(0, 0)), stop.size()))
        tab()


@pytest.mark.parametrize(("width", "beside"), [(1280, False), (1599, False), (1600, True), (1920, True)])
def test_a_column_of_its_own_where_there_is_room(desk: DeskWindow, panel: EntryPanel, width: int, beside: bool) -> None:
    desk.resize(width, 1000)
    assert desk.panels.ambulances_panel.isVisible() is beside
    assert desk.panels.calls_panel.isVisible()
    left = panel.mapTo(desk, QPoint(0, 0)).x()
    assert left > desk.panels.calls_panel.geometry().right()
    assert left + panel.width() <= width
    assert QApplication.focusWidget() is panel.sheet.form.location.field
