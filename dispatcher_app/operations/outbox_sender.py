"""A sender in the background of another program, as a desk is: a thread and two connections of its own."""

import logging
import threading
from contextlib import closing
from dataclasses import replace

from dispatcher_app.domain.deliveries import Patience
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.operations.notifying import Notifier, Send
from dispatcher_app.operations.outbox_ear import OutboxEar
from dispatcher_app.operations.sending import send_by_apprise
from dispatcher_app.storage.store import ConnectionSettings, Store

_log = logging.getLogger(__name__)


class OutboxSender:
    """Sends while it is open. Whose log-in may not send has a sender that ends by itself, and says so in the log."""

    def __init__(
        self, settings: ConnectionSettings, send: Send = send_by_apprise, patience: Patience | None = None
    ) -> None:
        """Begin. The connections bear the desk's name and take none from anybody."""
        self._settings = replace(settings, desk=f"{settings.desk} (sending)", is_desk=False)
        self._store = Store(self._settings)
        self.notifier = Notifier(self._store, send, patience)
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def close(self, longest_s: float = 5.0) -> None:
        """Begin nothing more, and wait a little for what is under way: what is not settled is sent again by others."""
        self.notifier.stop()
        self._thread.join(longest_s)

    def _run(self) -> None:
        # The connection belongs to this thread, so it is closed here too.
        with closing(self._store), closing(OutboxEar(self._settings, self.notifier.wake)):
            try:
                self.notifier.run()
            except DispatcherError as error:
                _log.warning("this desk does not send: %s", error)
            except Exception:  # noqa: BLE001  (logged whole)
                _log.exception("a fault in sending what is queued")
