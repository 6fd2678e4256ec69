"""The question before a desk is closed that has an order of unknown end."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

from dispatcher_app.ui.conflict.wording import Way
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.given_order import closing_words
from dispatcher_app.ui.dispatch.order_flow import OrderFlow


class ClosingGuard(QObject):
    """Keeps a window open until its orders are settled, or the person says to close it all the same.

    The question goes away by itself once everything is known; the window stays, and tells it.
    """

    closed_anyway = Signal()

    def __init__(self, window: DeskWindow, flow: OrderFlow, is_noted: Callable[[], bool]) -> None:
        """Take the window; `is_noted` tells whether the next start will know of what is open now."""
        super().__init__(window)
        self._window = window
        self._flow = flow
        self._is_noted = is_noted
        self._may_close = False
        self._is_asking = False
        window.installEventFilter(self)
        flow.answered.connect(self._on_answered)

    def let_go(self) -> None:
        """Ask nothing any more: the window goes with its desk."""
        self._may_close = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold a close back while it is not known what it would leave behind."""
        if event.type() is QEvent.Type.Close and not self._may_close and self._flow.open_orders():
            event.ignore()
            self._ask()
            return True
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        if not self._is_asking:
            words = closing_words(self._flow.open_orders(), is_noted=self._is_noted())
            self._flow.dialogs.ask(words, self._on_way_chosen, self._on_gone)
            self._is_asking = True

    def _on_way_chosen(self, way: Way) -> None:
        if way is Way.CLOSE:
            self._may_close = True
            self.closed_anyway.emit()
            # Not under the dialog's feet.
            QTimer.singleShot(0, self._window, self._window.close)

    def _on_gone(self) -> None:
        self._is_asking = False

    @Slot()
    def _on_answered(self) -> None:
        if self._is_asking and not self._may_close and not self._flow.open_orders():
            self._flow.dialogs.close()
