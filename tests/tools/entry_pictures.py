"""The pictures of a call being taken: the panel beside a board, in both palettes and both sizes."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import CallType, Duplicate
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.theme.tokens import DARK, LIGHT
from tests.tools.picture import draw
from tests.tools.studio import SIZES, settle, until, wear

_TYPES = (
    CallType("ARREST", "Cardiac arrest", 1, "ALS"),
    CallType("ARRESTF", "Cardiac or respiratory arrest, fever", 1, "ALS"),
    CallType("CARD", "Cardiac condition", 2),
)


def draw_entries(board: Board, application: QApplication) -> None:
    """Draw a call half taken, its type being looked for, and the same call once it is ready to be saved."""
    for tokens in (DARK, LIGHT):
        wear(application, tokens)
        for width, height in SIZES:
            identity = DeskIdentity("Ben Ortiz", "dispatcher", "desk 3", can_dispatch=True)
            window = DeskWindow(identity, lambda: board.taken_at)
            window.resize(width, height)
            window.show()
            window.activateWindow()
            until(window.isActiveWindow)
            window.show_board(board)
            window.show_data_age(timedelta(seconds=0.3))
            _take(window, board)
            field = window.panels.entry_panel.sheet.form.type.field
            field.setFocus()
            QTest.keyClicks(field, "arr card")
            settle()
            draw(f"new-call-type-{tokens.name}-{width}x{height}", window)
            QTest.keyClick(field, Qt.Key.Key_Return)
            settle()
            draw(f"new-call-{tokens.name}-{width}x{height}", window)
            window.close()


def _take(window: DeskWindow, board: Board) -> None:
    panel, like = window.panels.entry_panel, board.calls[0]
    panel.show_types(_TYPES)
    window.panels.show_entry_panel(is_shown=True)
    entry = CallEntry(
        location_text=like.location_text,
        area_text=like.area_text,
        position=like.position,
        caller_phone="+43 660 1234567",
        caller_name="The daughter",
        patient_age="67",
        patient_sex="F",
        patient_condition="Not breathing",
        notes="Collapsed in the kitchen. CPR by phone. Rear entrance, second floor.",
    )
    panel.begin(board.taken_at - timedelta(seconds=48), entry)
    panel.show_draft(board.taken_at - timedelta(seconds=2))
    near = Duplicate(call_facts(like), like.priority, board.taken_at - timedelta(minutes=3), 35, has_same_number=True)
    panel.show_duplicates([near])
