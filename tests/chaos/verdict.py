"""What desks were told, held against what the database holds."""

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.chaos.storm import FINAL, ORDERED, SENT, UNKNOWN


@dataclass(frozen=True)
class Entry:
    """A line of a ledger."""

    request_id: str
    call: int
    ambulance: int
    word: str
    at: float
    settled: bool = False
    assignment: int | None = None
    by: str = ""


@dataclass(frozen=True)
class Verdict:
    """How often each word was told, and what does not agree, one sentence each."""

    words: Counter[str]
    faults: list[str]
    entries: list[Entry] = field(repr=False)

    def sent_before(self, instant: float) -> int:
        """Count the orders told as sent before an instant of the machine's monotonic clock."""
        return sum(entry.word == SENT and entry.at < instant for entry in self.entries)

    def first_sent_after(self, instant: float) -> float:
        """Give the seconds from then to when the first order that was begun after it was told as sent."""
        begun = {entry.request_id for entry in self.entries if entry.word == ORDERED and entry.at >= instant}
        told = (entry.at for entry in self.entries if entry.word == SENT and entry.request_id in begun)
        return min(told, default=math.inf) - instant


Row = tuple[str, int, int, int]


def read_ledgers(folder: Path) -> list[Entry]:
    """Read what all desks wrote."""
    lines = (line for path in sorted(folder.glob("*.ledger")) for line in path.read_text("utf-8").splitlines())
    return [Entry(**json.loads(line)) for line in lines]


def compare(entries: list[Entry], conninfo: str) -> Verdict:
    """Hold the words against the rows."""
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute("SELECT request_id::text, emergency_call_id, ambulance_id, id FROM assignment")
        held = [(str(request), int(call), int(ambulance), int(number)) for request, call, ambulance, number in rows]
        twice = connection.execute(
            "SELECT DISTINCT one.ambulance_id FROM assignment AS one JOIN assignment AS other"
            " ON other.ambulance_id = one.ambulance_id AND other.id <> one.id"
            " AND other.dispatched_at >= one.dispatched_at"
            " AND other.dispatched_at < coalesce(one.cleared_at, 'infinity')"
        ).fetchall()
    faults = [*_of_words(entries, held), *(f"double: ambulance {number} was on two calls" for (number,) in twice)]
    words = Counter(entry.word for entry in entries)
    words["settled"] = sum(entry.settled for entry in entries)
    return Verdict(words, faults, entries)


def _of_words(entries: list[Entry], held: list[Row]) -> list[str]:
    final: dict[str, list[Entry]] = {entry.request_id: [] for entry in entries}
    for entry in entries:
        if entry.word in FINAL:
            final[entry.request_id].append(entry)
    made = {row[0]: row for row in held}
    faults = [f"double: {count} assignments of {request}" for request, count in _repeated(held)]
    faults += [f"unknown to all desks: assignment of {request}" for request in made.keys() - final.keys()]
    judged = (_of_order(request, told, made.get(request)) for request, told in final.items())
    return faults + [fault for fault in judged if fault]


def _repeated(held: list[Row]) -> list[tuple[str, int]]:
    return [(request, count) for request, count in Counter(row[0] for row in held).items() if count > 1]


def _of_order(request: str, told: list[Entry], found: Row | None) -> str:
    if len(told) != 1:
        return f"{len(told)} final words on {request}"
    (word,) = told
    if word.word != SENT:
        return f"ghost: {request} was told as {word.word}, and there is {found}" if found else ""
    expected = (request, word.call, word.ambulance, word.assignment)
    return "" if found == expected else f"lost: {expected} was told as sent, and there is {found}"


def told(verdict: Verdict) -> str:
    """Say it in a line."""
    counts = ", ".join(f"{verdict.words[word]} {word}" for word in (*sorted(FINAL), UNKNOWN, "settled"))
    return f"{counts}; {len(verdict.faults)} faults"
