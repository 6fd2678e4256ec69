"""Rows driven through the verbs: what becomes of sound ones, and how the rules take the others."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import psycopg
import pytest

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.replay import (
    ReplayOptions,
    as_expected,
    compare,
    measure_completed,
    measure_database,
    measure_file,
    replay,
)
from dispatcher_app.operations.replay.replaying import Pace, Replayed
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.operations.importing.rows import a_row, at, local, write
from tests.operations.replay.week import ask, check_invariants, refused, replay_rows

WORK = """
    SELECT call_sign, dispatched_at, acknowledged_at, mobile_at, on_scene_at, left_scene_at, at_hospital_at, cleared_at,
           outcome FROM assignment AS a JOIN ambulance ON ambulance.id = ambulance_id ORDER BY a.id"""

CALLS = "SELECT status, outcome, received_at, entered_at, ended_at FROM emergency_call ORDER BY id"


def equal_figures(done: Replayed) -> tuple[int, int, int]:
    """Count the figures, those that the database alone has as the file, and those with refused records."""
    compared = compare(as_expected(measure_file(done)), measure_database(done), measure_completed(done))
    alone = sum(figure.is_equal_alone for figure in compared)
    return len(compared), alone, sum(figure.is_equal_completed for figure in compared)


def test_sound_row_becomes_the_same_work_at_its_own_times(store: Store, tmp_path: Path) -> None:
    done = replay_rows(store, tmp_path, [a_row()])
    assert refused(done) == []
    stamps = ("17:02:00", "17:03:00", "17:03:00", "17:10:00", "17:30:00", "17:40:00", "18:00:00")
    assert ask(store, WORK) == [("77", *map(at, stamps), "TRANSPORTED")]
    assert ask(store, CALLS) == [("CLOSED", "TRANSPORTED", at("17:00:00"), at("17:01:00"), at("18:00:00"))]
    assert ask(store, "SELECT name, is_demo FROM control_room") == [("Replay of 6 Jan 2017", True)]
    assert ask(store, "SELECT call_sign, status, status_since FROM ambulance") == [("77", "AVAILABLE", at("18:00:00"))]
    assert equal_figures(done) == (424, 424, 424)
    check_invariants(store)


def test_room_tells_its_own_time_again_afterwards(store: Store, tmp_path: Path) -> None:
    replay_rows(store, tmp_path, [a_row()])
    assert ask(store, "SELECT clock_timestamp() - room_now() < interval '1 s'") == [(True,)]


@pytest.mark.parametrize(
    ("disposition", "status", "outcome"),
    [
        ("Patient Declined Transport", "CLOSED", "REFUSED"),
        ("Against Medical Advice", "CLOSED", "REFUSED"),
        ("Medical Examiner", "CLOSED", "DECEASED"),
        ("Gone on Arrival", "CLOSED", "NO_PATIENT"),
        ("No Merit", "CLOSED", "NO_PATIENT"),
        ("SFPD", "CLOSED", "REFERRED"),
        ("Fire", "CLOSED", "OTHER"),
        ("", "CLOSED", "OTHER"),
    ],
)
def test_what_came_of_a_call_is_said_from_its_scene(
    store: Store, tmp_path: Path, disposition: str, status: str, outcome: str
) -> None:
    row = a_row(transport="", hospital="") | {"Call Final Disposition": disposition}
    assert refused(replay_rows(store, tmp_path, [row])) == []
    assert [call[:2] for call in ask(store, CALLS)] == [(status, outcome)]
    assert [work[-1] for work in ask(store, WORK)] == ["NO_TRANSPORT"]


def test_unit_that_never_arrived_is_stood_down_and_its_call_ends_as_recorded(store: Store, tmp_path: Path) -> None:
    nothing = {"on_scene": "", "transport": "", "hospital": ""}
    rows = [
        a_row(1, "77", **nothing) | {"Call Final Disposition": "Cancelled"},
        a_row(2, "78", **nothing) | {"Call Final Disposition": "Unable to Locate"},
    ]
    assert refused(replay_rows(store, tmp_path, rows)) == []
    assert [work[-1] for work in ask(store, WORK)] == ["STOOD_DOWN", "STOOD_DOWN"]
    assert [call[:2] for call in ask(store, CALLS)] == [("CANCELLED", None), ("CLOSED", "NO_PATIENT")]
    check_invariants(store)


def test_call_that_its_last_unit_closed_is_opened_again_for_the_next(store: Store, tmp_path: Path) -> None:
    rows = [
        a_row(1, "77", transport="", hospital="", available="17:20:00"),
        a_row(1, "78", dispatch="17:25:00", response="17:26:00", on_scene="17:35:00", transport="17:45:00",
              hospital="17:55:00"),
    ]  # fmt: skip
    done = replay_rows(store, tmp_path, rows)
    assert refused(done) == []
    assert [work[-1] for work in ask(store, WORK)] == ["NO_TRANSPORT", "TRANSPORTED"]
    assert [call[:2] for call in ask(store, CALLS)] == [("CLOSED", "TRANSPORTED")]
    assert equal_figures(done) == (424, 424, 424)


def test_unit_that_is_free_and_sent_on_at_one_second_is_free_first(store: Store, tmp_path: Path) -> None:
    later = {"dispatch": "18:00:00", "response": "18:01:00", "on_scene": "18:02:00", "transport": "", "hospital": ""}
    # The later record comes first by its number and in the file: only when it was dispatched counts.
    rows = [a_row(1, "77", **later, available="18:30:00"), a_row(2, "77")]
    assert refused(replay_rows(store, tmp_path, rows)) == []
    assert [work[1] for work in ask(store, WORK)] == [at("17:02:00"), at("18:00:00")]
    check_invariants(store)


def test_hospital_before_it_left_the_scene_is_refused_and_set_when_it_was_free(store: Store, tmp_path: Path) -> None:
    done = replay_rows(store, tmp_path, [a_row(hospital="17:25:00")])
    name = "170062700-77"
    assert refused(done) == [
        (name, "at hospital", "stamp does not follow", "left out"),
        (name, "available", "stamp does not follow", "at hospital set when it became available"),
    ]
    assert done.refusals[0].sentence == "77 is on scene: at hospital does not follow."
    assert ask(store, WORK)[0][5:] == (at("17:30:00"), at("18:00:00"), at("18:00:00"), "TRANSPORTED")
    total, alone, completed = equal_figures(done)
    assert alone < completed == total


def test_transport_from_a_scene_nobody_reached_says_that_it_was_reached(store: Store, tmp_path: Path) -> None:
    done = replay_rows(store, tmp_path, [a_row(on_scene="")])
    assert [row[1:] for row in refused(done)] == [("left scene", "stamp does not follow", "on scene set with it")]
    assert ask(store, WORK)[0][4:7] == (at("17:30:00"), at("17:30:00"), at("17:40:00"))
    total, _, completed = equal_figures(done)
    assert completed == total


def test_stamp_from_before_the_dispatch_has_no_work_to_be_written_to(store: Store, tmp_path: Path) -> None:
    done = replay_rows(store, tmp_path, [a_row(transport="16:00:00", hospital="16:30:00")])
    assert [row[1:] for row in refused(done)] == [
        ("left scene", "not sent yet", "left out"),
        ("at hospital", "not sent yet", "left out"),
        ("available", "stamp does not follow", "left scene and at hospital set when it became available"),
    ]
    check_invariants(store)


def test_unit_in_use_is_not_sent_and_what_it_did_elsewhere_goes_on(store: Store, tmp_path: Path) -> None:
    rows = [a_row(1, "77"), a_row(2, "77", dispatch="17:50:00", response="17:51:00", on_scene="17:55:00",
                                  transport="", hospital="", available="18:20:00"),
            a_row(3, "77", dispatch="18:30:00", response="18:31:00", on_scene="18:40:00", transport="", hospital="",
                  available="18:50:00")]  # fmt: skip
    done = replay_rows(store, tmp_path, rows)
    assert refused(done) == [("2-77", "dispatched", "ambulance taken", "left out with all that followed")]
    assert [work[1] for work in ask(store, WORK)] == [at("17:02:00"), at("18:30:00")]
    assert [call[0] for call in ask(store, CALLS)] == ["CLOSED", "CLOSED", "CLOSED"]
    total, alone, completed = equal_figures(done)
    assert alone < completed == total
    check_invariants(store)


def test_work_without_an_end_ends_when_its_unit_is_sent_on(store: Store, tmp_path: Path) -> None:
    rows = [a_row(1, "77", available=""), a_row(2, "77", dispatch="19:00:00", response="", on_scene="",
                                                transport="", hospital="", available="19:10:00")]  # fmt: skip
    done = replay_rows(store, tmp_path, rows)
    assert refused(done) == [("1-77", "dispatched", "ambulance taken", "back in service set when it was sent on")]
    assert [(work[1], work[7]) for work in ask(store, WORK)] == [
        (at("17:02:00"), at("19:00:00")),
        (at("19:00:00"), at("19:10:00")),
    ]
    total, alone, completed = equal_figures(done)
    assert alone < completed == total


def test_work_without_an_end_that_is_in_nobodys_way_goes_on(store: Store, tmp_path: Path) -> None:
    done = replay_rows(store, tmp_path, [a_row(available="")])
    assert refused(done) == []
    assert [work[7] for work in ask(store, WORK)] == [None]
    assert equal_figures(done) == (424, 424, 424)
    check_invariants(store)


def test_call_without_a_place_or_entered_before_it_rang_is_taken_all_the_same(store: Store, tmp_path: Path) -> None:
    rows = [a_row(1, "77") | {"Address": ""}, a_row(2, "78", received="17:01:30")]
    done = replay_rows(store, tmp_path, rows)
    assert [row[1:3] for row in refused(done)] == [("entered", "invalid input"), ("entered", "entered otherwise")]
    assert [work[7] for work in ask(store, WORK)] == [at("18:00:00"), at("18:00:00")]
    total, _, completed = equal_figures(done)
    assert completed == total


def test_row_that_cannot_be_read_stays_out_and_only_that(store: Store, tmp_path: Path) -> None:
    rows = [a_row(1, "77", on_scene="noon"), a_row(2, "78"), a_row(3, "79", dispatch="")]
    done = replay_rows(store, tmp_path, rows)
    assert [row.reason.value for row in done.left_out] == ["value unreadable", "value missing"]
    assert [work[0] for work in ask(store, WORK)] == ["78"]


def test_only_the_calls_and_units_that_are_wanted_happen(store: Store, tmp_path: Path) -> None:
    rows = [
        a_row(1, "77", received="16:59:59"),
        a_row(2, "78"),
        a_row(3, "E01") | {"Unit Type": "ENGINE"},
        a_row(4, "79", received="17:00:30"),
    ]
    window = {"begin": local("2017-01-06 17:00:00"), "end": local("2017-01-06 17:00:30")}
    done = replay_rows(store, tmp_path, rows, unit_types=frozenset({"MEDIC"}), **window)
    assert [record.unit_id for record in done.records] == ["78"]


def test_engine_has_a_crew_for_basic_life_support(store: Store, tmp_path: Path) -> None:
    replay_rows(store, tmp_path, [a_row(1, "77"), a_row(2, "E01") | {"Unit Type": "ENGINE"}])
    assert ask(store, "SELECT call_sign, crew_level FROM ambulance ORDER BY 1") == [("77", "ALS"), ("E01", "BLS")]


def test_room_in_use_is_left_alone(room: ControlRoomBuilder, store: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="There is a control room in this database already"):
        replay_rows(store, tmp_path, [a_row()])
    assert (room.count("emergency_call"), room.count("ambulance")) == (0, 0)


def test_replay_that_is_stopped_leaves_the_board_as_it_stood(store: Store, conninfo: str, tmp_path: Path) -> None:
    halt = Event()

    def stop_on_scene(_done: int, _total: int, now: datetime) -> None:
        if now == at("17:10:00"):
            halt.set()

    done = replay(store, [write(tmp_path / "rows.csv", [a_row()])], ReplayOptions(), halt, stop_on_scene)
    assert not done.is_whole
    # Told by another session: nothing is half done.
    with psycopg.connect(conninfo) as other:
        assert other.execute("SELECT status FROM ambulance").fetchall() == [("ON_SCENE",)]
        assert other.execute("SELECT status FROM emergency_call").fetchall() == [("DISPATCHED",)]
    check_invariants(store)


class Waits(Event):
    """Tells how long it was waited for, and lets nobody wait."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Take note of it."""
        self.seconds.append(timeout or 0.0)
        return self.is_set()


def test_recorded_time_goes_by_at_the_speed_that_is_asked_for() -> None:
    halt = Waits()
    pace = Pace(2.0, halt)
    assert pace.reach(at("17:00:00"))
    assert pace.reach(at("19:00:00"))
    assert halt.seconds[0] == 0.0
    # Two recorded hours, less what has gone by between the two questions.
    assert 3500 < halt.seconds[1] <= 3600


def test_wait_for_what_happens_next_ends_when_it_is_stopped(store: Store, tmp_path: Path) -> None:
    halt = Event()
    seen: list[datetime] = []

    def stop_at_the_first(_done: int, _total: int, now: datetime) -> None:
        seen.append(now)
        halt.set()

    # In real time the next thing happens in a minute: nobody waits for that who is told to stop.
    options = ReplayOptions(speed=1.0)
    done = replay(store, [write(tmp_path / "rows.csv", [a_row()])], options, halt, stop_at_the_first)
    assert (seen, done.is_whole) == ([at("17:01:00")], False)
    assert done.took_s < timedelta(minutes=1).total_seconds()
