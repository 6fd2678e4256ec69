"""Each SQLSTATE that the product knows, provoked for real where a test can, becomes the right word or sentence."""

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from dispatcher_app.domain.errors import (
    LogInRefused,
    NotAllowed,
    NotVouchedFor,
    ReadOnlyServer,
    SchemaMismatch,
    Unavailable,
    Unreachable,
    Untrusted,
    WrongPassword,
)
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.translation import (
    _UNAVAILABLE_BY_STATE,
    LockNotGranted,
    MustRestart,
    OpenAssignmentExists,
    StorageFault,
    translated,
)
from tests.concurrency.waiting import wait_for_row
from tests.control_room import ControlRoomBuilder
from tests.storage.desks import desk, run


def test_a_lock_not_granted_in_time(room: ControlRoomBuilder, conninfo: str) -> None:
    room.add_ambulance("M1")
    with psycopg.connect(conninfo) as holder, desk(conninfo, lock_timeout_s=0.05) as store:
        holder.execute("SELECT FROM ambulance FOR UPDATE")
        with pytest.raises(LockNotGranted):
            run(store, "SELECT FROM ambulance FOR UPDATE")
        holder.rollback()
        run(store, "SELECT FROM ambulance FOR UPDATE NOWAIT")


def test_a_serialization_failure(room: ControlRoomBuilder, conninfo: str) -> None:
    room.add_ambulance("M1")
    with psycopg.connect(conninfo) as other, desk(conninfo) as store:
        change = "UPDATE ambulance SET version = version + 1"

        def change_what_another_changed() -> None:
            with store.transaction() as tx:
                tx.database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                tx.database.execute_sql("SELECT FROM ambulance")
                other.execute(change)
                other.commit()
                tx.database.execute_sql(change)

        with pytest.raises(MustRestart):
            change_what_another_changed()
        run(store, "SELECT 1")


def test_a_second_open_assignment(room: ControlRoomBuilder, store: Store) -> None:
    room.add_call()
    room.add_ambulance("M1")
    insert = (
        "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at)"
        " VALUES (1, 1, gen_random_uuid(), now())"
    )
    with pytest.raises(OpenAssignmentExists):
        run(store, insert, insert)


def test_any_other_unique_index_is_a_fault_of_ours(room: ControlRoomBuilder) -> None:
    room.add_ambulance("M1")
    with pytest.raises(StorageFault) as caught:
        room.add_ambulance("M1")
    assert caught.value.constraint == "ambulance_call_sign"


def test_a_fault_carries_no_row_into_the_log(room: ControlRoomBuilder) -> None:
    with pytest.raises(StorageFault) as caught:
        room.add_call(caller_name="Jo Doe", priority=9)
    assert "Jo Doe" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert caught.value.constraint == "emergency_call_priority_check"


def test_what_the_role_may_not(store: Store) -> None:
    with pytest.raises(NotAllowed):
        run(store, "SET LOCAL ROLE pg_monitor", "DELETE FROM ambulance")
    run(store, "DELETE FROM ambulance")


@pytest.mark.parametrize("sql", ["SELECT * FROM nowhere", "SELECT nothing FROM ambulance"])
def test_tables_of_another_time(store: Store, sql: str) -> None:
    with pytest.raises(SchemaMismatch):
        run(store, sql)


def test_a_statement_that_takes_too_long(conninfo: str) -> None:
    with desk(conninfo, statement_timeout_s=0.05) as store, pytest.raises(Unavailable, match="did not answer in time"):
        run(store, "SELECT count(*) FROM generate_series(1, 1e9)")


def test_a_transaction_that_stood_still(conninfo: str) -> None:
    gone = "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'desk 5')"

    def stand_still(store: Store) -> None:
        with store.transaction() as tx:
            wait_for_row(conninfo, gone)
            tx.database.execute_sql("SELECT 1")

    with (
        desk(conninfo, idle_in_transaction_timeout_s=0.05) as store,
        pytest.raises(Unavailable, match="transaction that stood still"),
    ):
        stand_still(store)


def test_a_database_that_only_allows_reading(conninfo: str) -> None:
    with desk(conninfo) as store, pytest.raises(Unavailable, match="only allows reading"):
        run(store, "SET TRANSACTION READ ONLY", "DELETE FROM ambulance")


