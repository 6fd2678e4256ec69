"""The trail window of a supervisor over a real database, after real dispatches by several people and desks."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.trail_desk import TrailDesk
from dispatcher_app.bootstrap.trail_verbs import trail
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import InvalidInput, NotAllowed
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.ui.trail.trail_content import TrailColumn
from dispatcher_app.ui.trail.trail_search import TrailSearch
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import Scene, WorkerOnlyStore, ensure_theme
from tests.storage.people import conninfo_of, make_people

SENT = {"Anna Kern sent M12 to #1001, desk 3", "Ben Ortiz sent M07 to #1002, desk 2"}


@pytest.fixture
def scene(room: ControlRoomBuilder, conninfo: str) -> Scene:
    """Two dispatches, by two people at two desks."""
    make_people(conninfo)
    made = Scene(room)
    for login, desk, call, ambulance in (
        ("anna", "desk 3", made.first, made.m12),
        ("ben", "desk 2", made.second, made.m07),
    ):
        store = Store(ConnectionSettings(conninfo_of(conninfo, login), desk=desk))
        dispatch_ambulance(store, DispatchAmbulance(call, ambulance), login)
        store.close()
    return made


class Hands:
    """A trail window, typed at and read."""

    def __init__(self, conninfo: str, login: str, qtbot: QtBot) -> None:
        """Open it as somebody."""
        self.store = WorkerOnlyStore(ConnectionSettings(conninfo_of(conninfo, login), desk="desk 9"))
        self.jobs = JobRunner()
        self.desk = TrailDesk(self.store, self.jobs)
        self.window = self.desk.window
        self._qtbot = qtbot

    def open(self) -> None:
        """Show it, and wait for the first answer."""
        self.desk.show()
        self._qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)
        self.wait()

    def wait(self) -> None:
        """Wait for the answer."""
        self._qtbot.waitUntil(lambda: "Searching" not in self.window.status_label.text(), timeout=15_000)

    def type_into(self, name: str, text: str) -> None:
        """Fill a field, and press Enter."""
        field = getattr(self.window.filters, f"{name}_field")
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.wait()

    def sentences(self) -> list[str]:
        """Read the sentences on screen."""
        model = self.window.trail_table.model()
        return [model.index(row, TrailColumn.SENTENCE).data() for row in range(model.rowCount())]

    def close(self) -> None:
        """Leave."""
        self.desk.close()
        self.jobs.close(self.store.close)


@pytest.fixture
def sue(conninfo: str, scene: Scene, qtbot: QtBot) -> Iterator[Hands]:
    """A supervisor's window, open."""
    ensure_theme(qtbot)
    hands = Hands(conninfo, "sue", qtbot)
    hands.open()
    yield hands
    hands.close()


def test_a_supervisor_reads_and_filters_what_two_people_did(sue: Hands) -> None:
    assert set(sue.sentences()) > SENT
    sue.type_into("call", "#1001")
    assert {sentence for sentence in sue.sentences() if " sent " in sentence} == {"Anna Kern sent M12 to #1001, desk 3"}
    QTest.keyClick(sue.window.filters.call_field, Qt.Key.Key_Down)
    QTest.keyClick(sue.window.trail_table, Qt.Key.Key_Down)
    assert sue.window.details.sentence_label.text() == "Anna Kern marked M12 en route (was available), desk 3"
    assert QApplication.focusWidget() is sue.window.trail_table
    sue.type_into("call", "")
    sue.type_into("person", "ben")
    assert {sentence.split(" ", 2)[0] for sentence in sue.sentences()} == {"Ben"}
    sue.type_into("ambulance", "m12")
    assert sue.sentences() == []
    assert "Nothing in the trail fits" in sue.window.trail_stack.empty_label.text()


def test_times_are_the_rooms(sue: Hands, room: ControlRoomBuilder) -> None:
    local = "now() AT TIME ZONE 'America/Los_Angeles' + interval '{} minutes'"
    sql = ", ".join(f"to_char({local.format(minutes)}, 'YYYY-MM-DD HH24:MI')" for minutes in (-60, 0, 60))
    before, now, after = room.one(f"SELECT {sql}")
    everything = sue.sentences()
    for from_time, to_time, is_found in (
        (before, after, True),
        (now[:10], now[:10], True),
        (after, "", False),
        ("", before, False),
    ):
        sue.window.filters.from_field.setText(from_time)
        sue.type_into("to", to_time)
        assert sue.window.filters.problem_line.text() == ""
        assert sue.sentences() == (everything if is_found else [])


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("call", "M12", "A call's number is a whole number, like 1042."),
        ("call", "99", "There is no emergency call #99."),
        ("ambulance", "ZZ9", "There is no ambulance ZZ9."),
        ("person", "Zed", "There is no person Zed."),
        ("from", "noon", "“noon” is no time. Write it like 2026-11-23 14:00, or a day alone."),
        ("to", "2026-13-01", "“2026-13-01” is no time. Write it like 2026-11-23 14:00, or a day alone."),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(sue: Hands, field: str, text: str, sentence: str) -> None:
    everything = sue.sentences()
    sue.type_into(field, text)
    assert sue.window.filters.problem_line.text() == sentence
    assert getattr(sue.window.filters, f"{field}_field").text() == text
    assert sue.sentences() == everything
    sue.type_into(field, "")
    assert sue.window.filters.problem_line.text() == ""


