"""The gate before the log-in, which counts wrong passwords; and emergency access, which raises an alarm."""

from datetime import datetime

from peewee import JOIN, fn

from dispatcher_app.domain import roles
from dispatcher_app.domain.ids import EmergencyAccessId
from dispatcher_app.storage.models import Dispatcher
from dispatcher_app.storage.people_models import EmergencyAccess
from dispatcher_app.storage.store import Transaction

GATE_LOGIN = "dispatch_gate"

GATE_PASSWORD = "dispatch_gate"  # noqa: S105  (no secret: it opens nothing but the question whether a log-in rests)


def locked_until(tx: Transaction, login: str) -> datetime | None:
    """Tell until when a log-in rests after too many wrong passwords; None if it does not."""
    until: datetime | None = tx.database.execute_sql("SELECT knock(%s)", (login,)).fetchone()[0]
    return until


def note_wrong_password(tx: Transaction, login: str, desk: str) -> datetime | None:
    """Count a wrong password, and tell until when the log-in rests if that was one too many."""
    cursor = tx.database.execute_sql("SELECT note_wrong_password(%s, %s)", (login, desk))
    until: datetime | None = cursor.fetchone()[0]
    return until


def note_log_in(tx: Transaction) -> int:
    """Begin to count anew for whoever has got in, and tell how many wrong passwords there were before."""
    return int(tx.database.execute_sql("SELECT note_log_in()").fetchone()[0])


def open_emergency_access(tx: Transaction, reason: str) -> EmergencyAccessId:
    """Write down why an emergency log-in is used at this desk, which alarms everybody."""
    (number,) = tx.database.execute_sql("SELECT open_emergency_access(%s)", (reason,)).fetchone()
    return EmergencyAccessId(number)


def give_emergency_rights(tx: Transaction, access: EmergencyAccessId) -> None:
    """Give this session's emergency log-in a dispatcher's rights, once its alarm is written for good."""
    tx.database.execute_sql("SELECT give_emergency_rights(%s)", (access,))


def acknowledge_emergency_access(tx: Transaction, access: EmergencyAccessId) -> None:
    """Write down that somebody who looks after such things has seen it."""
    tx.database.execute_sql("SELECT acknowledge_emergency_access(%s)", (access,))


def end_emergency_access(tx: Transaction, access: EmergencyAccessId) -> None:
    """End one use of an emergency log-in; with the last one that is open the rights go."""
    tx.database.execute_sql("SELECT end_emergency_access(%s)", (access,))


def end_forgotten_emergency_access(tx: Transaction) -> None:
    """Take the rights back from those who have had them for longer than any shift."""
    tx.database.execute_sql("SELECT end_forgotten_emergency_access()")


def read_emergencies(tx: Transaction) -> tuple[roles.EmergencyAccess, ...]:
    """List the uses of emergency log-ins that nobody has acknowledged, and those that still last, oldest first."""
    access = EmergencyAccess
    query = (
        access.select(access, fn.COALESCE(Dispatcher.full_name, access.login).alias("full_name"))
        .join(Dispatcher, JOIN.LEFT_OUTER, on=(Dispatcher.login == access.login))
        .where(access.acknowledged_at.is_null() | access.ended_at.is_null())
        .order_by(access.opened_at)
    )
    return tuple(
        roles.EmergencyAccess(
            EmergencyAccessId(row.id),
            row.login,
            row.full_name,
            row.desk,
            row.reason,
            row.opened_at,
            is_open=row.ended_at is None,
            is_acknowledged=row.acknowledged_at is not None,
        )
        for row in query.objects().execute(tx.database)
    )
