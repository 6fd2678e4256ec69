"""What each person may do, tried by that person: through the verbs, and at an SQL prompt of their own."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import NotAllowed
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder
from tests.storage.people import conninfo_of, make_people

StoreOf = Callable[[str], Store]


@pytest.fixture
def store_of(conninfo: str, room: ControlRoomBuilder) -> Iterator[StoreOf]:
    """Open a desk as somebody; the room has a profile for each who is a dispatcher."""
    make_people(conninfo)
    room.add_dispatcher("sue", "Sue Visor")
    opened: list[Store] = []

    def open_as(login: str) -> Store:
        opened.append(Store(ConnectionSettings(conninfo_of(conninfo, login))))
        return opened[-1]

    yield open_as
    for store in opened:
        store.close()


@pytest.fixture
def order(room: ControlRoomBuilder) -> DispatchAmbulance:
    """An order that could be carried out."""
    call = room.add_call(number=1, caller_name="Jo Doe", caller_phone="555-0100", notes="Back door")
    return DispatchAmbulance(call, room.add_ambulance("M12"), room.add_hospital("General"))


@pytest.mark.parametrize("login", ["anna", "sue"])
def test_dispatchers_and_supervisors_dispatch(
    room: ControlRoomBuilder, store_of: StoreOf, order: DispatchAmbulance, login: str
) -> None:
    done = dispatch_ambulance(store_of(login), order, login)
    assert done.call.caller_name == "Jo Doe"
    actors = f"SELECT array_agg(DISTINCT actor) FROM audit_event WHERE request_id = '{order.request_id}'"
    assert room.one(actors) == ([login],)


@pytest.mark.parametrize("login", ["vera", "pam", "ada", "eve", "nobody_at_all"])
def test_nobody_else_does_whatever_profile_they_claim(
    room: ControlRoomBuilder, store_of: StoreOf, order: DispatchAmbulance, login: str
) -> None:
    with pytest.raises(NotAllowed):
        dispatch_ambulance(store_of(login), order, "anna")
    assert room.count("assignment") == 0


def test_a_dispatcher_cannot_sign_as_another(
    room: ControlRoomBuilder, store_of: StoreOf, order: DispatchAmbulance
) -> None:
    with pytest.raises(NotAllowed):
        dispatch_ambulance(store_of("ben"), order, "anna")
    assert room.count("assignment") == 0


@pytest.mark.parametrize("login", ["vera", "pam", "ada", "eve"])
def test_others_see_the_board_without_callers_and_notes(
    store_of: StoreOf, order: DispatchAmbulance, login: str
) -> None:
    (call,) = load_board(store_of(login)).calls
    assert (call.number, call.caller_name, call.caller_phone, call.notes) == (1, "", "", "")


def test_dispatchers_see_callers(store_of: StoreOf, order: DispatchAmbulance) -> None:
    (call,) = load_board(store_of("anna")).calls
    assert (call.caller_name, call.caller_phone, call.notes) == ("Jo Doe", "555-0100", "Back door")


REFUSED_TO_A_DISPATCHER = {
    "frees a busy ambulance": "UPDATE ambulance SET status = 'AVAILABLE' WHERE call_sign = 'M12'",
    "moves it illegally": "UPDATE ambulance SET status = 'AT_HOSPITAL' WHERE call_sign = 'M12'",
    "sends it twice": """
        INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatcher_id, dispatched_at)
        SELECT emergency_call_id, ambulance_id, gen_random_uuid(), dispatcher_id, clock_timestamp() FROM assignment""",
    "back-dates a stamp": "UPDATE assignment SET mobile_at = now() - interval '1 minute'",
    "post-dates a stamp": "UPDATE assignment SET mobile_at = now() + interval '1 minute'",
    "back-dates a dispatch": """
        INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatcher_id, dispatched_at)
        SELECT c.id, a.id, gen_random_uuid(), d.id, now() - interval '5 minutes'
        FROM emergency_call c, ambulance a, dispatcher d
        WHERE c.number = 2 AND a.call_sign = 'M07' AND d.login = 'anna'""",
    "signs for somebody else": """
        INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatcher_id, dispatched_at)
        SELECT c.id, a.id, gen_random_uuid(), d.id, clock_timestamp() FROM emergency_call c, ambulance a, dispatcher d
        WHERE c.number = 2 AND a.call_sign = 'M07' AND d.login = 'ben'""",
    "signs for nobody": """
        INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at)
        SELECT c.id, a.id, gen_random_uuid(), clock_timestamp() FROM emergency_call c, ambulance a
        WHERE c.number = 2 AND a.call_sign = 'M07'""",
    "rewrites what was noted when the call was taken": "UPDATE emergency_call SET notes = 'never said'",
    "makes a status look old": "UPDATE ambulance SET status_since = now() - interval '1 hour'",
    "rewrites what was sent": "UPDATE assignment SET emergency_call_id = 2",
    "takes a written stamp back": "UPDATE assignment SET dispatched_at = NULL",
    "deletes an assignment": "DELETE FROM assignment",
    "deletes a call": "DELETE FROM emergency_call",
    "renumbers a call": "UPDATE emergency_call SET number = 9",
    "rewrites when it was received": "UPDATE emergency_call SET received_at = now()",
    "makes a dispatcher": "INSERT INTO dispatcher (login, full_name) VALUES ('x', 'X')",
    "retires a colleague": "UPDATE dispatcher SET is_active = false",
    "reads the trail": "SELECT * FROM audit_event",
    "writes into the trail": """
        INSERT INTO audit_event (actor, desk, action, table_name, row_id)
        VALUES ('ben', 'd', 'UPDATE', 'ambulance', 1)""",
    "deletes from the trail": "DELETE FROM audit_event",
    "empties the trail": "TRUNCATE audit_event",
    "puts the triggers to sleep": "SET session_replication_role = replica",
    "drops a trigger": "DROP TRIGGER ambulance_legal_move ON ambulance",
    "disables the triggers": "ALTER TABLE ambulance DISABLE TRIGGER ALL",
    "replaces a rule": """
        CREATE OR REPLACE FUNCTION refuse_illegal_move() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'""",
    "makes a move legal": "INSERT INTO legal_move VALUES ('ambulance', 'EN_ROUTE', 'AVAILABLE')",
    "becomes the owner": "SET ROLE dispatch_owner",
    "becomes an administrator": "SET ROLE dispatch_admin",
    "becomes a superuser": "SET SESSION AUTHORIZATION postgres",
    "shadows the table of moves": """
        CREATE TEMPORARY TABLE legal_move AS VALUES ('ambulance', 'EN_ROUTE', 'AT_HOSPITAL');
        SET search_path = pg_temp, public;
        UPDATE public.ambulance SET status = 'AT_HOSPITAL' WHERE call_sign = 'M12'""",
    "makes a table": "CREATE TABLE mine (id int)",
    "reads a file": "COPY emergency_call TO '/tmp/calls'",
    "runs a program": "COPY legal_move FROM PROGRAM 'id'",
    "judges by itself": "SELECT judge_ambulance(1)",
    "marks the room a demonstration": "UPDATE control_room SET is_demo = true",
    "changes the schema's history": "DELETE FROM schema_migration",
    "ends a colleague's session": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
}


