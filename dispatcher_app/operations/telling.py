"""Telling crews, hospitals and supervisors what has happened: a row in the outbox of the same transaction."""

from dispatcher_app.domain.entities import Assignment
from dispatcher_app.domain.messages import Audience, News, message_of
from dispatcher_app.storage import outbox as db
from dispatcher_app.storage.store import Transaction


def tell(tx: Transaction, assignment: Assignment, news: News, *audiences: Audience) -> None:
    """Queue a message to each audience, in the room's words. It leaves after COMMIT, or never existed.

    A hospital is told only where the assignment, as it is given, has one.
    """
    for audience in audiences:
        if audience is Audience.HOSPITAL and assignment.hospital_id is None:
            continue
        message = message_of(audience, news, db.find_wording(tx, audience, news.event))
        db.queue_notification(tx, assignment, message)
