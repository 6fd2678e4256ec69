"""Hospitals and crews in words, where they stand in lists, and the key that is pressed twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.crews import CrewWarning, CrewWarningKind
from dispatcher_app.domain.entities import Board, Crew, CrewMember, Hospital
from dispatcher_app.domain.hospitals import HospitalDiverts
from dispatcher_app.domain.ids import AmbulanceId, HospitalId, ParamedicId
from dispatcher_app.domain.statuses import AmbulanceStatus, Capability, CrewLevel, HospitalStatus
from dispatcher_app.ui.board.ambulance_content import AmbulanceColumn, AmbulanceContent
from dispatcher_app.ui.board.arrangement import AmbulanceFilter, ambulance_rows
from dispatcher_app.ui.board.board_index import index_board
from dispatcher_app.ui.conflict.wording import Circumstances, Way, conflict_words
from dispatcher_app.ui.crew_words import crew_words, is_grave, mark_words
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.details.call_details import call_details, hospital_choices, paramedic_choices
from dispatcher_app.ui.dispatch.divert_question import DivertQuestion
from dispatcher_app.ui.hospital_words import divert_words, hospital_line
from tests.ui.boards import NOW, StandingClock, make_board
from tests.ui.conflict.test_wording import ORDER

ZONE = timezone(-timedelta(hours=8))
GENERAL = Hospital(HospitalId(1), "General")
DIVERTING = replace(
    GENERAL,
    status=HospitalStatus.DIVERT,
    status_since=NOW - timedelta(minutes=38),
    status_by="Ben Ortiz",
    note="CT down",
    beds_free=0,
    capabilities=(Capability.TRAUMA, Capability.STEMI),
)
CREW = Crew(
    AmbulanceId(5),
    (
        CrewMember(ParamedicId(1), "Pat Lee", CrewLevel.ALS, NOW - timedelta(hours=3), NOW + timedelta(minutes=20)),
        CrewMember(ParamedicId(2), "Quinn Day", CrewLevel.BLS, NOW - timedelta(hours=3), NOW + timedelta(hours=5)),
    ),
)


@pytest.mark.parametrize(
    ("hospital", "line"),
    [
        (GENERAL, "General · not heard from · 4.6 km"),
        (replace(GENERAL, status_since=NOW, beds_free=2), "General · open · 2 beds · 4.6 km"),
        (
            replace(GENERAL, status=HospitalStatus.BUSY, status_since=NOW, beds_free=1),
            "General · busy since 17:40 · 1 bed · 4.6 km",
        ),
        (DIVERTING, "General · DIVERTS since 17:02 · no beds · 4.6 km · trauma, STEMI"),
        (
            replace(DIVERTING, status_since=NOW - timedelta(hours=20), beds_free=None, capabilities=()),
            "General · DIVERTS since Thu 5 Jan 21:40 · 4.6 km",
        ),
    ],
)
def test_a_hospital_is_told_in_one_line(hospital: Hospital, line: str) -> None:
    assert hospital_line(hospital, 4600.0, ZONE, NOW) == line


def test_a_divert_is_told_with_who_and_why() -> None:
    assert divert_words(DIVERTING, ZONE, NOW) == "General diverts since 17:02, by Ben Ortiz: CT down"
    assert divert_words(replace(DIVERTING, status_by="", note=""), ZONE, NOW) == "General diverts since 17:02"
    assert divert_words(GENERAL, ZONE, NOW) == divert_words(None, ZONE, NOW) == ""


def diverting_board() -> Board:
    board = make_board()
    general, *others = board.hospitals
    told = replace(DIVERTING, position=general.position)
    return replace(board, hospitals=(told, *others), crews=(CREW,))


def test_the_choices_stay_nearest_first_and_mark_by_shape_what_diverts() -> None:
    index = index_board(diverting_board())
    choices = hospital_choices(index, index.board.calls[1])
    assert [(choice.text.partition(" ")[0], choice.icon) for choice in choices] == [
        ("No", ""),
        ("Parnassus", "help"),
        ("General", "alert-triangle"),
        ("Anywhere", "help"),
    ]
    details = call_details(index, index.board.calls[1], ZONE)
    assert details.hospitals == ("Parnassus 2.4 km", "General DIVERTS 4.6 km")


@pytest.mark.parametrize(
    ("kind", "minutes", "words"),
    [
        (CrewWarningKind.SHIFT_ENDS, 20, "shift ends 20 min"),
        (CrewWarningKind.SHIFT_ENDS, 0.2, "shift ends 1 min"),
        (CrewWarningKind.SHIFT_OVER, -59.9, "shift over 59 min"),
        (CrewWarningKind.SHIFT_OVER, -130, "shift over 2 h"),
        (CrewWarningKind.BREAK_DUE, 19.5, "break due 20 min"),
        (CrewWarningKind.BREAK_OVERDUE, -3, "break overdue"),
        (CrewWarningKind.ON_BREAK, -9, "on break 9 min"),
        (CrewWarningKind.NO_CREW, None, "nobody aboard"),
        (CrewWarningKind.SHIFT_UNKNOWN, None, "shift unknown"),
    ],
)
def test_a_mark_is_short(kind: CrewWarningKind, minutes: float | None, words: str) -> None:
    at = None if minutes is None else NOW + timedelta(minutes=minutes)
    warning = CrewWarning(AmbulanceId(5), kind, at)
    assert mark_words(warning, NOW) == words
    assert is_grave(warning) is (kind not in {CrewWarningKind.ON_BREAK, CrewWarningKind.SHIFT_UNKNOWN})


def test_a_crew_is_told_with_its_hours() -> None:
    told = "Pat Lee ALS, Quinn Day BLS · shift ends 18:00 · break due 20:40"
    assert crew_words(CREW, ZONE) == told
    resting = replace(CREW, break_since=NOW - timedelta(minutes=5))
    assert crew_words(resting, ZONE).endswith("on a break since 17:35")
    unknown = replace(CREW, members=(replace(CREW.members[0], shift_ends_at=None),))
    assert "end of shift unknown" in crew_words(unknown, ZONE)
    assert crew_words(None, ZONE) == "Nobody is signed on"


def test_the_rows_say_what_there_is_to_know_and_say_nothing_where_no_crews_are_kept() -> None:
    content = AmbulanceContent()
    rows = {row.key: row for row in ambulance_rows(index_board(diverting_board()), AmbulanceFilter.ALL, None)}
    assert content.spoken(rows[5], AmbulanceColumn.STATUS, NOW) == "Available, shift ends 20 min"
    assert content.spoken(rows[5], AmbulanceColumn.CREW, NOW).startswith("Crew: ALS, Pat Lee ALS, Quinn Day BLS")
    assert content.tooltip(rows[5], AmbulanceColumn.CREW).startswith("Pat Lee ALS")
    assert content.spoken(rows[3], AmbulanceColumn.STATUS, NOW) == "Available, nobody aboard"
    assert rows[8].ambulance.status is AmbulanceStatus.OUT_OF_SERVICE
    assert rows[8].crew_warning(NOW) is None
    for row in ambulance_rows(index_board(make_board()), AmbulanceFilter.ALL, None):
        assert row.crew_warning(NOW) is None


def test_who_is_aboard_stands_with_the_choices_and_the_assigned() -> None:
    board = diverting_board()
    index = index_board(board)
    assert paramedic_choices(index, AmbulanceId(5))[0].text == "Crew aboard: Pat Lee, Quinn Day"
    assert paramedic_choices(index, AmbulanceId(3))[0].text == "Crew as rostered"
    out = index_board(replace(board, crews=(replace(CREW, ambulance_id=AmbulanceId(6)),)))
    call = next(call for call in board.calls if call.id == 90)
    assert call_details(out, call, ZONE).ambulances == "M6 en route (Pat Lee, Quinn Day, to 18:00)"


def test_a_question_is_asked_once_and_answered_by_a_later_press() -> None:
    seconds = [0.0]
    question = DivertQuestion(lambda: seconds[0])
    assert not question.follow("General")
    assert not question.press("General")
    assert question.follow("General")
    # A press that bounced has answered nothing.
    seconds[0] = 0.4
    assert not question.press("General")
    seconds[0] = 0.6
    assert question.press("General")
    # What is about something else has not been asked, nor what one comes back to.
    assert not question.follow("Parnassus")
    assert not question.press("General")


@pytest.fixture
def sent(window: DeskWindow) -> list[DispatchAmbulance]:
    orders: list[DispatchAmbulance] = []
    window.dispatch_requested.connect(orders.append)
    window.show_board(diverting_board())
    window.choosing.select_ambulance(AmbulanceId(5))
    return orders


def choose(window: DeskWindow, name: str) -> None:
    chooser = window.panels.details_panel.hospital_chooser
    (row,) = (row for row in range(chooser.count()) if chooser.itemText(row).startswith(name))
    chooser.setCurrentIndex(row)


def test_the_first_press_asks_and_the_second_sends(
    window: DeskWindow, sent: list[DispatchAmbulance], clock: StandingClock
) -> None:
    bar = window.panels.dispatch_bar
    choose(window, "General")
    assert bar.prospect_label.text().endswith("then to General, which diverts")
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert sent == []
    assert bar.prospect_label.text() == (
        "General diverts since 17:02, by Ben Ortiz: CT down. Press F8 again to send M5 there all the same."
    )
    assert (bar.dispatch_button.caption(), bar.prospect_icon.isVisible()) == ("Send all the same", True)
    clock.advance(1)
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert [(order.hospital_id, order.diverts_accepted) for order in sent] == [(1, True)]


def test_a_double_click_on_the_button_sends_nothing(window: DeskWindow, sent: list[DispatchAmbulance]) -> None:
    choose(window, "General")
    for _ in range(2):
        QTest.mouseClick(window.panels.dispatch_bar.dispatch_button, Qt.MouseButton.LeftButton)
    assert sent == []


def test_another_choice_takes_the_question_back(
    window: DeskWindow, sent: list[DispatchAmbulance], clock: StandingClock
) -> None:
    bar = window.panels.dispatch_bar
    choose(window, "General")
    QTest.keyClick(window, Qt.Key.Key_F8)
    clock.advance(1)
    choose(window, "Parnassus")
    assert (bar.dispatch_button.caption(), bar.prospect_icon.isVisible()) == ("Dispatch M5", False)
    choose(window, "General")
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert sent == []
    choose(window, "Parnassus")
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert [(order.hospital_id, order.diverts_accepted) for order in sent] == [(2, False)]


def test_a_hospital_that_is_open_again_is_not_asked_about(
    window: DeskWindow, sent: list[DispatchAmbulance], clock: StandingClock
) -> None:
    choose(window, "General")
    QTest.keyClick(window, Qt.Key.Key_F8)
    clock.advance(1)
    board = diverting_board()
    opened = replace(board.hospitals[0], status=HospitalStatus.OPEN, status_since=NOW)
    window.show_board(replace(board, hospitals=(opened, *board.hospitals[1:])))
    assert window.panels.dispatch_bar.dispatch_button.caption() == "Dispatch M5"
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert [order.diverts_accepted for order in sent] == [False]


def test_a_divert_found_by_the_database_is_asked_in_a_dialog() -> None:
    error = HospitalDiverts(HospitalId(1), "General", DIVERTING.status_since, "Ben Ortiz", "CT down")
    words = conflict_words(error, ORDER, Circumstances(ZONE))
    assert words.title == "General diverts"
    assert words.detail == "General asks to be passed by since 17:02:16, as Ben Ortiz wrote down: CT down"
    assert ([choice.way for choice in words.choices], words.default) == ([Way.ACCEPT_DIVERT, Way.BACK], Way.BACK)


def test_whoever_may_only_look_sees_the_marks_too(open_window: Callable[..., DeskWindow]) -> None:
    window = open_window(can_dispatch=False)
    window.show_board(diverting_board())
    model = window.panels.ambulances_panel.ambulance_table.model()
    spoken = {
        model.data(model.index(row, AmbulanceColumn.STATUS), Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
    }
    assert "Available, shift ends 20 min" in spoken
