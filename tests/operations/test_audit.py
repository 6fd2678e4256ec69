"""The trail, sealed, verified and exported on the real server by the people who may."""

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from dispatcher_app.domain.errors import NotAllowed
from dispatcher_app.operations.audit import (
    ExportFormat,
    ensure_audit_months,
    export_audit,
    last_seal,
    problem_sentence,
    seal_audit,
    verify_audit,
)
from dispatcher_app.storage.audit import AuditProblem, ProblemKind
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder
from tests.storage.people import conninfo_of, make_people

ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))

ODD_TEXTS = (
    '=cmd|"/c calc"!A1',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    'a "quoted", cell; and more',
    "two\nlines\r\nand\u2028a third\x85\x0b",
    "\u202eright to left",
    "🚑 émile ＝１",
    "<b>bold</b>",
    "\\N",
    "",
    "x" * 100_000,
)

StoreOf = Callable[[str], Store]


@pytest.fixture
def store_of(conninfo: str, room: ControlRoomBuilder) -> Iterator[StoreOf]:
    """Open a desk as somebody."""
    make_people(conninfo)
    opened: list[Store] = []

    def open_as(login: str) -> Store:
        opened.append(Store(ConnectionSettings(conninfo_of(conninfo, login))))
        return opened[-1]

    yield open_as
    for store in opened:
        store.close()


def forge(store: Store, *statements: str) -> None:
    """Do what only a superuser can, past every trigger."""
    with store.transaction() as tx:
        for statement in ("SET LOCAL session_replication_role = replica", *statements):
            tx.database.execute_sql(statement)


def record(store: Store, *, actor: str = "anna", value: str = "x", at: datetime | None = None) -> None:
    """Put an event into the trail."""
    with store.transaction() as tx:
        tx.database.execute_sql(
            """
            INSERT INTO audit_event (at, actor, desk, action, table_name, row_id, before, after, request_id)
            VALUES (coalesce(%s, now()), %s, %s, 'UPDATE', 'emergency_call', 1, %s, %s, %s)""",
            (at, actor, value, json.dumps({"notes": value}), json.dumps({value[:9]: 37.7611, "n": 2**53 + 1}), uuid4()),
        )


def exported(store: Store, export_format: ExportFormat, stretch: tuple[datetime, datetime] = ALWAYS) -> str:
    sink = io.StringIO(newline="")
    export_audit(store, *stretch, sink, export_format)
    return sink.getvalue()


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_dispatchers_desk_seals_and_a_supervisor_verifies(room: ControlRoomBuilder, store_of: StoreOf) -> None:
    anna, sue = store_of("anna"), store_of("sue")
    assert last_seal(sue) is None
    digest = seal_audit(anna)
    assert seal_audit(anna) is None
    seal = last_seal(sue)
    assert seal is not None
    assert (seal.digest, seal.number, len(seal.digest)) == (digest, 1, 32)
    room.add_call()
    later = seal_audit(store_of("vera"))
    assert later not in {None, digest}
    assert verify_audit(sue, kept_digest=digest) == ()


@pytest.mark.parametrize("login", ["vera", "pam", "anna", "ada", "nobody_at_all"])
def test_nobody_else_reads_the_trail(store_of: StoreOf, login: str) -> None:
    store = store_of(login)
    for forbidden in (verify_audit, last_seal, lambda of: exported(of, ExportFormat.CSV)):
        with pytest.raises(NotAllowed):
            forbidden(store)


def test_who_is_in_no_group_does_not_even_seal(store_of: StoreOf) -> None:
    for forbidden in (seal_audit, ensure_audit_months):
        with pytest.raises(NotAllowed):
            forbidden(store_of("nobody_at_all"))


def test_months_are_made_by_any_desk(room: ControlRoomBuilder, store: Store, store_of: StoreOf) -> None:
    (month,) = room.one("SELECT to_char(now() AT TIME ZONE 'UTC' + interval '2 months', 'YYYY_MM')")
    forge(store, f"DROP TABLE audit_event_{month}")
    ensure_audit_months(store_of("vera"))
    assert room.one(f"SELECT to_regclass('audit_event_{month}') IS NOT NULL") == (True,)
    made = f"tgrelid = 'audit_event_{month}'::regclass AND tgfoid = 'refuse_rewriting_history'::regproc"
    assert room.count("pg_trigger", made) == 2