def test_a_later_search_supersedes_an_earlier_one(sue: Hands, qtbot: QtBot) -> None:
    held = threading.Event()
    sue.jobs.run(lambda: held.wait(15), lambda _: None, lambda _: None)
    filters = sue.window.filters
    shown: list[list[str]] = []
    sue.window.trail_table.model().rowsInserted.connect(lambda *_: shown.append(sue.sentences()))
    for person in ("anna", "zed", "sue", "ben"):
        filters.person_field.setText(person)
        sue.window.search()
    held.set()
    sue.wait()
    qtbot.waitUntil(lambda: bool(shown))
    assert [{sentence.split(" ", 1)[0] for sentence in page} for page in shown] == [{"Ben"}]
    assert filters.problem_line.text() == ""


def test_older_events_come_page_by_page_each_once(sue: Hands, room: ControlRoomBuilder, scene: Scene) -> None:
    with room.store.transaction() as tx:
        for _ in range(230):
            tx.database.execute_sql("UPDATE emergency_call SET version = version + 1 WHERE id = %s", (scene.first,))
    there = room.count("audit_event")
    sue.window.search()
    sue.wait()
    counts = [len(sue.sentences())]
    for _ in range(2):
        assert sue.window.more_button.isVisible()
        room.add_call()
        sue.window.filters.person_field.setText("typed, and not searched for")
        sue.window.more_button.click()
        sue.wait()
        counts.append(len(sue.sentences()))
    assert counts == [100, 200, there]
    assert not sue.window.more_button.isVisible()
    numbers = [row.entry.number for row in sue.window._rows]
    assert numbers == sorted(set(numbers), reverse=True)


def test_a_line_that_is_gone_is_said_and_the_next_search_finds_again(sue: Hands, room: ControlRoomBuilder) -> None:
    room.one("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'desk 9'")
    sue.window.search()
    sue.wait()
    assert sue.window.trail_stack.empty_label.text().startswith("The database")
    assert sue.sentences() == []
    sue.window.search()
    sue.wait()
    assert set(sue.sentences()) > SENT


def test_somebody_else_is_refused_in_words_and_shown_nothing(conninfo: str, scene: Scene, qtbot: QtBot) -> None:
    ensure_theme(qtbot)
    hands = Hands(conninfo, "vera", qtbot)
    hands.open()
    assert hands.window.trail_stack.empty_label.text() == "Only supervisors may look at the trail. Nothing was shown."
    assert hands.sentences() == []
    hands.close()


def test_what_is_hidden_is_forgotten(sue: Hands) -> None:
    sue.window.filters.person_field.setText("anna")
    sue.desk.hide()
    assert not sue.window.isVisible()
    assert sue.sentences() == []
    assert sue.window.details.sentence_label.text() == ""
    assert sue.window.filters.search() == TrailSearch()
    sue.open()
    assert set(sue.sentences()) > SENT


def test_the_same_search_at_a_shell(conninfo: str, scene: Scene) -> None:
    store = Store(ConnectionSettings(conninfo_of(conninfo, "sue"), desk="desk 9"))
    (last, *_), count = (
        trail(store, TrailSearch(call="1001", ambulance="m12")),
        len(trail(store, TrailSearch(), most=2)),
    )
    assert (last["who"], last["login"], last["desk"], count) == ("Anna Kern", "anna", "desk 3", 2)
    assert last["sentence"] == "Anna Kern marked M12 en route (was available), desk 3"
    assert {"field": "status", "before": "available", "after": "en route"} in last["changes"]
    with pytest.raises(InvalidInput) as refused:
        trail(store, TrailSearch(call="x", person="a\nb", from_time="2026-11-24", to_time="2026-11-23"))
    assert set(refused.value.fields) == {"call", "person", "to_time"}
    store.close()
    vera = Store(ConnectionSettings(conninfo_of(conninfo, "vera")))
    with pytest.raises(NotAllowed):
        trail(vera, TrailSearch())
    vera.close()
