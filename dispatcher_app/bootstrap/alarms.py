"""What alarms a desk: uses of emergency log-ins, breakdowns, messages that could not be delivered."""

from datetime import tzinfo

from dispatcher_app.domain.entities import Alarm, Board
from dispatcher_app.domain.ids import AlarmId, EmergencyAccessId
from dispatcher_app.domain.roles import EmergencyAccess, Person, Role
from dispatcher_app.ui.header.alarm_line import AlarmLine
from dispatcher_app.ui.wording import room_zone, short_time

_MAY_ACKNOWLEDGE = frozenset({Role.SUPERVISOR, Role.ADMIN})
_WORK = "work "
"""What the keys of alarms about work begin with: the ids of the two kinds are counted apart."""


def alarms_of(board: Board, person: Person) -> tuple[AlarmLine, ...]:
    """Give the alarms that stand, for this person to see and perhaps to acknowledge."""
    zone = room_zone(board.room)
    accesses = (_line(access, person, zone) for access in board.emergencies if not access.is_acknowledged)
    return (*accesses, *(_work_line(alarm, person) for alarm in board.alarms))


def access_of(key: str) -> EmergencyAccessId | None:
    """Tell which use of an emergency log-in an alarm is about; None for an alarm about work."""
    return None if key.startswith(_WORK) else EmergencyAccessId(int(key))


def alarm_of(key: str) -> AlarmId:
    """Tell which alarm about work a line stands for."""
    return AlarmId(int(key.removeprefix(_WORK)))


def _line(access: EmergencyAccess, person: Person, zone: tzinfo) -> AlarmLine:
    may = person.role in _MAY_ACKNOWLEDGE and person.login != access.login
    since = f"{short_time(access.opened_at, zone)}{'' if access.is_open else ', ended by now'}"
    text = f"Emergency access at {access.desk} since {since}. {access.full_name}: {access.reason}"
    return AlarmLine(str(access.id), text, access.opened_at, can_acknowledge=may)


def _work_line(alarm: Alarm, person: Person) -> AlarmLine:
    key = f"{_WORK}{alarm.id}"
    return AlarmLine(key, alarm.body, alarm.raised_at, alarm.times, can_acknowledge=person.can_dispatch)
