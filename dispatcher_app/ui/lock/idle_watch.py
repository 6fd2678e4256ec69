"""Notices that nobody is at the desk: no key, no press, no wheel and no move of the mouse in any of its windows."""

import time
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent

_LOOKED_EVERY_MS = 1000
_WARNED_BEFORE_S = 60.0
_MOVE = QEvent.Type.MouseMove
_SIGNS = frozenset(
    {
        _MOVE,
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,  # a key that is a shortcut never becomes a KeyPress
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


def seconds_awake_or_not() -> float:
    """Count seconds that go on while the machine sleeps: a laptop closed for an hour was idle for an hour."""
    # Linux alone has this clock; elsewhere the monotonic one counts sleep in or does not, as the system likes.
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class IdleWatch(QObject):
    """Lives beside a window, in the GUI thread; off until `idle_for` gives it a limit.

    `idle_reached` comes once for each absence. `warned` carries the seconds that are left, each second of the last
    minute; 0 takes the warning back. While `is_held` says so (an order is on its way) time does not count.
    """

    idle_reached = Signal()
    warned = Signal(int)

    def __init__(
        self, parent: QObject, is_held: Callable[[], bool], seconds: Callable[[], float] = seconds_awake_or_not
    ) -> None:
        """Watch nothing yet."""
        super().__init__(parent)
        self._is_held = is_held
        self._seconds = seconds
        self._limit_s: float | None = None
        self._last_s = 0.0
        self._is_reached = False
        self._left_told = 0
        self._pointer = (0.0, 0.0)
        self._late_key: int | None = None
        self.look_timer = QTimer(self, interval=_LOOKED_EVERY_MS)
        self.look_timer.setObjectName("look_timer")
        self.look_timer.timeout.connect(self._on_look)

    def idle_for(self, limit: timedelta | None) -> None:
        """Watch from now on for an absence this long; None watches no more."""
        application = QCoreApplication.instance()
        if application is None:
            raise RuntimeError("an idle watch needs an application")
        application.removeEventFilter(self)
        self._limit_s = None if limit is None else limit.total_seconds()
        self._note_presence()
        if limit is None:
            self.look_timer.stop()
        else:
            application.installEventFilter(self)
            self.look_timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  (Qt's signature)
        """Take a sign of life. One that comes too late is swallowed: it was meant for a desk that is now locked."""
        if event.type() not in _SIGNS or not self._is_sign(event):
            return False
        is_late = not self._is_reached and self._is_overdue()
        if is_late:
            self._on_look()
            is_late = self._is_reached
        self._note_presence()
        return self._is_swallowed(event, is_late=is_late)

    def _is_swallowed(self, event: QEvent, *, is_late: bool) -> bool:
        if not isinstance(event, QKeyEvent):
            return is_late and event.type() is not _MOVE
        # One key comes twice: asked about as a shortcut, then as itself.
        before, self._late_key = self._late_key, None
        if is_late and event.type() is QEvent.Type.ShortcutOverride:
            self._late_key = event.key()
        return is_late or event.key() == before

    def _is_sign(self, event: QEvent) -> bool:
        """Tell a person from a key that something lies on, and from a pointer that a window came up under."""
        if isinstance(event, QKeyEvent):
            return not event.isAutoRepeat()
        if event.type() is not _MOVE or not isinstance(event, QMouseEvent):
            return True
        before, self._pointer = self._pointer, event.globalPosition().toTuple()
        return self._pointer != before

    def _note_presence(self) -> None:
        self._last_s = self._seconds()
        self._is_reached = False
        self._warn(0)

    def _is_overdue(self) -> bool:
        return self._limit_s is not None and self._seconds() - self._last_s >= self._limit_s

    def _warn(self, left: int) -> None:
        if left != self._left_told:
            self._left_told = left
            self.warned.emit(left)

    @Slot()
    def _on_look(self) -> None:
        if self._limit_s is None or self._is_reached:
            return
        if self._is_held():
            self._note_presence()
            return
        left = self._limit_s - (self._seconds() - self._last_s)
        if left > 0:
            is_near = left <= min(_WARNED_BEFORE_S, self._limit_s / 2)
            self._warn(max(1, round(left)) if is_near else 0)
            return
        self._is_reached = True
        self._warn(0)
        self.idle_reached.emit()
