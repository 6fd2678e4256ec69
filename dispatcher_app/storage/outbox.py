"""The outbox: messages written with what they tell of, claimed by whoever sends them, settled afterwards.

Claiming and settling are the database's own functions (migration 0014): nobody who sends may read the addresses.
"""

from typing import Any

from dispatcher_app.domain import entities
from dispatcher_app.domain.deliveries import Claim, DeadLetter, DeliveryState, DeliveryStatus, Patience
from dispatcher_app.domain.ids import AssignmentId, DeliveryId, EmergencyCallId
from dispatcher_app.domain.messages import Audience, Message, MessageEvent, Wording
from dispatcher_app.storage.models import Notification
from dispatcher_app.storage.outbox_models import Wording as WordingRow
from dispatcher_app.storage.store import Transaction

_DELIVERIES = """
    SELECT a.emergency_call_id, n.assignment_id, m.call_sign, n.audience, n.event,
           coalesce(d.state, CASE WHEN n.picked_up_at IS NULL THEN 'WAITING' ELSE 'NOBODY' END),
           coalesce(d.settled_at, n.created_at), coalesce(c.name, ''), coalesce(d.attempts, 0),
           coalesce(d.last_error, '')
    FROM notification AS n JOIN assignment AS a ON a.id = n.assignment_id JOIN ambulance AS m ON m.id = a.ambulance_id
    LEFT JOIN delivery AS d ON d.notification_id = n.id LEFT JOIN contact AS c ON c.id = d.contact_id
    WHERE a.emergency_call_id = %s ORDER BY n.id, c.name, d.id"""

_DEAD = """
    SELECT c.name, e.number, m.call_sign, n.subject, d.last_error, d.attempts, d.settled_at
    FROM delivery AS d JOIN contact AS c ON c.id = d.contact_id JOIN notification AS n ON n.id = d.notification_id
    JOIN assignment AS a ON a.id = d.assignment_id JOIN ambulance AS m ON m.id = a.ambulance_id
    JOIN emergency_call AS e ON e.id = a.emergency_call_id
    WHERE d.state = 'DEAD' ORDER BY d.id"""


def find_wording(tx: Transaction, audience: Audience, event: MessageEvent) -> Wording | None:
    """Give the room's own words for an event, if it has any."""
    query = WordingRow.select().where((WordingRow.audience == audience) & (WordingRow.event == event))
    for row in query.execute(tx.database):
        return Wording(row.subject, row.body)
    return None


def queue_notification(tx: Transaction, assignment: entities.Assignment, message: Message) -> None:
    """Put a message into the outbox; it leaves after COMMIT, or never existed.

    One to a hospital goes to that of the assignment as it is given here.
    """
    hospital = assignment.hospital_id if message.audience is Audience.HOSPITAL else None
    query = Notification.insert(
        assignment=assignment.id,
        audience=message.audience,
        event=message.event,
        hospital=hospital,
        subject=message.subject,
        body=message.body,
    )
    query.execute(tx.database)


def claim_deliveries(tx: Transaction, most: int, patience: Patience) -> tuple[Claim, ...]:
    """Take what is due, for the length of a lease; counted as a try, whatever becomes of it. Raises NotAllowed.

    Also looks who is to be told what is new, and gives up what is too old.
    """
    cursor = tx.database.execute_sql(
        "SELECT * FROM claim_deliveries(%s, %s, %s, %s)",
        (most, patience.lease_s, patience.most_attempts, patience.longest_age_s),
    )
    return tuple(_claim_of(*row) for row in cursor.fetchall())


def settle_delivery(tx: Transaction, claim: Claim, trouble: str, pause_s: float, patience: Patience) -> str | None:
    """Write how a try went (no trouble: it was sent) and what the delivery is since.

    None, and nothing is written, where somebody else has taken it over meanwhile.
    """
    (state,) = tx.database.execute_sql(
        "SELECT settle_delivery(%s, %s, %s, %s, %s, %s)",
        (claim.id, claim.number, trouble, pause_s, patience.most_attempts, patience.longest_age_s),
    ).fetchone()
    return None if state is None else str(state)


def seconds_to_next(tx: Transaction) -> float | None:
    """Tell in how many seconds something is due (0 or less: now); None while nothing waits."""
    (seconds,) = tx.database.execute_sql("SELECT seconds_to_next_delivery()").fetchone()
    return None if seconds is None else float(seconds)


def read_deliveries(tx: Transaction, call_id: EmergencyCallId) -> tuple[DeliveryState, ...]:
    """Tell who was told what about a call, in the order in which it happened. For dispatchers."""
    cursor = tx.database.execute_sql(_DELIVERIES, (call_id,))
    return tuple(_state_of(row) for row in cursor.fetchall())


def read_dead(tx: Transaction) -> tuple[DeadLetter, ...]:
    """List what was given up, the oldest first. For dispatchers."""
    return tuple(DeadLetter(*row) for row in tx.database.execute_sql(_DEAD).fetchall())


def retry_dead(tx: Transaction) -> int:
    """Queue again what was given up in the last twelve hours, and count it."""
    return int(tx.database.execute_sql("SELECT retry_dead_deliveries()").fetchone()[0])


def prune_outbox(tx: Transaction, days: int) -> int:
    """Remove what is settled and older than so many days (a week at least), and count it.

    What was given up stays until its alarm is acknowledged.
    """
    return int(tx.database.execute_sql("SELECT prune_outbox(%s)", (days,)).fetchone()[0])


def _claim_of(*row: Any) -> Claim:
    number, claimed, attempt, name, url, subject, body = row
    return Claim(DeliveryId(number), claimed, attempt, name, url, subject, body)


def _state_of(row: tuple[Any, ...]) -> DeliveryState:
    call, assignment, call_sign, audience, event, state, at, name, attempts, trouble = row
    return DeliveryState(
        EmergencyCallId(call),
        AssignmentId(assignment),
        call_sign,
        Audience(audience),
        MessageEvent(event),
        DeliveryStatus(state),
        at,
        name,
        attempts,
        trouble,
    )
