"""Trouble with the line to the database, from its first moment until it is over."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.ui.dispatch.situation import Situation

_BLIP_MS = 1000


class LineTrouble(QObject):
    """Tells a blip from a line that stays broken: only the latter may move the tables. `changed` follows each word."""

    changed = Signal()

    def __init__(self, situation: Situation, parent: QObject) -> None:
        """Begin with a line that is whole."""
        super().__init__(parent)
        self._situation = situation
        self._sentence: str | None = None
        self.blip_timer = QTimer(self, singleShot=True, interval=_BLIP_MS)
        self.blip_timer.setObjectName("blip_timer")
        self.blip_timer.timeout.connect(self._tell)

    def show(self, sentence: str | None) -> None:
        """Take what ails the line now; None: it is whole again."""
        if sentence is None:
            self.blip_timer.stop()
        elif self._sentence is None:
            self.blip_timer.start()
        self._sentence = sentence
        self._tell()

    @Slot()
    def _tell(self) -> None:
        is_lasting = self._sentence is not None and not self.blip_timer.isActive()
        self._situation.take_line_trouble(self._sentence, is_lasting=is_lasting)
        self.changed.emit()
