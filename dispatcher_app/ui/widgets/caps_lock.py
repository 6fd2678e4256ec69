"""Whether Caps Lock is on. Qt cannot say: it is asked of the X server where there is one, else told by the letters."""

import ctypes
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QNativeInterface

_CORE_KEYBOARD = 0x100
_CAPS_LOCK_LIGHT = 1


class CapsLock(QObject):
    """Watches the keys that reach some fields. While nothing is known it counts as off: a wrong hint is worse."""

    changed = Signal(bool)

    def __init__(self, fields: Sequence[QWidget], parent: QObject) -> None:
        """Watch these fields."""
        super().__init__(parent)
        self._is_on: bool | None = None
        self._light = _x11_light()
        for field in fields:
            field.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Caps Lock is known to be on."""
        return self._is_on is True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Learn from what happens in a field; swallow nothing."""
        if self._light is not None:
            if event.type() in {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.FocusIn}:
                self._know(is_on=self._light())
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._learn(event)
        elif isinstance(event, QFocusEvent) and event.reason() is Qt.FocusReason.ActiveWindowFocusReason:
            # The key may be pressed while another window is in front.
            self._know(is_on=None)
        return super().eventFilter(watched, event)

    def _learn(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            if self._is_on is not None and not event.isAutoRepeat():
                self._know(is_on=not self._is_on)
            return
        told = told_by_letter(event.text(), is_shifted=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        if told is not None:
            self._know(is_on=told)

    def _know(self, *, is_on: bool | None) -> None:
        was_on = self.is_on
        self._is_on = is_on
        if self.is_on != was_on:
            self.changed.emit(self.is_on)


def told_by_letter(text: str, *, is_shifted: bool) -> bool | None:
    """Tell from one typed letter whether Caps Lock is on; None where it says nothing.

    A capital typed with Shift says nothing: on some systems Shift undoes Caps Lock, on others it does not.
    """
    if len(text) != 1 or len(text.upper()) != 1 or text.lower() == text.upper():
        return None
    if text.islower():
        return is_shifted
    return None if is_shifted else True


def _x11_light() -> Callable[[], bool] | None:
    """Give a way to read the keyboard's light from the X server that shows this application, if one does."""
    if QGuiApplication.platformName() != "xcb":
        return None
    native = cast("QGuiApplication", QGuiApplication.instance()).nativeInterface()
    try:
        ask = ctypes.CDLL("libX11.so.6").XkbGetIndicatorState
    except (OSError, AttributeError):
        return None
    ask.argtypes = (ctypes.c_void_p, ctypes.c_uint, ctypes.POINTER(ctypes.c_uint))
    display = cast("QNativeInterface.QX11Application", native).display()

    def is_lit() -> bool:
        lights = ctypes.c_uint()
        failed = ask(display, _CORE_KEYBOARD, ctypes.byref(lights))
        return not failed and bool(lights.value & _CAPS_LOCK_LIGHT)

    return is_lit
