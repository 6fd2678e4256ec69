"""The trail as a supervisor finds it, on the real server: every kind of event in words, filtered, page by page."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import NotAllowed, NotFound
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.trail import TrailEntry, TrailPage, search_trail
from dispatcher_app.operations.trail_fields import Change
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.trail import TrailFilter
from tests.control_room import ControlRoomBuilder
from tests.operations.trail_events import RECORDED
from tests.storage.people import conninfo_of, make_people

ZONE = ZoneInfo("America/Los_Angeles")

OpenAs = Callable[..., Store]


@pytest.fixture
def open_as(conninfo: str, room: ControlRoomBuilder) -> Iterator[OpenAs]:
    """Open a desk as somebody."""
    make_people(conninfo)
    opened: list[Store] = []

    def open_one(login: str, desk: str = "") -> Store:
        opened.append(Store(ConnectionSettings(conninfo_of(conninfo, login), desk=desk)))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def sue(open_as: OpenAs) -> Store:
    """A supervisor's desk."""
    return open_as("sue", "desk 9")


def found(store: Store, **wanted: object) -> tuple[TrailEntry, ...]:
    return search_trail(store, TrailFilter(**wanted), ZONE).entries  # type: ignore[arg-type]


def sentences(store: Store, **wanted: object) -> list[str]:
    return [entry.sentence for entry in found(store, **wanted)]


def run(store: Store, *statements: str) -> None:
    with store.transaction() as tx:
        for statement in statements:
            tx.database.execute_sql(statement)


def assignment_of(store: Store, call_number: int) -> int:
    with store.snapshot() as tx:
        (number,) = tx.database.execute_sql(
            "SELECT a.id FROM assignment AS a JOIN emergency_call AS c ON c.id = emergency_call_id WHERE number = %s",
            (call_number,),
        ).fetchone()
        return int(number)


class Scene:
    """Two calls and two ambulances; Anna has sent M12 to #1042, then Ben M07 to #1043, each at their own desk."""

    def __init__(self, room: ControlRoomBuilder, open_as: OpenAs) -> None:
        """Make it."""
        self.anna, self.ben = open_as("anna", "desk 3"), open_as("ben", "desk 2")
        self.call, self.other = room.add_call(number=1042), room.add_call(number=1043)
        self.m12, self.m07 = room.add_ambulance("M12"), room.add_ambulance("M07")
        dispatch_ambulance(self.anna, DispatchAmbulance(self.call, self.m12), "anna")
        dispatch_ambulance(self.ben, DispatchAmbulance(self.other, self.m07), "ben")


@pytest.fixture
def scene(room: ControlRoomBuilder, open_as: OpenAs) -> Scene:
    """Two dispatches by two people."""
    return Scene(room, open_as)


def test_a_dispatch_is_told_as_a_person_would(scene: Scene, sue: Store) -> None:
    entries = found(sue, call_number=1042)
    assert [entry.sentence for entry in entries][:3] == [
        "Anna Kern marked #1042 dispatched (was open), desk 3",
        "Anna Kern marked M12 en route (was available), desk 3",
        "Anna Kern sent M12 to #1042, desk 3",
    ]
    assert entries[3].sentence.endswith("entered #1042: Chest pain, 400 Castro St, desk 1")
    status, sent = entries[0], entries[2]
    assert (sent.who, sent.login, sent.desk) == ("Anna Kern", "anna", "desk 3")
    assert Change("status", "open", "dispatched") in status.changes
    assert {Change("call", None, "#1042"), Change("ambulance", None, "M12")} <= set(sent.changes)
    assert sent.at.tzinfo is UTC
    (stamp,) = (change.after for change in sent.changes if change.field == "dispatched")
    assert isinstance(stamp, datetime)
    assert abs(stamp - sent.at) < timedelta(seconds=5)


def test_each_filter_finds_its_own_and_nothing_else(scene: Scene, sue: Store) -> None:
    assert {sentence.split(", desk")[0] for sentence in sentences(sue, call_sign="m07")} == {
        "postgres added ambulance M07",
        "Ben Ortiz sent M07 to #1043",
        "Ben Ortiz marked M07 en route (was available)",
    }
    for person in ("anna", "ANNA", "anna kern", "Kern"):
        assert {entry.login for entry in found(sue, person=person)} == {"anna"}
        assert len(found(sue, person=person)) == 3
    assert sentences(sue, call_number=1042, call_sign="M12") == [
        "Anna Kern marked M12 en route (was available), desk 3",
        "Anna Kern sent M12 to #1042, desk 3",
    ]
    assert sentences(sue, call_number=1042, call_sign="M07") == []
    assert len(sentences(sue, call_number=1042, person="anna")) == 3
    assert sentences(sue, call_number=1042, person="ben") == []
    assert sentences(sue, call_sign="M12", person="ben") == []


def test_time_begins_with_its_first_instant_and_ends_before_its_last(scene: Scene, sue: Store) -> None:
    everything = found(sue)
    assert [entry.at for entry in everything] == sorted((entry.at for entry in everything), reverse=True)
    third = everything[2].at
    assert [entry.number for entry in found(sue, from_at=third)] == [entry.number for entry in everything[:3]]
    assert [entry.number for entry in found(sue, to_at=third)] == [entry.number for entry in everything[3:]]
    assert found(sue, from_at=third, to_at=third + timedelta(microseconds=1)) == (everything[2],)
    for wanted in ({"call_number": 1043}, {"call_sign": "M07"}, {"person": "ben"}):
        last = found(sue, **wanted)[0]
        assert found(sue, **wanted, from_at=last.at)[0] == last
        assert last not in found(sue, **wanted, to_at=last.at)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (TrailFilter(call_number=99), "There is no emergency call #99."),
        (TrailFilter(call_sign="ZZ9"), "There is no ambulance ZZ9."),
        (TrailFilter(person="Zed"), "There is no person Zed."),
    ],
)
def test_what_does_not_exist_is_named(sue: Store, wanted: TrailFilter, sentence: str) -> None:
    with pytest.raises(NotFound) as refused:
        search_trail(sue, wanted, ZONE)
    assert str(refused.value) == sentence


