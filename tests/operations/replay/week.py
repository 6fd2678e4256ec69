"""Replaying rows, and what must be so afterwards, whatever the rows said."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

from dispatcher_app.operations.replay import Replayed, ReplayOptions, replay
from dispatcher_app.storage.store import Store
from tests.concurrency.test_changing_plans import LIES
from tests.operations.importing.rows import write


def unheard(_done: int, _total: int, _at: datetime) -> None:
    """Hear of the progress, and say nothing."""


def replay_rows(store: Store, folder: Path, rows: Iterable[Mapping[str, str]], **options: Any) -> Replayed:
    """Replay these rows, to their end and as fast as can be."""
    return replay(store, [write(folder / "rows.csv", rows)], ReplayOptions(**options), Event(), unheard)


def refused(done: Replayed) -> list[tuple[str, str, str, str]]:
    """List what was refused: of which row, at which step, why, and how it was settled."""
    return [(row.source.row_id, row.step.words, row.reason, row.settled) for row in done.refusals]


def check_invariants(store: Store) -> None:
    """No call, ambulance or assignment says what another denies."""
    for lie in LIES:
        assert ask(store, lie) == [], lie


def ask(store: Store, sql: str) -> list[Any]:
    """Run a query."""
    with store.transaction() as tx:
        return list(tx.database.execute_sql(sql).fetchall())
