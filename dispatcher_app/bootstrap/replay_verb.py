"""The verb `replay`: a recorded week in a database of its own, under a progress bar, and the figures it comes to."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from dispatcher_app.bootstrap.admission import connected
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.instants import read_instant
from dispatcher_app.bootstrap.printing import reporting_to
from dispatcher_app.bootstrap.verbs import desk_for, make_tables
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import laid_open
from dispatcher_app.operations.audit import seal_audit
from dispatcher_app.operations.replay import (
    Compared,
    Replayed,
    ReplayOptions,
    as_expected,
    compare,
    count_reasons,
    measure_completed,
    measure_database,
    measure_file,
    read_expected,
    replay,
    write_refusals,
)
from dispatcher_app.storage.store import Store

_WIDTH = 160


@dataclass(frozen=True, slots=True)
class ReplayTold:
    """What is to be said of a replay. `compared` is empty for one that was stopped."""

    lines: tuple[str, ...]
    compared: tuple[Compared, ...] = ()

    @property
    def is_as_expected(self) -> bool:
        """Tell whether every figure is what it should be, once refused records are taken from the file."""
        return all(figure.is_equal_completed for figure in self.compared)


def replay_files(config: AppConfig, wanted: Mapping[str, Any]) -> ReplayTold:
    """Replay files as the options of the verb say. Raises InvalidInput, NotAllowed, Busy, Unavailable."""
    options = _options(wanted)
    expected = None if wanted["expect"] is None else read_expected(wanted["expect"])
    report: Path | None = wanted["report"]
    with (
        nullcontext() if report is None else reporting_to(report),
        _empty_database(config) as store,
        _ended_by_ctrl_c() as halt,
    ):
        with _progress() as progress:
            clock = _Clock(progress, ZoneInfo(options.time_zone))
            done = replay(store, wanted["files"], options, halt, clock.show)
        # Thousands of new events are sealed here rather than on the first desk's thread.
        seal_audit(store)
        if report is not None:
            write_refusals(report, done.refusals, done.left_out)
    return _told(done, expected, report)


def print_replay(told: ReplayTold) -> None:
    """Print the figures and the summary."""
    console = Console(width=None if Console().is_terminal else _WIDTH)
    if told.compared:
        console.print(_table(told.compared))
    for line in told.lines:
        console.print(Text(line))


def _options(wanted: Mapping[str, Any]) -> ReplayOptions:
    types = None
    if wanted["unit_types"] is not None:
        types = frozenset(kind.strip().upper() for kind in wanted["unit_types"].split(",") if kind.strip())
    begin, end = (None if wanted[name] is None else read_instant(wanted[name], name) for name in ("begin", "end"))
    speed = wanted["speed"]
    if speed is not None and not 0 < speed < float("inf"):
        raise InvalidInput({"speed": ["Write how many times faster than real time it is to go, like 60."]})
    return ReplayOptions(wanted["time_zone"], types, begin, end, speed)


@contextmanager
def _empty_database(config: AppConfig) -> Iterator[Store]:
    """Make the embedded server's own database for replays anew; a shared one must be empty."""
    if config.server is None:
        with desk_for(config, Room.REPLAY, as_administrator=True) as desk:
            yield desk.store
        return
    with connected(config.server.settings(desk=config.desk, login=config.login)) as store, closing(store):
        make_tables(store)
        yield store


@contextmanager
def _ended_by_ctrl_c() -> Iterator[Event]:
    """Let Ctrl+C end it between two orders: each is done wholly or not at all, and the board stays as it stands."""
    halt = Event()
    before = signal.signal(signal.SIGINT, lambda *_: halt.set())
    try:
        yield halt
    finally:
        signal.signal(signal.SIGINT, before)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


class _Clock:
    """Shows how far it is, and what the recorded clock says."""

    def __init__(self, progress: Progress, zone: ZoneInfo) -> None:
        self._progress = progress
        self._zone = zone
        self._task = progress.add_task("Reading", total=None)

    def show(self, done: int, total: int, at: datetime) -> None:
        clock = f"{at.astimezone(self._zone):%a %d %b %Y %H:%M:%S}"
        self._progress.update(self._task, completed=done, total=total, description=clock)


def _told(done: Replayed, expected: Mapping[str, Any] | None, report: Path | None) -> ReplayTold:
    compared: tuple[Compared, ...] = ()
    lines = _counts(done)
    if done.is_whole:
        told = as_expected(measure_file(done)) if expected is None else expected
        compared = tuple(compare(told, measure_database(done), measure_completed(done)))
        lines += _agreement(compared)
    else:
        lines.append("Stopped. The board stands as it stood then; look at it with: dispatcher --replay")
    if report is not None:
        lines.append(f"Everything refused, and why: {laid_open(str(report))}")
    return ReplayTold(tuple(lines), compared)


def _counts(done: Replayed) -> list[str]:
    took = timedelta(seconds=round(done.took_s))
    rows = {refusal.source.row_id for refusal in done.refusals}
    return [
        f"{len(done.records)} records of {done.calls} calls, {done.verbs} orders in {took}.",
        f"Refused: {len(done.refusals)} orders of {len(rows)} records. Could not be read: {len(done.left_out)} rows.",
        *(
            f"  {count} x {step}: {reason}. Settled: {settled}."
            for (step, reason, settled), count in count_reasons(done.refusals).items()
        ),
    ]


def _agreement(compared: Sequence[Compared]) -> list[str]:
    alone = sum(figure.is_equal_alone for figure in compared)
    completed = sum(figure.is_equal_completed for figure in compared)
    by_itself = f"{alone} of {len(compared)} figures by the database alone"
    return [f"As expected: {by_itself}, {completed} of {len(compared)} with refused records as the file has them."]


def _table(compared: Sequence[Compared]) -> Table:
    table = Table("Block", "Interval", "Figure", "Expected", "Database alone", "With refused records", "")
    for row in compared:
        mark = "" if row.is_equal_completed else "differs"
        names = (row.block, row.interval, row.figure)
        table.add_row(*names, *map(_number, (row.expected, row.alone, row.completed)), mark)
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}" if value == round(value) else f"{value:.1f}"
