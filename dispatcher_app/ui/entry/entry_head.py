"""The head of call-taking: when it rang, counting, and whether what was typed so far is safe."""

from datetime import UTC, datetime, tzinfo

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QWidget

from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.entry.entry_words import draft_words, ring_words
from dispatcher_app.ui.widgets.plain_label import ElidedLabel, PlainLabel


class EntryHead(QWidget):
    """Title and ring time in one line, the draft's state below."""

    def __init__(self, now: ServerNow, parent: QWidget | None = None) -> None:
        """Make a head that counts by the server's clock."""
        super().__init__(parent)
        self._now = now
        self._zone: tzinfo = UTC
        self._ring_at: datetime | None = None
        self._begun_at = now()
        self._draft: tuple[datetime | None, str] = (None, "")
        title = PlainLabel(17, 600)
        title.setText("New call")
        self.ring_label = PlainLabel(15, 600)
        self.ring_label.setObjectName("ring_label")
        self.draft_label = ElidedLabel(13)
        self.draft_label.setObjectName("draft_label")
        layout = QGridLayout(self)
        layout.setContentsMargins(16, 8, 16, 6)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(0, 1)
        layout.addWidget(title, 0, 0)
        layout.addWidget(self.ring_label, 0, 1)
        layout.addWidget(self.draft_label, 1, 0, 1, 2)

    def begin(self, ring_at: datetime | None) -> None:
        """Count from a ring; None counts from now, for a call that did not ring here."""
        self._ring_at = ring_at
        self._begun_at = self._now()
        self.show_draft(None, "")
        self.tick()

    def show_zone(self, zone: tzinfo) -> None:
        """Write times in the room's zone."""
        self._zone = zone
        self.show_draft(*self._draft)
        self.tick()

    def show_draft(self, saved_at: datetime | None, trouble: str) -> None:
        """Say when the draft was saved last, and what keeps the rest from being saved."""
        self._draft = (saved_at, trouble)
        self.draft_label.setText(draft_words(saved_at, trouble, self._zone))
        role = QPalette.ColorRole
        self.draft_label.setForegroundRole(role.WindowText if trouble else role.PlaceholderText)

    def tick(self) -> None:
        """Let time pass."""
        self.ring_label.setText(ring_words(self._ring_at, self._begun_at, self._now(), self._zone))
