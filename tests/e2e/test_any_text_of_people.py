"""Any text in any field of the verbs about people, their deeds and the trail: said clearly, or kept faithfully."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.operations.dispatch import dispatch_ambulance
from tests.control_room import ControlRoomBuilder
from tests.e2e.saying import BAD_INPUT, DONE, NO_DATABASE, NOT_ALLOWED, NOT_THERE, Say, many, no_nul, saying, some
from tests.texts import NASTY, any_text

TYPED = "correct horse battery"


@pytest.fixture
def say(room: ControlRoomBuilder, conninfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    """Run a verb, and see that however it ended it was no fault and was said clearly."""
    with saying(conninfo, tmp_path, monkeypatch) as run:
        yield run


@many
@given(login=any_text(), name=any_text(), password=any_text())
@example(login="none", name="Nobody", password=TYPED)
@example(login="public", name="Nobody", password=TYPED)
@example(login="text.of.people", name="x" * 1_000_000, password=TYPED)
@example(login="text.of.people", name="Anna", password="\ud800" * 20)
@example(login="", name="", password="0\x1e00000000")  # noqa: S106
def test_somebody_new(say: Say, login: str, name: str, password: str) -> None:
    words = ("users", "add", f"--name={name}", "--role=viewer", "--password-stdin", "--", login)
    typed = password.encode(errors="surrogatepass").decode(errors="replace")
    done = say(*words, typed=f"{typed}\n")
    assert done.exit_code in {DONE, BAD_INPUT}
    # What is shorter than any password may stand in a sentence by chance: a single 0, say.
    line = typed.split("\n", 1)[0]
    assert len(line) < 10 or line not in done.output


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_kept_as_it_is(say: Say, name: str) -> None:
    login = f"text.of.{abs(hash(name))}"
    done = say("users", "add", login, f"--name={name}", "--role=viewer", "--password-stdin", typed=f"{TYPED}\n")
    assert done.exit_code == DONE
    people = json.loads(say("users", "list", "--json").stdout)
    kept = unicodedata.normalize("NFC", name)
    assert [person["full_name"] for person in people if person["login"] == login] == [kept]
    assert say("users", "list").exit_code == DONE


@some
@given(login=no_nul, verb=st.sampled_from(["disable", "enable", "password", "role"]))
def test_somebody_who_is_not_there(say: Say, login: str, verb: str) -> None:
    words = {"password": ("--password-stdin", "--", login), "role": ("--", login, "viewer")}.get(verb, ("--", login))
    assert say("users", verb, *words, typed=f"{TYPED}\n").exit_code in {BAD_INPUT, NOT_THERE, NOT_ALLOWED}


@some
@given(login=no_nul, server=no_nul)
def test_who_logs_in_and_where(say: Say, login: str, server: str) -> None:
    assert say("board", before=(f"--login={login}",)).exit_code in {DONE, BAD_INPUT, NOT_ALLOWED, NO_DATABASE}
    assert say("board", before=(f"--server={server}",)).exit_code in {DONE, BAD_INPUT, NO_DATABASE}


@many
@given(words=st.dictionaries(st.sampled_from(["call", "ambulance", "at", "reason"]), any_text(), min_size=1))
@example(words={"at": "2999-01-01"})
@example(words={"at": "1900-01-01"})
@example(words={"reason": "  \u200b "})
def test_a_correction(room: ControlRoomBuilder, say: Say, words: dict[str, str]) -> None:
    if not room.count("assignment"):
        command = DispatchAmbulance(room.add_call(number=1042), room.add_ambulance("M12"))
        dispatch_ambulance(room.store, command, "anna")
    given = {"call": "1042", "ambulance": "M12", "at": "2026-01-06 17:40", "reason": "Pressed late"} | words
    options = [f"--{name}={word}" for name, word in given.items()]
    say("correct", "--stamp=on-scene", *options)


@many
@given(words=st.dictionaries(st.sampled_from(["call", "ambulance", "person", "from", "to"]), any_text(), min_size=1))
@example(words={"call": "9" * 30})
@example(words={"from": "1900-01-01", "to": "2999-12-31T23:59-23:59"})
def test_what_is_looked_for_in_the_trail(say: Say, words: dict[str, str]) -> None:
    options = [f"--{name}={word}" for name, word in words.items()]
    assert say("audit", "show", *options).exit_code in {DONE, BAD_INPUT, NOT_THERE}


@pytest.mark.parametrize("text", NASTY)
def test_the_trail_tells_of_any_text(room: ControlRoomBuilder, say: Say, text: str) -> None:
    room.add_call(number=1042, location_text=unicodedata.normalize("NFC", text))
    assert say("audit", "show", "--call=1042").exit_code == DONE