FORGERIES = {
    ProblemKind.CHANGED: ("UPDATE audit_event SET actor = 'ben' WHERE id = {event}", "event"),
    ProblemKind.REMOVED: ("DELETE FROM audit_event WHERE id = {event}", "event"),
    ProblemKind.INSERTED: (
        """
        INSERT INTO audit_event (id, at, actor, desk, action, table_name, row_id)
        VALUES (5000, now() - interval '2 hours', 'anna', '', 'UPDATE', 'ambulance', 1)""",
        "5000",
    ),
    ProblemKind.SEAL_BROKEN: ("UPDATE audit_sealed_event SET digest = '' WHERE event_id = {event}", "1"),
    ProblemKind.SEAL_REMOVED: ("DELETE FROM audit_seal WHERE id = 2", "2"),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_each_forgery_is_named(room: ControlRoomBuilder, store: Store, store_of: StoreOf, kind: ProblemKind) -> None:
    seal_audit(store)
    room.add_call()
    seal_audit(store)
    (event,) = room.one("SELECT min(id) FROM audit_event")
    forgery, number = FORGERIES[kind]
    forge(store, forgery.format(event=event))
    problem = AuditProblem(kind, event if number == "event" else int(number))
    assert problem in verify_audit(store_of("sue"))


def test_a_chain_made_anew_is_told_by_the_digest_that_was_kept(store: Store, store_of: StoreOf) -> None:
    kept, sue = seal_audit(store), store_of("sue")
    forge(
        store,
        "DELETE FROM audit_sealed_event",
        "DELETE FROM audit_seal",
        "UPDATE audit_event SET actor = 'ben'",
        "SELECT seal_audit()",
    )
    assert verify_audit(sue) == ()
    assert verify_audit(sue, kept) == (AuditProblem(ProblemKind.SEAL_UNKNOWN, 0),)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (ProblemKind.CHANGED, "Event 17 was changed after it was sealed."),
        (ProblemKind.REMOVED, "Event 17 was removed after it was sealed."),
        (ProblemKind.INSERTED, "Event 17 was put into the past: the seals of its time do not know it."),
        (ProblemKind.SEAL_BROKEN, "Seal 17 does not fit its events and the seal before it."),
        (ProblemKind.SEAL_REMOVED, "Seal 17 was removed."),
        (ProblemKind.SEAL_UNKNOWN, "The seal whose digest was kept is not in the trail: its seals were made anew."),
    ],
)
def test_problems_are_said_in_plain_words(kind: ProblemKind, sentence: str) -> None:
    assert problem_sentence(AuditProblem(kind, 17)) == sentence


def test_odd_texts_come_through_json_lines_unchanged(store: Store, store_of: StoreOf) -> None:
    for text in ODD_TEXTS:
        record(store, actor=text, value=text)
    text = exported(store_of("sue"), ExportFormat.JSON_LINES)
    assert text.isascii()
    events = [json.loads(line) for line in text.splitlines()]
    odd = [event for event in events if event["table"] == "emergency_call"]
    assert [event["actor"] for event in odd] == list(ODD_TEXTS)
    assert [event["before"] for event in odd] == [{"notes": text} for text in ODD_TEXTS]
    assert [event["after"] for event in odd] == [{text[:9]: 37.7611, "n": 2**53 + 1} for text in ODD_TEXTS]


def test_odd_texts_come_through_csv_and_none_is_a_formula(store: Store, store_of: StoreOf) -> None:
    for text in ODD_TEXTS:
        record(store, actor=text, value=text)
    odd = [row for row in read_csv(exported(store_of("sue"), ExportFormat.CSV)) if row["table"] == "emergency_call"]
    assert [row["actor"].removeprefix("'") for row in odd] == list(ODD_TEXTS)
    assert [json.loads(row["before"]) for row in odd] == [{"notes": text} for text in ODD_TEXTS]
    assert not [cell for row in odd for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_a_stretch_begins_at_its_first_instant_and_ends_before_its_last(store: Store, store_of: StoreOf) -> None:
    start = datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC)
    for seconds in (-1, 0, 1, 2):
        record(store, value=str(seconds), at=start + timedelta(seconds=seconds))
    stretch = (start.astimezone(), start + timedelta(seconds=2))
    rows = read_csv(exported(store_of("sue"), ExportFormat.CSV, stretch))
    assert [row["at"] for row in rows] == ["2026-03-29T00:59:59.999999Z", "2026-03-29T01:00:00.999999Z"]


class CountingSink:
    """Counts what is written, and keeps nothing but the last event's number."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.lines = 0
        self.last = 0

    def write(self, text: str, /) -> None:
        """Count a line; the numbers must rise."""
        number = int(json.loads(text)["number"])
        assert number > self.last
        self.lines, self.last = self.lines + 1, number


def test_a_large_export_is_whole_and_holds_little(store: Store, store_of: StoreOf, room: ControlRoomBuilder) -> None:
    """Fifty thousand events over three months, of about 700 bytes each, in a few megabytes of memory."""
    forge(
        store,
        """
        INSERT INTO audit_event (at, actor, desk, action, table_name, row_id, before, after)
        SELECT date_trunc('month', now()) + n * interval '2 minutes', 'anna', 'desk 1', 'UPDATE', 'emergency_call', n,
               jsonb_build_object('notes', repeat('b', 300)), jsonb_build_object('notes', repeat('a', 300))
        FROM generate_series(1, 50000) AS n""",
    )
    sue, sink = store_of("sue"), CountingSink()
    tracemalloc.start()
    try:
        count = export_audit(sue, *ALWAYS, sink, ExportFormat.JSON_LINES)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == sink.lines == room.count("audit_event")
    assert count > 50_000
    print(f"{count} events exported, at most {peak / 1e6:.1f} MB held")
    assert peak < 8_000_000
