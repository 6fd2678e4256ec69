"""The database's limits on texts are the domain's; nothing longer or unreadable is written by any other way either."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings

from dispatcher_app.domain.errors import IllegalMove, InvalidInput
from dispatcher_app.domain.texts import LIMITS, TextLimit, checked_text, refused_by
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.migrate import MIGRATIONS, migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder
from tests.texts import NASTY, any_text

CHECKS = """
    SELECT c.relname || '.' || a.attname, k.conname, pg_get_expr(k.conbin, k.conrelid), a.attname
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'c' AND k.conname LIKE '%\\_text' AND c.relnamespace = 'public'::regnamespace"""

FORBIDDEN = "\x01\x1b\x7f\x85\u2028\u202e\u2066\ufdd0\uffff\U0010ffff"


@pytest.fixture
def checks(conninfo: str) -> Iterator[Callable[[str, str], bool]]:
    """Ask the database's own constraint whether a column takes a text."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        known = {row[0]: row[1:] for row in connection.execute(CHECKS).fetchall()}

        def takes(column: str, text: str) -> bool:
            _, expression, name = known[column]
            question: Any = f"SELECT {expression} FROM (SELECT %b::text AS {name}) AS given".replace("%b", "$1")
            row = psycopg.RawCursor(connection).execute(question, (text,)).fetchone()
            return bool(row and row[0])

        assert set(known) == set(LIMITS)
        assert all(refused_by(name) for name, _, _ in known.values())
        yield takes


def domain_takes(text: str, limit: TextLimit) -> bool:
    try:
        return checked_text("it", text, limit) == text
    except InvalidInput:
        return False


def test_the_database_takes_what_the_domain_takes(checks: Callable[[str, str], bool]) -> None:
    for column, limit in LIMITS.items():
        texts = ["x" * limit.longest, "x" * (limit.longest + 1), "", "a\tb", "a\nb", "ﷺ👩‍🚒 e\u0301", "xyz"]
        for text in [*texts, *(f"a{character}b" for character in FORBIDDEN)]:
            # The database does not trouble itself with composition.
            is_taken = domain_takes(text, limit) or text == texts[5]
            assert checks(column, text) == is_taken, (column, text[:10])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=any_text())
@example(text="\ud800")
def test_whatever_the_domain_keeps_the_database_keeps(checks: Callable[[str, str], bool], text: str) -> None:
    for column in ("ambulance.call_sign", "emergency_call.location_text", "emergency_call.notes"):
        try:
            kept = checked_text("it", text, LIMITS[column])
        except InvalidInput:
            continue
        assert checks(column, kept)
        assert checked_text("it", kept, LIMITS[column]) == kept


@pytest.mark.parametrize("text", ["x" * 201, "400 Castro\x1b[31m", "400\nCastro", "\u202e400"])
def test_a_prompt_is_refused_too(room: ControlRoomBuilder, conninfo: str, text: str) -> None:
    room.add_call()
    with psycopg.connect(conninfo) as connection, pytest.raises(psycopg.errors.CheckViolation) as caught:
        connection.execute("UPDATE emergency_call SET location_text = %s", (text,))
    assert caught.value.diag.constraint_name == "emergency_call_location_text_text"


@pytest.fixture
def former(server: EmbeddedServer, database_numbers: Iterator[int], tmp_path: Path) -> Iterator[Store]:
    """A database of before the limits, which lets everything in."""
    name = f"test_{next(database_numbers)}"
    server.ensure_database(name)
    for path in MIGRATIONS.glob("[0-9]*.py"):
        if path.name < "0007":
            (tmp_path / "old").mkdir(exist_ok=True)
            (tmp_path / "new").mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / "new")
            if path.name < "0006":
                shutil.copy(path, tmp_path / "old")
    store = Store(ConnectionSettings(server.conninfo(name), desk="desk 1"))
    migrate(store, directory=tmp_path / "old")
    yield store
    store.close()


DISPATCH = """
    WITH sent AS (UPDATE ambulance SET status = 'EN_ROUTE' WHERE call_sign LIKE '%second%' RETURNING id),
         served AS (UPDATE emergency_call SET status = 'DISPATCHED' RETURNING id)
    INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at, source_ref, desk)
    SELECT served.id, sent.id, gen_random_uuid(), now(), repeat('r', 500), 'desk' || chr(7) FROM sent, served"""


def test_texts_let_in_before_are_made_to_fit_and_the_trail_keeps_them(former: Store, tmp_path: Path) -> None:
    old = ControlRoomBuilder(former)
    old.add_dispatcher("anna", "Anna\nKern")
    old.add_call(location_text="\x1b[31m", type_text="", notes="n" * 30_000)
    old.add_ambulance("M12 of the first company")
    old.add_ambulance("M12 of the second company")
    with former.transaction() as tx:
        tx.database.execute_sql(DISPATCH.replace("%", "%%"), ())
    assert migrate(former, directory=tmp_path / "new") == ["0006_text_limits"]
    call = old.one("SELECT location_text, type_text, length(notes), right(notes, 2) FROM emergency_call")
    assert call == ("[31m", "?", 20_000, "n…")
    assert old.one("SELECT array_agg(call_sign ORDER BY id) FROM ambulance") == (
        ["M12 of the fir#1", "M12 of the sec#2"],
    )
    assert old.one("SELECT full_name FROM dispatcher") == ("Anna Kern",)
    assert old.one("SELECT length(source_ref), right(source_ref, 2), desk FROM assignment") == (120, "#1", "desk")
    assert old.one("SELECT before ->> 'type_text' FROM audit_event WHERE after ->> 'type_text' = '?'") == ("",)
    assert old.one("SELECT length(before ->> 'notes') FROM audit_event WHERE after ->> 'notes' LIKE 'n%%…'") == (
        30_000,
    )
    with pytest.raises(IllegalMove), former.transaction() as tx:
        tx.database.execute_sql("UPDATE assignment SET desk = 'desk 9'")


@pytest.mark.parametrize("text", NASTY)
def test_nothing_nasty_is_more_than_text_to_the_database(room: ControlRoomBuilder, text: str) -> None:
    kept = checked_text("it", text, LIMITS["emergency_call.notes"])
    room.add_call(notes=kept)
    assert room.one("SELECT notes FROM emergency_call") == (kept,)
