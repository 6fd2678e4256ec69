"""What alarms a desk: uses of emergency log-ins that nobody who looks after such things has taken note of."""

from datetime import tzinfo

from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.ids import EmergencyAccessId
from dispatcher_app.domain.roles import EmergencyAccess, Person, Role
from dispatcher_app.ui.header.alarm_line import AlarmLine
from dispatcher_app.ui.wording import room_zone, short_time

_MAY_ACKNOWLEDGE = frozenset({Role.SUPERVISOR, Role.ADMIN})


def alarms_of(board: Board, person: Person) -> tuple[AlarmLine, ...]:
    """Give the alarms that stand, for this person to see and perhaps to acknowledge."""
    zone = room_zone(board.room)
    return tuple(_line(access, person, zone) for access in board.emergencies if not access.is_acknowledged)


def access_of(key: str) -> EmergencyAccessId:
    """Tell which use of an emergency log-in an alarm is about."""
    return EmergencyAccessId(int(key))


def _line(access: EmergencyAccess, person: Person, zone: tzinfo) -> AlarmLine:
    may = person.role in _MAY_ACKNOWLEDGE and person.login != access.login
    since = f"{short_time(access.opened_at, zone)}{'' if access.is_open else ', ended by now'}"
    text = f"Emergency access at {access.desk} since {since}. {access.full_name}: {access.reason}"
    return AlarmLine(str(access.id), text, access.opened_at, can_acknowledge=may)