@pytest.fixture
def prompt(
    conninfo: str, room: ControlRoomBuilder, store_of: StoreOf, order: DispatchAmbulance
) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """An SQL prompt of a dispatcher, in a room where M12 is out and M07 is free."""
    dispatch_ambulance(store_of("anna"), order, "anna")
    room.add_call(number=2)
    room.add_ambulance("M07")
    with psycopg.connect(conninfo_of(conninfo, "anna"), autocommit=True) as connection:
        yield connection


def everything(room: ControlRoomBuilder) -> tuple[object, ...]:
    """Read all that an attack could change."""
    tables = ("emergency_call", "ambulance", "assignment", "dispatcher", "legal_move", "control_room", "audit_event")
    return room.one(
        "SELECT " + ", ".join(f"(SELECT md5(string_agg(t::text, '' ORDER BY t)) FROM {t} AS t)" for t in tables)
    )


@pytest.mark.parametrize("attack", REFUSED_TO_A_DISPATCHER)
def test_at_a_prompt_a_dispatcher_is_refused(
    room: ControlRoomBuilder, prompt: psycopg.Connection[tuple[object, ...]], attack: str
) -> None:
    before = everything(room)
    with pytest.raises(psycopg.Error):
        prompt.execute(REFUSED_TO_A_DISPATCHER[attack].encode())
    assert everything(room) == before


def test_another_name_for_the_desk_does_not_hide_the_person(
    room: ControlRoomBuilder, prompt: psycopg.Connection[tuple[object, ...]]
) -> None:
    prompt.execute("SET application_name = 'desk of ben'")
    prompt.execute("SET search_path = pg_temp, pg_catalog")
    prompt.execute("UPDATE public.emergency_call SET area_text = 'changed' WHERE number = 2")
    trail = "SELECT actor, desk FROM audit_event WHERE action = 'UPDATE' AND after ->> 'area_text' = 'changed'"
    assert room.one(trail) == ("anna", "desk of ben")


def test_a_false_word_on_the_feed_changes_nothing(
    room: ControlRoomBuilder, prompt: psycopg.Connection[tuple[object, ...]]
) -> None:
    before = everything(room)
    prompt.execute("SELECT pg_notify('dispatcher', 'nonsense')")
    assert everything(room) == before


def test_nobody_may_make_temporary_tables_where_the_migration_ran(
    server: EmbeddedServer, database_numbers: Iterator[int], conninfo: str
) -> None:
    """A database made from a template does not take its rights over: this one is migrated itself."""
    make_people(conninfo)
    name = f"migrated_{next(database_numbers)}"
    server.ensure_database(name)
    store = Store(ConnectionSettings(server.conninfo(name)))
    migrate(store)
    store.close()
    with psycopg.connect(conninfo_of(server.conninfo(name), "anna")) as anna, pytest.raises(psycopg.Error):
        anna.execute("CREATE TEMPORARY TABLE legal_move (id int)")
