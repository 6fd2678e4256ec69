"""One line of the alarm strip."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from dispatcher_app.ui.header.alarm_button import ALARM_GROUND, ALARM_INK, ALARM_SHADE, AlarmButton
from dispatcher_app.ui.header.alarm_line import AlarmLine, alarm_words
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.plain_label import ElidedLabel

HEIGHT = 38
ACKNOWLEDGE_KEY = "Alt+A"


class AlarmRow(QWidget):
    """Says an alarm and offers to acknowledge it to whoever may."""

    acknowledged = Signal(str)
    more_pressed = Signal()

    def __init__(self, alarm: AlarmLine, parent: QWidget | None = None) -> None:
        """Make the row of an alarm; it stays that alarm's."""
        super().__init__(parent)
        self.alarm = alarm
        self.text_label = ElidedLabel(16, 600)
        self.text_label.setObjectName("alarm_text_label")
        self.more_button = AlarmButton()
        self.more_button.setObjectName("more_alarms_button")
        self.acknowledge_button = AlarmButton()
        self.acknowledge_button.setObjectName("acknowledge_button")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ink = self.text_label.palette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            ink.setColor(group, QPalette.ColorRole.WindowText, QColor(ALARM_INK))
        self.text_label.setPalette(ink)
        self.text_label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(52, 0, 12, 0)
        layout.setSpacing(10)
        layout.addWidget(self.text_label, 1)
        layout.addWidget(self.more_button)
        layout.addWidget(self.acknowledge_button)

    def _connect(self) -> None:
        self.more_button.clicked.connect(self.more_pressed)
        self.acknowledge_button.clicked.connect(self._on_clicked)

    def buttons(self) -> tuple[AlarmButton, AlarmButton]:
        """Give the buttons from left to right."""
        return self.more_button, self.acknowledge_button

    def show_more(self, caption: str) -> None:
        """Offer to show more alarms, or fewer; empty where this is not the line to do so."""
        self.more_button.show_words(caption, f"Alarms: {caption}")
        self.more_button.setVisible(bool(caption))

    def show_alarm(self, alarm: AlarmLine, *, has_key: bool, is_locked: bool) -> None:
        """Show how the alarm stands now; `has_key` if the key acknowledges this one."""
        self.alarm = alarm
        words = alarm_words(alarm)
        self.text_label.setText(words)
        self.setAccessibleName(f"Alarm: {words}")
        self.acknowledge_button.show_words("Acknowledge", f"Acknowledge: {words}", ACKNOWLEDGE_KEY if has_key else "")
        self.acknowledge_button.setVisible(alarm.can_acknowledge and not is_locked)

    @Slot()
    def _on_clicked(self) -> None:
        self.acknowledged.emit(self.alarm.key)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the ground, the sign, and a line under it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(ALARM_GROUND))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(ALARM_SHADE))
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        painter.drawPixmap(18, (HEIGHT - 22) // 2, themed_pixmap("alert-triangle", ALARM_INK, 22, ratio))
        painter.end()
