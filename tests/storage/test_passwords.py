"""Coming in with a name and a password, over TLS: who does, who does not, and that no password is ever repeated."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dispatcher_app.domain.errors import (
    AccountDisabled,
    InvalidInput,
    LogInRefused,
    PasswordNeeded,
    Unavailable,
    Untrusted,
    WrongPassword,
)
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.transport import Tls
from tests.concurrency.waiting import wait_for_row
from tests.storage.tls_server import Elsewhere, Front, ask, forget_this_machine

RIGHT, WRONG = "correct horse, battery", "hunter2"

PEOPLE = {"scram_anna": "LOGIN", "clear_ben": "LOGIN", "barred_cleo": "LOGIN", "closed_dan": "NOLOGIN"}

RULES = "local all scram_anna scram-sha-256\nlocal all clear_ben password\nlocal all barred_cleo reject\n"


@dataclass(frozen=True)
class Gate:
    """A server behind TLS that asks some for their password."""

    elsewhere: Elsewhere
    at: Front

    def settings(self, login: str, password: str = "", tls: Tls | None = None) -> ConnectionSettings:
        """Connect as somebody."""
        return replace(self.elsewhere.settings(self.at, tls), login=login, password=password)


@contextmanager
def asking_for_passwords(conninfo: str) -> Iterator[None]:
    """Make the people, and have the server ask them."""
    with psycopg.connect(conninfo, autocommit=True) as administrator:
        for login, can in PEOPLE.items():
            role = sql.SQL("CREATE ROLE {} {} PASSWORD {} IN ROLE dispatch_viewer")
            administrator.execute(role.format(sql.Identifier(login), sql.SQL(can), RIGHT))
        file = Path(administrator.execute("SELECT current_setting('hba_file')").fetchall()[0][0])
        before = file.read_text(encoding="utf-8")
        file.write_text(RULES + before, encoding="utf-8")
        administrator.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            file.write_text(before, encoding="utf-8")
            administrator.execute("SELECT pg_reload_conf()")
            for login in PEOPLE:
                administrator.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))


@pytest.fixture
def gate(server: EmbeddedServer, conninfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """The test's database, behind such a gate."""
    forget_this_machine(monkeypatch, tmp_path)
    elsewhere = Elsewhere.of(server, conninfo, tmp_path)
    (loaded_at,) = wait_for_row(conninfo, "SELECT pg_conf_load_time()")
    with asking_for_passwords(conninfo), elsewhere.serving(elsewhere.proof()) as at:
        wait_for_row(conninfo, "SELECT 1 WHERE pg_conf_load_time() > %s", loaded_at)
        yield Gate(elsewhere, at)


def test_a_person_comes_in_with_name_and_password(gate: Gate) -> None:
    assert ask(gate.settings("scram_anna", RIGHT)) == "scram_anna"
    assert ask(gate.settings("clear_ben", RIGHT)) == "clear_ben", "this server has proved its name"


def test_each_refusal_says_what_a_person_may_know(gate: Gate) -> None:
    with pytest.raises(PasswordNeeded, match="asks for a password"):
        ask(gate.settings("scram_anna"))
    with pytest.raises(WrongPassword) as wrong:
        ask(gate.settings("scram_anna", WRONG))
    assert not isinstance(wrong.value, PasswordNeeded)
    with pytest.raises(LogInRefused) as unknown:
        ask(gate.settings("nobody_here", WRONG))
    assert str(unknown.value) == str(wrong.value) == "The name or the password is wrong."
    with pytest.raises(AccountDisabled, match="disabled"):
        ask(gate.settings("closed_dan", RIGHT))
    with pytest.raises(LogInRefused, match="from this desk"):
        ask(gate.settings("barred_cleo", RIGHT))


def test_the_password_itself_goes_to_no_server_without_proof(gate: Gate) -> None:
    with pytest.raises(Untrusted, match="The password was not sent"):
        ask(gate.settings("clear_ben", RIGHT, Tls.REQUIRE))
    assert ask(gate.settings("scram_anna", RIGHT, Tls.REQUIRE)) == "scram_anna"


@pytest.mark.parametrize("is_first", [True, False])
def test_a_wrong_password_outweighs_a_second_server_that_is_away(gate: Gate, is_first: bool) -> None:
    here, away = str(gate.at.port), "1"
    two = gate.elsewhere.settings(
        gate.at,
        host="db.example,db.example",
        hostaddr="127.0.0.1,127.0.0.1",
        port=f"{here},{away}" if is_first else f"{away},{here}",
    )
    with pytest.raises(WrongPassword):
        ask(replace(two, login="scram_anna", password=WRONG))


def test_nobody_is_tried_with_the_password_of_the_person_in_the_address(gate: Gate) -> None:
    with_somebody = gate.elsewhere.settings(gate.at, user="somebody", password=RIGHT)
    with pytest.raises(PasswordNeeded):
        ask(replace(with_somebody, login="scram_anna"))
    assert ask(gate.elsewhere.settings(gate.at, user="scram_anna", password=RIGHT)) == "scram_anna"


@pytest.mark.parametrize("end", ["\0", "\ud800"])
def test_what_cannot_be_sent_is_refused_before(end: str) -> None:
    there = "host=db.example dbname=x"
    with pytest.raises(InvalidInput, match="The password has a character") as caught:
        Store(ConnectionSettings(there, password=RIGHT + end))
    assert RIGHT not in repr(caught.value)
    with pytest.raises(InvalidInput, match="The name has a character"):
        Store(ConnectionSettings(there, login="anna" + end))


def test_no_password_is_ever_repeated(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    for logger in (None, "psycopg"):
        caplog.set_level(logging.DEBUG, logger)
    assert ask(gate.settings("scram_anna", RIGHT)) == "scram_anna"
    in_address = make_conninfo(gate.settings("").conninfo, user="scram_anna", password=RIGHT)
    wanting = (
        gate.settings("nobody_here", RIGHT),
        ConnectionSettings(in_address, root_certificate="nowhere.crt"),
        ConnectionSettings(make_conninfo(in_address, sslmode="disable"), password=RIGHT),
        ConnectionSettings(f"postgresql://anna:{RIGHT}@[db/x", password=RIGHT),
    )
    said = [repr(wanting)]
    for settings in wanting:
        with pytest.raises((InvalidInput, Unavailable)) as caught:
            ask(settings)
        said += [str(caught.value), repr(caught.value), str(caught.getrepr())]
    assert "connection attempt" in caplog.text, "the driver tells much when asked to"
    assert not [text for text in (*said, caplog.text) if RIGHT in text]
