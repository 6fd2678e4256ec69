"""The verbs of the audit trail: sealing, verifying and handing it over. On the embedded server, its owner's to use."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.instants import in_zone, read_instant
from dispatcher_app.bootstrap.trail_verbs import trail
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import Problems, laid_open
from dispatcher_app.operations import audit
from dispatcher_app.operations.read_board import read_room
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.trail.trail_search import TrailSearch
from dispatcher_app.ui.wording import room_zone

T = TypeVar("T")

_NEVER = datetime.min  # noqa: DTZ901  (stands in for what could not be read, and is never used)


def seal(config: AppConfig, room: Room) -> str:
    """Seal what is new, and give the digest that belongs outside the database."""

    def work(store: Store) -> str:
        audit.seal_audit(store)
        last = audit.last_seal(store)
        return "Nothing has been recorded yet." if last is None else f"Seal {last.number}: {last.digest.hex()}"

    return _with_store(config, room, work)


def verify(config: AppConfig, room: Room, kept: str | None) -> list[str]:
    """Name everything that was done to the trail behind its back; `kept` is a digest that was kept outside."""
    digest = None if kept is None else _digest(kept)
    problems = _with_store(config, room, lambda store: audit.verify_audit(store, digest))
    return [audit.problem_sentence(problem) for problem in problems]


def export(config: AppConfig, room: Room, stretch: tuple[str, str], file: Path) -> str:
    """Write a stretch of the trail (local times of the room) into a .csv or .jsonl file."""
    try:
        export_format = audit.ExportFormat(file.suffix.removeprefix("."))
    except ValueError:
        raise InvalidInput({"file": ["Name the file .csv or .jsonl, by what it is to be."]}) from None

    with Problems() as problems:
        from_at = problems.checked(lambda text: read_instant(text, "from"), stretch[0], otherwise=_NEVER)
        to_at = problems.checked(lambda text: read_instant(text, "to"), stretch[1], otherwise=_NEVER)

    def work(store: Store) -> int:
        zone = room_zone(read_room(store))
        with _opened(file) as sink:
            return audit.export_audit(store, in_zone(from_at, zone), in_zone(to_at, zone), sink, export_format)

    return f"{_with_store(config, room, work)} events written to {laid_open(str(file))}."


def _with_store(config: AppConfig, room: Room, work: Callable[[Store], T]) -> T:
    with desk_for(config, room, as_administrator=True) as desk:
        return work(desk.store)


def _digest(kept: str) -> bytes:
    if re.fullmatch("[0-9a-fA-F]{64}", kept.strip()):
        return bytes.fromhex(kept)
    sentence = "A digest is written in 64 hexadecimal digits, as `audit seal` prints it."
    raise InvalidInput({"kept": [sentence]})


def _opened(file: Path) -> TextIO:
    try:
        return file.open("w", encoding="utf-8", newline="")
    except OSError as error:
        sentence = f"The export cannot be written to {laid_open(str(file))}: {error.strerror}."
        raise InvalidInput({"file": [sentence]}) from None


def show(config: AppConfig, room: Room, search: dict[str, str]) -> list[dict[str, Any]]:
    """Give the newest events that fit."""
    return _with_store(config, room, lambda store: trail(store, TrailSearch(**search)))


def in_words(entries: list[dict[str, Any]]) -> list[str]:
    """Give a line for each event."""
    return [laid_open(f"{entry['local_time']}  {entry['sentence']}") for entry in entries]
