"""The line breaks at every place of a dispatch: what the desk then says is what the database holds."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import OutcomeUnknown, Unavailable
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.operations.dispatch import dispatch_ambulance, find_dispatch
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.chaos.proxy import Proxy
from tests.chaos.wire import Aim, Deed, Message, Way, is_any, is_commit
from tests.concurrency.city import City

MOST_PLACES = 2000
PATIENCE_S = 20.0
TOLD_AT_ONCE, ASKED = "told at once", "asked"


@dataclass(frozen=True)
class Word:
    """What a desk says in the end: whether its order was sent, and how it came to know."""

    is_sent: bool
    how: str


@contextmanager
def desk_at(line: Proxy) -> Iterator[Store]:
    """Sit at a desk whose line is open, so that a dispatch is all that passes from now on."""
    settings = ConnectionSettings(line.conninfo, desk="desk 1", lock_timeout_s=0.5, is_desk=False)
    with closing(Store(settings)) as store:
        with store.snapshot():
            pass
        yield store


def order(number: int) -> DispatchAmbulance:
    """Want a call and an ambulance that nobody else wants, with everything that a dispatch can carry."""
    return DispatchAmbulance(EmergencyCallId(number), AmbulanceId(number), HospitalId(1), ParamedicId(number))


def say(store: Store, command: DispatchAmbulance) -> Word:
    """Dispatch, and where the outcome is not known ask until it can be told."""
    try:
        dispatch_ambulance(store, command, "d1")
    except OutcomeUnknown:
        return Word(ask(store, command), ASKED)
    except Unavailable:
        return Word(is_sent=False, how=TOLD_AT_ONCE)
    return Word(is_sent=True, how=TOLD_AT_ONCE)


def ask(store: Store, command: DispatchAmbulance) -> bool:
    """Ask what became of an order until there is an answer."""
    for _ in range(20):
        try:
            return find_dispatch(store, command) is not None
        except Unavailable:
            continue
    raise AssertionError("nobody could tell what became of the order")


class Truth:
    """Reads, on a line of its own that nothing happens to, what an order made."""

    def __init__(self, conninfo: str) -> None:
        self._connection = psycopg.connect(conninfo, autocommit=True)

    def made_by(self, command: DispatchAmbulance) -> int:
        """Count the assignments of one order, by its request id and by its ambulance; they agree."""
        row = self._connection.execute(
            "SELECT count(*) FILTER (WHERE request_id = %s), count(*) FROM assignment WHERE ambulance_id = %s",
            (command.request_id, command.ambulance_id),
        ).fetchone()
        assert row is not None
        assert row[0] == row[1]
        return int(row[0])

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def line(city: City) -> Iterator[Proxy]:
    """A line to a city with an order for every place at which it may break."""
    conninfo = city(calls=MOST_PLACES, ambulances=MOST_PLACES)
    with psycopg.connect(conninfo) as connection:
        connection.execute("INSERT INTO hospital (id, name) VALUES (1, 'General')")
        connection.execute(
            "INSERT INTO paramedic (id, full_name, level)"
            " SELECT i, 'Pat ' || i, 'ALS' FROM generate_series(1, %s) AS i",
            (MOST_PLACES,),
        )
    with Proxy(conninfo, keeps=True) as proxy:
        yield proxy


@pytest.fixture
def truth(conninfo: str) -> Iterator[Truth]:
    with closing(Truth(conninfo)) as reading:
        yield reading


@pytest.fixture
def recorded(line: Proxy) -> list[Message]:
    """All that passes in a dispatch over a good line."""
    with desk_at(line) as store:
        line.passed.clear()
        assert say(store, order(MOST_PLACES)) == Word(is_sent=True, how=TOLD_AT_ONCE)
        return list(line.passed)


def places_in(recorded: list[Message], of_interest: set[int], *, every_byte: bool) -> Iterator[Aim]:
    """Give the places of messages: before and after each, or each byte of it."""
    seen = Counter[Way]()
    for number, message in enumerate(recorded):
        size = len(message.data)
        if number in of_interest:
            for at in range(size + 1) if every_byte else (0, size):
                yield Aim(message.way, is_any, at, skip=seen[message.way])
        seen[message.way] += 1


def check(line: Proxy, truth: Truth, aims: list[Aim]) -> Counter[Word]:
    """Break the line at each place, and compare what is said with what is; then send the same order once more."""
    words = Counter[Word]()
    assert 0 < len(aims) < MOST_PLACES
    for number, aim in enumerate(aims, start=1):
        command = order(number)
        with desk_at(line) as store:
            line.aim(aim)
            word = say(store, command)
            assert line.hit.is_set(), f"the line never came to {aim}"
            assert truth.made_by(command) == word.is_sent, f"{word} at {aim}"
        with desk_at(line) as store:
            again = dispatch_ambulance(store, command, "d1")
        assert again.ambulance.id == command.ambulance_id
        assert truth.made_by(command) == 1, f"sent again after {word} at {aim}"
        words[word] += 1
    return words


def show(capsys: pytest.CaptureFixture[str], what: str, aims: list[Aim], words: Counter[Word]) -> None:
    """Print what was tried."""
    ways = Counter(aim.way for aim in aims)
    with capsys.disabled():
        print(f"\n{what}: {len(aims)} places ({', '.join(f'{ways[way]} {way.value}' for way in Way)})")
        for word, times in words.items():
            print(f"  {'sent' if word.is_sent else 'not sent'}, {word.how}: {times}")


def commit_and_answer(recorded: list[Message]) -> set[int]:
    """Find the request that makes an order final, and all that is answered to it."""
    (commit,) = (number for number, message in enumerate(recorded) if is_commit(message))
    assert {message.way for message in recorded[commit + 1 :]} == {Way.TO_CLIENT}
    return set(range(commit, len(recorded)))


def test_before_and_after_every_message_of_a_dispatch(
    line: Proxy, truth: Truth, recorded: list[Message], capsys: pytest.CaptureFixture[str]
) -> None:
    aims = list(places_in(recorded, set(range(len(recorded))), every_byte=False))
    words = check(line, truth, aims)
    assert {word.is_sent for word in words} == {True, False}
    show(capsys, "Before and after each message", aims, words)


@pytest.mark.parametrize("deed", [Deed.FIN, Deed.RESET])
def test_at_every_byte_of_the_commit_and_of_its_answer(
    line: Proxy, truth: Truth, recorded: list[Message], deed: Deed, capsys: pytest.CaptureFixture[str]
) -> None:
    planned = places_in(recorded, commit_and_answer(recorded), every_byte=True)
    aims = [Aim(aim.way, aim.matches, aim.at, aim.skip, deed) for aim in planned]
    words = check(line, truth, aims)
    assert {(word.is_sent, word.how) for word in words} >= {(True, ASKED), (False, ASKED), (True, TOLD_AT_ONCE)}
    show(capsys, f"Each byte of COMMIT and its answer, {deed.value}", aims, words)


def test_a_commit_that_is_still_on_its_way_is_never_called_not_sent(line: Proxy, truth: Truth) -> None:
    command, heard = order(1), list[BaseException]()

    def send() -> None:
        try:
            dispatch_ambulance(store, command, "d1")
        except OutcomeUnknown as error:
            heard.append(error)

    with desk_at(line) as store, desk_at(line) as asking:
        line.aim(Aim(Way.TO_SERVER, is_commit, deed=Deed.FREEZE))
        sending = threading.Thread(target=send, daemon=True)
        sending.start()
        assert line.hit.wait(PATIENCE_S)
        line.hang_up_on_clients()
        sending.join(PATIENCE_S)
        assert len(heard) == 1
        for _ in range(2):
            with pytest.raises(Unavailable):
                find_dispatch(asking, command)
        assert truth.made_by(command) == 0
        line.heal()
        assert ask(asking, command)
        assert truth.made_by(command) == 1
