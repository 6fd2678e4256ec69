"""Stamps at a shell: a crew's reports, and a supervisor's corrections."""

from typing import Any

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.instants import in_zone, read_instant
from dispatcher_app.bootstrap.orders import OrderInWords
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.stamps import Stamp, StampCorrection
from dispatcher_app.operations.read_board import read_room
from dispatcher_app.operations.stamping import correct_stamp, find_assignment, report_stamp
from dispatcher_app.ui.wording import room_zone


def report(config: AppConfig, room: Room, stamp: str) -> str:
    """Write a stamp of the person's own ambulance."""
    with desk_for(config, room) as desk:
        done = report_stamp(desk.store, _stamp(stamp))
    return f"{done.ambulance.call_sign}: {_stamp(stamp).words}."


def correct(config: AppConfig, room: Room, given: dict[str, Any]) -> str:
    """Write a stamp anew; a time without a zone is the control room's."""
    if (given["at"] is None) is not given["never"]:
        raise InvalidInput({"at": ["Say when it was with --at, or that it never was with --never."]})
    names = OrderInWords(call=given["call"], ambulance=given["ambulance"]).names()
    typed = None if given["at"] is None else read_instant(given["at"], "at")
    with desk_for(config, room) as desk:
        at = None if typed is None else in_zone(typed, room_zone(read_room(desk.store)))
        assignment = find_assignment(desk.store, names.call_number, names.call_sign)
        stamp = _stamp(given["stamp"])
        correct_stamp(desk.store, StampCorrection(assignment, stamp, at, given["reason"]))
    became = "never" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"
    return f"{names.call_sign} on #{names.call_number}: {stamp.words} is now {became}."


def _stamp(words: str) -> Stamp:
    return Stamp[words.upper().replace("-", "_")]
