"""Real senders that are killed, real receivers that fail: what was committed arrives, and nothing else."""

import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from dispatcher_app.domain.messages import Audience
from dispatcher_app.operations.contacts import ContactInWords, add_contact
from tests.concurrency.waiting import wait_for_row
from tests.control_room import ControlRoomBuilder
from tests.notifications.post_office import PostOffice, dispatch_by_hand
from tests.notifications.receivers import Broker, MailServer, Mood, Receiver, WebHook, open_all
from tests.notifications.test_sending import closed_port

PROJECT = Path(__file__).parents[2]
SEED, SENDERS, CALLS, KILLS, MOODY = 20_261_124, 2, 14, 6, 20

PENDING = "SELECT 1 FROM delivery WHERE state IN ('WAITING', 'FAILED') UNION SELECT 1 FROM notification WHERE"
QUIET = f"SELECT 1 WHERE NOT EXISTS ({PENDING} picked_up_at IS NULL)"
SAID = re.compile(r"\d+ sent, \d+ tried in vain and to be tried again, \d+ given up\.\n")
SUBJECT = re.compile(r"M\d+: #(\d+)\b")


class Moods:
    """How receivers fare: seeded, on and off, and well once they have failed often enough."""

    def __init__(self, chance: random.Random) -> None:
        self._moods = [chance.choice(tuple(Mood)) for _ in range(MOODY)]

    def __call__(self) -> Mood:
        return self._moods.pop() if self._moods else Mood.TAKE


class Notifiers:
    """Processes of `dispatcher notify`, of which one after the other is killed and started anew."""

    def __init__(self, conninfo: str, folder: Path) -> None:
        self._command = [sys.executable, "-m", "tests.notifications.hasty_notifier", "--database", conninfo, "notify"]
        self._environ = {
            **os.environ,
            "DISPATCHER_DATA_DIR": str(folder / "data"),
            "DISPATCHER_LOG_DIR": str(folder / "log"),
            "DISPATCHER_CONFIG": str(folder / "config.toml"),
            "PYTHONWARNINGS": "error",
        }
        self._running: list[subprocess.Popen[str]] = []
        for _ in range(SENDERS):
            self._start()

    def kill_one(self) -> None:
        """End the one that has been at work for longest as a power cut would, and start another."""
        victim = self._running.pop(0)
        victim.send_signal(signal.SIGKILL)
        victim.communicate(timeout=20)
        assert victim.returncode == -signal.SIGKILL
        self._start()

    def stop(self) -> list[str]:
        """Ask them to leave; give what they say at the end."""
        for process in self._running:
            process.send_signal(signal.SIGTERM)
        said = [process.communicate(timeout=20) for process in self._running]
        assert [process.returncode for process in self._running] == [0] * SENDERS, said
        return [out for out, _ in said]

    def end(self) -> None:
        """Leave none behind."""
        for process in self._running:
            with suppress(ProcessLookupError):
                process.kill()
            process.communicate(timeout=20)

    def _start(self) -> None:
        pipe = subprocess.PIPE
        self._running.append(
            subprocess.Popen(self._command, env=self._environ, cwd=PROJECT, stdout=pipe, stderr=pipe, text=True)
        )


@contextmanager
def at_work(conninfo: str, folder: Path) -> Iterator[Notifiers]:
    notifiers = Notifiers(conninfo, folder)
    try:
        yield notifiers
    finally:
        notifiers.end()


@contextmanager
def held_open(office: PostOffice, conninfo: str, number: int) -> Iterator[psycopg.Connection]:
    """Hold a dispatch in its transaction."""
    call, ambulance = office.room.add_call(number=number), office.room.add_ambulance(f"M{number}")
    with psycopg.connect(conninfo) as connection:
        connection.execute(dispatch_by_hand(call, ambulance, f"M{number}: #{number}").encode())
        yield connection


def numbers_in(texts: list[str]) -> Counter[int]:
    """Tell which calls were told of, and how often."""
    return Counter(int(found[1]) for text in texts if (found := SUBJECT.search(text)))


