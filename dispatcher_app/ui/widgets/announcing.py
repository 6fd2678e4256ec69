"""Saying to a screen reader what has just appeared."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, sentence: str, *, is_polite: bool = False) -> None:
    """Have a sentence spoken at once, whatever has the keyboard; if polite, once nothing else is being said."""
    event = QAccessibleAnnouncementEvent(widget, sentence)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Polite if is_polite else politeness.Assertive)
    QAccessible.updateAccessibility(event)
