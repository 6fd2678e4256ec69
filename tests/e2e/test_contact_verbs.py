"""Whom the room tells, and sending it, at a shell."""

import os
import signal
import subprocess
import sys

import pytest

from dispatcher_app.domain.roles import Role
from tests.concurrency.waiting import wait_for_row
from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import START, Run, start
from tests.notifications.post_office import PostOffice
from tests.notifications.receivers import Mood, WebHook, open_all
from tests.password_room import PASSWORD, PasswordRoom


def test_from_a_contact_to_a_message_that_arrived(run: Run, room: ControlRoomBuilder) -> None:
    office, hook = PostOffice(room), WebHook()
    add = ("contacts", "add", "crew", "Duty phone", "--address-stdin")
    with open_all(hook):
        assert run(*add, typed=hook.url).out == "Duty phone is told from now on: crew, all, by json.\n"
        assert run("contacts", "list").out == "Duty phone: crew, all, by json\n"
        assert run("contacts", "test", "duty phone").out.startswith("A test was sent to Duty phone, by json.")
        assert "This is a test" in hook.taken.pop()
        word = run(
            "contacts", "word", "crew", "dispatched", "--subject", "Go: {number}", "--body", "{call_sign} {type}"
        )
        assert word.out == "crew, dispatched: from now on in the room's own words.\n"
        assert "CREW DISPATCHED: Go: {number}" in run("contacts", "wordings").out
        office.send_out("M12", 1042)
        sent = run("notify", "--once")
        assert (sent.code, sent.out) == (0, "1 sent, 0 tried in vain and to be tried again, 0 given up.\n")
        assert hook.taken == ["Go: 1042\nM12 Chest pain"]
        hook.mood = lambda: Mood.REFUSE
        failed = run("contacts", "test", "Duty phone")
        assert failed.code == 2
        assert "Duty phone was not reached. The receiver did not take it (503: Service Unavailable)." in failed.err
    assert run("contacts", "remove", "Duty phone").out.startswith("Duty phone is told nothing any more")
    assert run("contacts", "list").out.startswith("Nobody is told anything yet.")
    told = run("audit", "show", "--person", "postgres").out
    assert "added contact Duty phone" in told
    assert "s3cret" not in told


def test_what_was_given_up_is_listed_and_tried_again(run: Run, room: ControlRoomBuilder) -> None:
    office, hook = PostOffice(room), WebHook()
    with open_all(hook):
        run("contacts", "add", "crew", "Duty phone", "--address-stdin", typed=hook.url)
        office.send_out("M12", 1042)
        office.room.one("UPDATE notification SET created_at = created_at - interval '10 minutes' RETURNING id")
        assert run("notify", "--once").out.startswith("0 sent")
        assert "Duty phone: M12: #1042  (0 tries)" in run("notify", "--dead").out
        assert run("notify", "--dead", "--json").json[0]["call_number"] == 1042
        assert run("notify", "--retry-dead").out == "One message is queued again.\n"
        assert run("notify", "--once").out.startswith("1 sent")
    assert run("notify", "--dead").out == "Nothing was given up.\n"


@pytest.mark.parametrize(
    ("verb", "typed", "words"),
    [
        (("contacts", "add", "crew", "x", "--address-stdin"), "carrier-pigeon://s3cret", "no address"),
        (
            ("contacts", "add", "crew", "x", "--address-stdin", "--ambulance", "M9"),
            "json://localhost",
            "no ambulance M9",
        ),
        (("contacts", "add", "crew", "x"), "", "--address-stdin"),
        (("contacts", "word", "crew", "dispatched"), "", "--default"),
        (("contacts", "word", "crew", "dispatched", "--subject", "x", "--body", "{caller_name}"), "", "{caller_name}"),
        (("notify", "--once", "--dead"), "", "Choose one"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    run: Run, room: ControlRoomBuilder, verb: tuple[str, ...], typed: str, words: str
) -> None:
    said = run(*verb, typed=typed)
    assert said.code in {2, 4}
    assert words in said.err
    assert "s3cret" not in said.err + said.out


def test_a_log_in_that_only_sends(
    run: Run, folders: dict[str, str], room: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    office, hook = PostOffice(room), WebHook()
    login = password_room.add("nora", Role.NOTIFIER)
    address = password_room.settings(login).conninfo
    environ = {**folders, "PGPASSWORD": PASSWORD}
    with open_all(hook):
        run("contacts", "add", "crew", "Duty phone", "--address-stdin", typed=hook.url)
        office.send_out("M12", 1042)
        sent = start(environ, "--database", address, "notify", "--once")
        assert (sent.err, sent.out[:6]) == ("", "1 sent")
    for verb in (("contacts", "list"), ("notify", "--dead"), ("board",), ("audit", "show")):
        assert start(environ, "--database", address, *verb).code == 3


def test_ctrl_c_ends_it_in_good_order(folders: dict[str, str], room: ControlRoomBuilder, conninfo: str) -> None:
    command = [sys.executable, "-c", START, "--database", conninfo, "notify"]
    environ = {**os.environ, **folders}
    running = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for_row(
        conninfo,
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'notifier (listening)'"
        " AND datname = current_database()",
    )
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (0, "0 sent, 0 tried in vain and to be tried again, 0 given up.\n", "")
