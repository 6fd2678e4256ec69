"""Storms, and what breaks in the middle of each. Each makes all that it needs, and ends it."""

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.chaos.cluster import ROOM, kill_server, running_cluster
from tests.chaos.proxy import Proxy
from tests.chaos.storm import AMBULANCES, CALLS, MOST_DESKS, Plan, take_part
from tests.chaos.verdict import Verdict, compare, read_ledgers
from tests.chaos.wire import Aim, Deed, Way, is_any, is_commit
from tests.concurrency.city import fill
from tests.concurrency.desk_pool import DeskPool


@dataclass(frozen=True)
class Weather:
    """How many desks, for how long, and which chance."""

    desks: int = 6
    seconds: float = 6.0
    seed: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came of a storm, and figures of what was done meanwhile."""

    verdict: Verdict
    figures: dict[str, float] = field(default_factory=dict)


Deeds = Callable[[float], dict[str, float]]
"""What is done to the database until an instant (monotonic); gives figures."""


def clean(weather: Weather) -> Outcome:
    """Let nothing happen."""
    with _own_server() as (server, _):
        return _storm(weather, server.conninfo(ROOM), server.conninfo(ROOM), _wait_until)


def broken_line(weather: Weather) -> Outcome:
    """Break the line of all desks in one way after another."""
    chance = random.Random(weather.seed)
    with _own_server() as (server, _), Proxy(server.conninfo(ROOM)) as line:

        def break_it(until: float) -> dict[str, float]:
            done = 0
            while time.monotonic() < until:
                faults = _faults(line, chance)
                # The end of an order is what matters: most faults go there, and the first one surely does.
                fault = faults[0] if done % 3 == 0 else chance.choice(faults)
                fault()
                _wait(chance.uniform(0.05, 0.5))
                line.heal()
                _wait(chance.uniform(0.1, 0.4))
                done += 1
            return {"faults": done}

        return _storm(weather, line.conninfo, server.conninfo(ROOM), break_it)


def killed_server(weather: Weather) -> Outcome:
    """Kill the embedded server twice; the desks help it up again."""
    with _own_server() as (server, places):

        def kill(until: float) -> dict[str, float]:
            for part in (3, 2):
                _wait((until - time.monotonic()) / part)
                kill_server(places.data / "postgresql-18")
            _wait_until(until)
            return {"kills": 2}

        outcome = _storm(weather, server.conninfo(ROOM), server.conninfo(ROOM), kill, places)
        server.revive()
        return outcome


def fail_over(weather: Weather) -> Outcome:
    """Kill the primary and promote its standby; the desks have an address with both."""
    with running_cluster() as cluster:
        cluster.make_room(calls=CALLS, ambulances=AMBULANCES, dispatchers=MOST_DESKS)
        instants: list[float] = []

        def move_over(until: float) -> dict[str, float]:
            _wait((until - time.monotonic()) / 2)
            cluster.kill_primary()
            instants.append(time.monotonic())
            cluster.promote()
            instants.append(time.monotonic())
            _wait_until(until)
            return {}

        address = cluster.conninfo(target_session_attrs=None)
        verdict = _storm(weather, address, cluster.conninfo(), move_over).verdict
        killed, promoted = instants
        before = verdict.sent_before(killed)
        figures = {
            "seconds that promotion took": promoted - killed,
            "seconds from its begin to the first new dispatch": verdict.first_sent_after(killed),
            "sent before": before,
            "sent after": verdict.words["sent"] - before,
        }
        return Outcome(verdict, figures)


SCENARIOS = {"clean": clean, "broken line": broken_line, "killed server": killed_server, "fail-over": fail_over}


def _storm(
    weather: Weather, address: str, beside: str, deeds: Callable[[float], object], places: EmbeddedPlaces | None = None
) -> Outcome:
    """Let the desks work at an address while deeds are done; then compare with what is `beside`."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-ledgers-") as folder, DeskPool(weather.desks) as pool:
        until = time.monotonic() + weather.seconds
        plan = Plan(address, Path(folder), until, weather.seed, places)
        for number in range(1, weather.desks + 1):
            pool.begin(number, take_part, plan)
        figures = deeds(until)
        pool.results()
        return Outcome(compare(read_ledgers(Path(folder)), beside), figures if isinstance(figures, dict) else {})


def _faults(line: Proxy, chance: random.Random) -> list[Callable[[], None]]:
    deed, way = chance.choice([Deed.FIN, Deed.RESET]), chance.choice(list(Way))
    at_commit = Aim(Way.TO_SERVER, is_commit, chance.choice([0, 3, None, None, None]), chance.randint(0, 2), deed)
    at_any = Aim(way, is_any, chance.choice([0, None]), chance.randint(0, 100), deed)
    return [
        lambda: line.aim(at_commit),
        lambda: line.cut(deed),
        lambda: line.aim(at_any),
        lambda: line.cut_after(way, chance.randint(0, 5000), deed),
        lambda: line.delay(chance.choice([0.02, 0.1]), way),
        lambda: line.throttle(20_000, way),
        lambda: line.freeze(way),
        line.swallow,
        line.close_new,
        lambda: _refuse_and_cut(line),
    ]


def _refuse_and_cut(line: Proxy) -> None:
    line.refuse()
    line.cut()


@contextmanager
def _own_server() -> Iterator[tuple[EmbeddedServer, EmbeddedPlaces]]:
    """Start a server that may be killed, with a city in it."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-storm-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        places = EmbeddedPlaces.under(Path(folder))
        server = EmbeddedServer(places)
        server.start()
        try:
            server.ensure_database(ROOM)
            with closing(Store(ConnectionSettings(server.conninfo(ROOM), is_desk=False))) as store:
                migrate(store)
            fill(server.conninfo(ROOM), calls=CALLS, ambulances=AMBULANCES, dispatchers=MOST_DESKS)
            yield server, places
        finally:
            server.stop()


def _wait(seconds: float) -> None:
    threading.Event().wait(max(0.0, seconds))


def _wait_until(instant: float) -> dict[str, float]:
    _wait(instant - time.monotonic())
    return {}