def test_a_session_ended_by_the_administrator(conninfo: str) -> None:
    with desk(conninfo) as store, pytest.raises(Unavailable, match="was shut down"):
        run(store, "SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_database_that_is_not_there(server: EmbeddedServer) -> None:
    with desk(server.conninfo("nowhere")) as store, pytest.raises(Unavailable, match="no database of that name"):
        run(store, "SELECT 1")


def test_a_person_who_is_not_there(server: EmbeddedServer) -> None:
    address = make_conninfo(server.conninfo("postgres"), user="nobody")
    with desk(address) as store, pytest.raises(LogInRefused, match="The name or the password is wrong"):
        run(store, "SELECT 1")


def test_no_connection_left(conninfo: str, server: EmbeddedServer) -> None:
    with psycopg.connect(conninfo, autocommit=True) as administrator:
        administrator.execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
        try:
            address = make_conninfo(conninfo, user="crowded")
            with desk(address) as store, pytest.raises(Unavailable, match="no connection left"):
                run(store, "SELECT 1")
        finally:
            administrator.execute("DROP ROLE crowded")


def test_no_server_at_all() -> None:
    with desk("host=/nowhere dbname=x") as store, pytest.raises(Unavailable, match="cannot be reached"):
        run(store, "SELECT 1")


def failing(*words: str) -> psycopg.OperationalError:
    """Fail to connect as the driver does, to one server or, one after the other, to several."""
    said = [f'connection failed: connection to server at "10.0.0.7", port 5432 failed: {each}' for each in words]
    if len(said) == 1:
        return psycopg.OperationalError(said[0])
    attempts = [f"- host: 'db', port: '5432', hostaddr: '10.0.0.7': {each}" for each in said]
    return psycopg.OperationalError("\n".join([said[-1], "Multiple connection attempts failed.", *attempts]))


WRONG = 'FATAL:  password authentication failed for user "anna"'
AWAY = "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?"
STARTING = "FATAL:  the database system is starting up"
UNKNOWN_ISSUER = "SSL error: certificate verify failed"


@pytest.mark.parametrize(
    ("words", "kind", "sentence"),
    [
        (WRONG, WrongPassword, "The name or the password is wrong"),
        ('FATAL:  LDAP authentication failed for user "anna"', NotVouchedFor, "The name or the password is wrong"),
        ('FATAL:  Peer authentication failed for user "anna"', LogInRefused, "refused this log-in"),
        (
            'FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "anna", database "x", no encryption',
            LogInRefused,
            "does not let this log-in in from this desk",
        ),
        ('FATAL:  permission denied for database "x"', LogInRefused, "may not use the server's database"),
        ("FATAL:  sorry, too many clients already", Unavailable, "no connection left"),
        ("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER", Unavailable, "no connection"),
        (STARTING, Unavailable, "starting or shutting down"),
        ("FATAL:  the database system is shutting down", Unavailable, "starting or shutting down"),
        ("FATAL:  the database system is in recovery mode", Unavailable, "starting or shutting down"),
        ("FATAL:  the database system is not yet accepting connections", Unavailable, "starting or shutting down"),
        ("incorrect server signature", Untrusted, "does not know this log-in"),
        ("SSL error: unexpected eof while reading", Unreachable, "cannot be reached"),
        ('could not translate host name "database" to address: not known', Unreachable, "cannot be reached"),
        (AWAY, Unreachable, "cannot be reached"),
        ("session is read-only", ReadOnlyServer, "only allows reading"),
        ("FATAL:  etwas ganz anderes", Unavailable, "refused the connection"),
    ],
)
def test_words_of_a_connection_that_failed(words: str, kind: type[Unavailable], sentence: str) -> None:
    """Those that a test cannot provoke without a server of its own."""
    error = translated(failing(words))
    assert type(error) is kind
    assert sentence in str(error)


@pytest.mark.parametrize(
    ("attempts", "sentence"),
    [
        ((WRONG, STARTING), "The name or the password is wrong"),
        ((STARTING, WRONG, UNKNOWN_ISSUER), "The name or the password is wrong"),
        ((UNKNOWN_ISSUER, STARTING), "issued by nobody this desk trusts"),
        ((STARTING, AWAY), "starting or shutting down"),
        ((AWAY, AWAY), "cannot be reached"),
    ],
)
def test_of_several_servers_the_most_telling_answer_counts(attempts: tuple[str, ...], sentence: str) -> None:
    assert sentence in str(translated(failing(*attempts)))


def test_a_line_that_breaks_later_is_only_gone() -> None:
    error = translated(psycopg.OperationalError("consuming input failed: SSL error: bad length"))
    assert type(error) is Unreachable


@pytest.mark.parametrize("state", ["28000", "28P01"])
def test_states_of_a_refused_log_in(state: str) -> None:
    error = translated(psycopg.errors.lookup(state)("internal words /var/lib SELECT"))
    assert isinstance(error, LogInRefused)
    assert isinstance(error, WrongPassword) == (state == "28P01")
    assert "internal" not in str(error)


@pytest.mark.parametrize("state", _UNAVAILABLE_BY_STATE)
def test_each_known_state_has_its_sentence(state: str) -> None:
    error = translated(psycopg.errors.lookup(state)("internal words /var/lib SELECT"))
    assert (type(error), str(error)) == _UNAVAILABLE_BY_STATE[state]
