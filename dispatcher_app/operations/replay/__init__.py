"""Replaying recorded days through the verbs of the desk, and measuring what came of it."""

from dispatcher_app.operations.replay.metrics import (
    Compared,
    as_expected,
    compare,
    measure_completed,
    measure_database,
    measure_file,
    read_expected,
)
from dispatcher_app.operations.replay.refusals import Refusal, count_reasons, write_refusals
from dispatcher_app.operations.replay.replaying import Replayed, ReplayOptions, replay

__all__ = [
    "Compared",
    "Refusal",
    "ReplayOptions",
    "Replayed",
    "as_expected",
    "compare",
    "count_reasons",
    "measure_completed",
    "measure_database",
    "measure_file",
    "read_expected",
    "replay",
    "write_refusals",
]
