"""The verbs of the audit trail: sealing, verifying and handing it over. On the embedded server, its owner's to use."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.instants import read_instant
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations import audit
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store

T = TypeVar("T")


def seal(config: AppConfig, room: Room) -> str:
    """Seal what is new, and give the digest that belongs outside the database."""

    def work(store: Store) -> str:
        audit.seal_audit(store)
        last = audit.last_seal(store)
        return "Nothing has been recorded yet." if last is None else f"Seal {last.number}: {last.digest.hex()}"

    return _with_store(config, room, work)


def verify(config: AppConfig, room: Room, kept: str | None) -> list[str]:
    """Name everything that was done to the trail behind its back; `kept` is a digest that was kept outside."""
    try:
        digest = None if kept is None else bytes.fromhex(kept)
    except ValueError:
        raise InvalidInput(
            {"kept": ["A digest is written in hexadecimal digits, as `audit seal` prints it."]}
        ) from None
    problems = _with_store(config, room, lambda store: audit.verify_audit(store, digest))
    return [audit.problem_sentence(problem) for problem in problems]


def export(config: AppConfig, room: Room, stretch: tuple[str, str], file: Path) -> str:
    """Write a stretch of the trail (local times of the room) into a .csv or .jsonl file."""
    try:
        export_format = audit.ExportFormat(file.suffix.removeprefix("."))
    except ValueError:
        raise InvalidInput({"file": ["Name the file .csv or .jsonl, by what it is to be."]}) from None

    def work(store: Store) -> int:
        zone = ZoneInfo(load_board(store).room.time_zone)
        from_at, to_at = (_instant(text, zone) for text in stretch)
        with file.open("w", encoding="utf-8", newline="") as sink:
            return audit.export_audit(store, from_at, to_at, sink, export_format)

    return f"{_with_store(config, room, work)} events written to {file}."


def _with_store(config: AppConfig, room: Room, work: Callable[[Store], T]) -> T:
    with desk_for(config, room, as_administrator=True) as desk:
        return work(desk.store)


def _instant(text: str, zone: ZoneInfo) -> datetime:
    given = read_instant(text, "time")
    return given if given.tzinfo else given.replace(tzinfo=zone)