def test_nobody_but_a_supervisor_is_shown_anything(scene: Scene, open_as: OpenAs) -> None:
    every_way = (TrailFilter(), TrailFilter(1042), TrailFilter(call_sign="M12"), TrailFilter(person="x"))
    for login in ("vera", "pam", "anna", "ada", "nobody_at_all"):
        store = open_as(login)
        for wanted in every_way:
            with pytest.raises(NotAllowed) as refused:
                search_trail(store, wanted, ZONE)
            assert str(refused.value).startswith("Only supervisors may look at the trail.")


@pytest.mark.parametrize("wanted", [{}, {"call_number": 1042}, {"call_sign": "M12"}, {"person": "anna"}], ids=str)
def test_pages_give_each_event_once_while_new_ones_come(
    room: ControlRoomBuilder, scene: Scene, sue: Store, wanted: dict[str, object]
) -> None:
    hospital, number = room.add_hospital("General"), assignment_of(sue, 1042)

    def add() -> None:
        toggled = f"hospital_id = CASE WHEN hospital_id IS NULL THEN {hospital} END"
        run(scene.anna, f"UPDATE assignment SET {toggled} WHERE id = {number}")
        run(scene.anna, f"UPDATE emergency_call SET area_text = area_text || 'x' WHERE id = {scene.call}")
        run(scene.anna, f"UPDATE ambulance SET version = version + 1 WHERE id = {scene.m12}")

    for _ in range(9):
        add()
    all_then = [entry.number for entry in found(sue, **wanted)]
    page = search_trail(sue, TrailFilter(**wanted), ZONE, most=4)  # type: ignore[arg-type]
    pages: list[TrailPage] = [page]
    while page.more is not None:
        add()
        page = search_trail(sue, TrailFilter(**wanted), ZONE, page.more, most=4)  # type: ignore[arg-type]
        pages.append(page)
    assert [entry.number for page in pages for entry in page.entries] == all_then
    assert [len(page.entries) for page in pages[:-1]] == [4] * (len(pages) - 1)
    assert len(pages) > 2


def test_a_correction_is_found_with_its_call_and_its_ambulance(scene: Scene, sue: Store) -> None:
    number = assignment_of(sue, 1042)
    run(scene.anna, f"UPDATE assignment SET mobile_at = now() WHERE id = {number}")
    run(sue, f"SELECT correct_stamp({number}, 'mobile_at', NULL, 'never left')")
    for wanted in ({"call_number": 1042}, {"call_sign": "M12"}):
        assert [told for told in sentences(sue, **wanted) if told.endswith("to nothing: “never left”, desk 9")]


def test_who_records_what_another_did_has_sent_nobody(room: ControlRoomBuilder, sue: Store) -> None:
    call, ambulance = room.add_call(number=1042), room.add_ambulance("M12")
    run(
        room.store,
        "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at, dispatcher_id)"
        f" SELECT {call}, {ambulance}, gen_random_uuid(), now(), id FROM dispatcher WHERE login = 'anna'",
        f"UPDATE ambulance SET status = 'EN_ROUTE' WHERE id = {ambulance}",
        f"UPDATE emergency_call SET status = 'DISPATCHED' WHERE id = {call}",
    )
    assert "postgres recorded that Anna Kern sent M12 to #1042, desk 1" in sentences(sue)


def test_hostile_texts_stay_in_their_line_and_as_they_are(scene: Scene, sue: Store, room: ControlRoomBuilder) -> None:
    hostile = "<b>x</b>\n\u202e<img src=x>, desk 7"
    forge(room.store, before={"location_text": "a"}, after={"location_text": hostile})
    entry = found(sue, call_number=1042)[0]
    assert "<b>x</b>\\n\\u202e<img src=x>, desk 7”, " in entry.sentence
    assert len(entry.sentence.splitlines()) == 1
    assert entry.changes == (Change("location", "a", hostile),)


def forge(store: Store, *, before: object, after: object, table: str = "emergency_call") -> None:
    """Put an event into the trail that no trigger wrote."""
    with store.transaction() as tx:
        tx.database.execute_sql("SET LOCAL session_replication_role = replica")
        tx.database.execute_sql(
            "INSERT INTO audit_event (actor, desk, action, table_name, row_id, before, after)"
            " SELECT 'mallory', 'x', 'UPDATE', %s, id, %s, %s FROM emergency_call WHERE number = 1042",
            (table, json.dumps(before), json.dumps(after)),
        )


ODD: tuple[object, ...] = (
    None,
    [],
    7,
    "x",
    {},
    {"status": 3},
    {"emergency_call_id": "y", "ambulance_id": 2**70},
    {"cleared_at": "then"},
)


def test_what_no_trigger_wrote_is_still_told(scene: Scene, sue: Store, room: ControlRoomBuilder) -> None:
    for odd in ODD:
        for table in (*RECORDED, "no_such_table"):
            forge(room.store, before=odd, after=odd, table=table)
            forge(room.store, before={}, after=odd, table=table)
    forged = 2 * len(ODD) * (len(RECORDED) + 1)
    entries = search_trail(sue, TrailFilter(person="mallory"), ZONE, most=1000).entries
    assert [entry.sentence.startswith("mallory ") for entry in entries] == [True] * forged