def add_contacts(room: ControlRoomBuilder, receivers: list[Receiver]) -> None:
    for receiver in receivers:
        # Who says nothing is given up by the library before the sender gives the library up.
        url = f"{receiver.url}{'&' if '?' in receiver.url else '?'}rto=0.8&cto=0.8"
        add_contact(room.store, ContactInWords(Audience.CREW, type(receiver).__name__, url))
    dead = f"json://user:s3cret@127.0.0.1:{closed_port()}/t0ken"
    room.add_ambulance("M999")
    add_contact(room.store, ContactInWords(Audience.CREW, "dead pager", dead, ambulance="M999"))


def claims(conninfo: str) -> int:
    """Count the tries that have begun so far."""
    (total,) = wait_for_row(conninfo, "SELECT coalesce(sum(claim), 0)::integer FROM delivery")
    assert isinstance(total, int)
    return total


def figures(office: PostOffice, receivers: list[Receiver]) -> dict[str, object]:
    """Count what happened, to be printed."""
    counts = {type(one).__name__: numbers_in(one.taken) for one in receivers}
    (states,) = office.room.one(
        "SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM delivery GROUP BY state) AS t"
    )
    (tries,) = office.room.one("SELECT sum(claim) FROM delivery")
    return {
        "taken": {name: sum(times.values()) for name, times in counts.items()},
        "of these again": {name: sum(times.values()) - len(times) for name, times in counts.items()},
        "moods": {type(one).__name__: {mood.value: times for mood, times in one.deeds.items()} for one in receivers},
        "tries": int(tries),
        "deliveries": states,
    }


def work_and_kill(office: PostOffice, conninfo: str, notifiers: Notifiers) -> list[int]:
    """Dispatch, undo a dispatch after each, and kill a sender whenever tries have begun; give what was committed."""
    committed = []
    kills = 0
    for number in range(1, CALLS + 1):
        office.send_out(f"M{number}", number)
        committed.append(number)
        with held_open(office, conninfo, 500 + number) as undone:
            undone.rollback()
        if number % 2 == 0 and kills < KILLS:
            # In the middle: more is claimed than was before, so somebody is sending.
            begun = claims(conninfo)
            wait_for_row(conninfo, "SELECT 1 FROM delivery HAVING sum(claim) > %s", begun)
            notifiers.kill_one()
            kills += 1
    return committed


@pytest.mark.timeout(90)
def test_what_is_committed_arrives_whoever_dies(
    office: PostOffice, conninfo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    receivers: list[Receiver] = [kind(Moods(chance)) for kind in (WebHook, MailServer, Broker)]
    add_contacts(office.room, receivers)
    with open_all(*receivers), at_work(conninfo, tmp_path) as notifiers, held_open(office, conninfo, 700) as held:
        committed = work_and_kill(office, conninfo, notifiers)
        (doomed,) = office.room.one("SELECT id FROM ambulance WHERE call_sign = 'M999'")
        office.room.one(dispatch_by_hand(office.room.add_call(number=999), doomed, "M999: #999") + " RETURNING id")
        wait_for_row(conninfo, "SELECT 1 FROM alarm WHERE kind = 'UNDELIVERED' AND body LIKE 'dead pager %%'")
        wait_for_row(conninfo, QUIET)
        before_commit = [700 in numbers_in(receiver.taken) for receiver in receivers]
        held.commit()
        wait_for_row(
            conninfo,
            "SELECT 1 FROM delivery AS d JOIN notification AS n ON n.id = notification_id"
            " WHERE n.subject = 'M700: #700' AND d.state = 'SENT' HAVING count(*) = %s",
            len(receivers),
        )
        said = notifiers.stop()
    taken = {type(receiver).__name__: numbers_in(receiver.taken) for receiver in receivers}
    with capsys.disabled():
        print(f"\n{len(committed) + 2} committed, {CALLS} undone, {KILLS} senders killed; {figures(office, receivers)}")
    assert before_commit == [False] * len(receivers), "not before its COMMIT"
    for counts in taken.values():
        assert set(counts) == {*committed, 700, 999}, "all that was committed, and nothing that was undone"
    assert all(
        re.fullmatch(r"\d+ sent, \d+ tried in vain and to be tried again, \d+ given up\.\n", text) for text in said
    )
    assert office.room.count("delivery", "state = 'DEAD'") == 1
    logs = "".join(file.read_text() for file in (tmp_path / "log").glob("*.log"))
    assert "s3cret" not in logs
    assert "t0ken" not in logs
