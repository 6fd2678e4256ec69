"""Sending what is queued, at a shell: until it is stopped, or once."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Desk, Room
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.deliveries import DeliveryStatus, Patience
from dispatcher_app.operations import notifying
from dispatcher_app.operations.outbox_ear import OutboxEar
from dispatcher_app.operations.sending import prepare, send_by_apprise

PATIENCE = Patience()

_NAME = "notifier"


def notify_once(config: AppConfig, room: Room) -> str:
    """Send what is due now."""
    with _sender(config, room) as desk:
        return _tally_words(notifying.send_due(desk.store, send_by_apprise, PATIENCE))


def notify(config: AppConfig, room: Room) -> str:
    """Send until somebody stops it: Ctrl+C, or SIGTERM."""
    with _sender(config, room) as desk:
        notifier = notifying.Notifier(desk.store, send_by_apprise, PATIENCE)

        def stop(_number: int, _frame: FrameType | None) -> None:
            notifier.stop()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        ear = OutboxEar(desk.store.settings, notifier.wake)
        try:
            notifier.run()
        finally:
            ear.close()
            for number, handler in before.items():
                signal.signal(number, handler)
        return _tally_words(notifier.tally)


def dead_letters(config: AppConfig, room: Room) -> list[dict[str, Any]]:
    """List what was given up."""
    with desk_for(config, room, as_administrator=True) as desk:
        found: list[dict[str, Any]] = as_json(notifying.dead_letters(desk.store))
    return found


def retry_dead(config: AppConfig, room: Room) -> str:
    """Queue it again."""
    with desk_for(config, room, as_administrator=True) as desk:
        count = notifying.retry_dead(desk.store)
    again = {0: "Nothing of the last twelve hours was given up.", 1: "One message is queued again."}
    return again.get(count, f"{count} messages are queued again.")


@contextmanager
def _sender(config: AppConfig, room: Room) -> Iterator[Desk]:
    """Open a desk that takes no number from those at which people sit."""
    with desk_for(replace(config, desk=config.desk or _NAME), room, as_administrator=True) as desk:
        prepare()
        yield desk


def _tally_words(tally: Mapping[DeliveryStatus, int]) -> str:
    sent, failed, dead = (
        tally.get(status, 0) for status in (DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.DEAD)
    )
    return f"{sent} sent, {failed} tried in vain and to be tried again, {dead} given up."
