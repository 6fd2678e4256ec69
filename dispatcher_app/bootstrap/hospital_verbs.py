"""Hospitals at a shell: how each stands, and writing down what one says."""

from dataclasses import dataclass
from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.hospitals import SetHospitalStatus
from dispatcher_app.domain.statuses import HospitalStatus
from dispatcher_app.domain.texts import LIMITS, checked_text
from dispatcher_app.operations.hospitals import find_hospital_named, list_hospitals, set_hospital_status
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.ui.hospital_words import hospital_line
from dispatcher_app.ui.wording import room_zone


@dataclass(frozen=True, slots=True)
class ToldInWords:
    """What a hospital says, as it was typed. `beds` None: nobody has counted."""

    name: str
    status: str
    beds: int | None = None
    note: str = ""


def set_status(config: AppConfig, room: Room, told: ToldInWords) -> dict[str, Any]:
    """Write down how a hospital stands, over what stood there when this was ordered."""
    name = checked_text("hospital_id", told.name, LIMITS["hospital.name"])
    with desk_for(config, room) as desk:
        seen = find_hospital_named(desk.store, name)
        command = SetHospitalStatus(seen.id, seen.version, HospitalStatus(told.status.upper()), told.beds, told.note)
        done: dict[str, Any] = as_json(set_hospital_status(desk.store, command, desk.login))
    return done


def list_all(config: AppConfig, room: Room) -> list[dict[str, Any]]:
    """List the hospitals as they stand."""
    with desk_for(config, room) as desk:
        hospitals: list[dict[str, Any]] = as_json(list_hospitals(desk.store))
    return hospitals


def in_lines(config: AppConfig, room: Room) -> list[str]:
    """List the hospitals in a line each, times as the room's clock shows them."""
    with desk_for(config, room) as desk:
        board = load_board(desk.store)
    zone = room_zone(board.room)
    return [hospital_line(hospital, None, zone, board.taken_at) for hospital in board.hospitals]
