"""People, stamps and a room with passwords, managed at a shell as an administrator would."""

import getpass
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run, Said, start
from tests.password_room import PASSWORD, PasswordRoom

WHICH = ("--call", "9", "--ambulance", "M12")


def test_the_life_of_an_account(run: Run, room: ControlRoomBuilder, password_room: PasswordRoom) -> None:
    login = password_room.login("anna")
    added = run(
        "users", "add", login, "--name", "Anna Kern", "--role", "dispatcher", "--password-stdin", typed=PASSWORD
    )
    assert (added.code, added.out) == (0, f"Anna Kern may log in as {login}: dispatcher.\n")
    assert PASSWORD not in added.out + added.err
    (listed,) = run("users", "list", "--json").json
    assert (listed["login"], listed["role"], listed["is_active"]) == (login, "dispatcher", True)
    assert "Anna Kern" in run("users", "list").out
    assert run("users", "role", login, "paramedic", "--level", "ALS").out == "Anna Kern is now paramedic.\n"
    assert run("users", "password", login, "--password-stdin", typed="another long one\n").code == 0
    with password_room.store_of(login, "another long one"):
        ended = run("users", "disable", login)
    assert ended.out == f"{login} is disabled. One session of theirs was ended.\n"
    assert run("users", "enable", login).out == f"{login} may log in again.\n"
    told = run("audit", "show", "--person", "postgres").out
    assert "changed the role of Anna Kern from dispatcher to paramedic" in told


@pytest.mark.parametrize(
    ("verb", "code", "words"),
    [
        ((("users", "add", "Anna", "--name", "", "--role", "viewer", "--password-stdin"), "short"), 2, "log-in name"),
        ((("users", "add", "anna", "--name", "A K", "--role", "king", "--password-stdin"), PASSWORD), 2, "king"),
        ((("users", "add", "anna", "--name", "A K", "--role", "viewer"), ""), 2, "--password-stdin"),
        ((("users", "disable", "nobody"), ""), 4, "no person with the log-in nobody"),
        ((("users", "disable", "postgres"), ""), 3, "themselves"),
        ((("report", "mobile"), ""), 4, "running assignment"),
        ((("correct", *WHICH, "--stamp", "mobile", "--reason", "why ever"), ""), 2, "--never"),
        ((("correct", *WHICH, "--stamp", "mobile", "--never", "--reason", "why ever"), ""), 4, "no emergency call #9"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    run: Run, room: ControlRoomBuilder, verb: tuple[tuple[str, ...], str], code: int, words: str
) -> None:
    arguments, typed = verb
    said = run(*arguments, typed=typed)
    assert said.code == code
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_stamp_is_corrected_at_a_shell(run: Run, room: ControlRoomBuilder) -> None:
    room.add_dispatcher("postgres", "Root")
    room.add_call(number=1042, received_at="2026-01-06 17:00:00-08")
    room.add_ambulance("M12")
    assert run("dispatch", "--call", "1042", "--ambulance", "M12").code == 0
    at = ("--call", "#1042", "--ambulance", "m12", "--stamp", "dispatched", "--at", "2026-01-06 17:40:16")
    said = run("correct", *at, "--reason", "Sent by radio before the desk was up")
    assert (said.code, said.out) == (0, "m12 on #1042: dispatched is now 2026-01-06 17:40:16.\n")
    with room.store.snapshot() as tx:
        (stamp,) = tx.database.execute_sql("SELECT dispatched_at::text FROM assignment").fetchone()
    assert stamp == "2026-01-07 01:40:16+00"
    assert "Sent by radio" in run("audit", "show", "--call", "1042", "--json").out


@pytest.fixture
def own(folders: dict[str, str]) -> Iterator[dict[str, str]]:
    """An embedded server of the test's own, with a database that asks for passwords."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-own-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield {**folders, "DISPATCHER_DATA_DIR": str(Path(folder, "data"))}


def test_a_room_of_one_machine_asks_everybody_for_a_password(own: dict[str, str]) -> None:
    early = start(own, "users", "add", "anna", "--name", "A K", "--role", "viewer", "--password-stdin", typed=PASSWORD)
    assert (early.code, "no control room on this machine yet" in early.err) == (2, True)
    made = start(own, "init", "--embedded", "--name", "County North", "--time-zone", "Europe/Vienna")
    assert made.code == 0, made.err
    for login, role in (("anna", "dispatcher"), ("ada", "admin")):
        added = start(
            own, "users", "add", login, "--name", login.title(), "--role", role, "--password-stdin", typed=PASSWORD
        )
        assert added.code == 0, added.err
    assert "say who you are" in start(own, "board").err
    unsaid = start(own, "--login", "anna", "board")
    assert (unsaid.code, "PGPASSWORD or ~/.pgpass" in unsaid.err, "--login" in unsaid.err) == (3, True, True)
    healthy = start(own, "doctor")
    assert (healthy.code, "FIX" in healthy.out, "asks for name and password" in healthy.out) == (0, False, True)
    refused = board(own, "anna", "wrong password")
    assert (refused.code, refused.json["error"]) == (3, "The name or the password is wrong.")
    assert board(own, "anna", PASSWORD).json["room"]["name"] == "County North"
    # The demonstration is another database, and asks nobody.
    assert start(own, "--demo", "board", "--json").json["room"]["is_demo"]


def test_an_open_room_that_is_closed_names_who_has_no_password_yet(own: dict[str, str]) -> None:
    room = ("--name", "County North", "--time-zone", "Europe/Vienna")
    assert start(own, "init", *room).code == 0
    assert start(own, "board").code == 0
    me = getpass.getuser()
    closed = start(own, "init", "--embedded", *room)
    assert closed.code == 0, closed.err
    assert f"dispatcher users password {me}\n" in closed.out
    again = start(own, "users", "add", me, "--name", "Me", "--role", "viewer", "--password-stdin", typed=PASSWORD)
    assert (again.code, f"dispatcher users password {me}" in again.err) == (2, True)
    assert start(own, "users", "password", me, "--password-stdin", typed=PASSWORD).code == 0
    assert board(own, me, PASSWORD).json["room"]["name"] == "County North"
    assert "users password" not in start(own, "init", "--embedded", *room).out


def board(environ: dict[str, str], login: str, password: str) -> Said:
    return start(environ | {"PGPASSWORD": password}, "--login", login, "board", "--json")
