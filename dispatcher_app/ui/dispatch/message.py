"""Outcomes that the bottom bar tells. No Qt."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What kind of outcome a message tells; each has an icon of its own."""

    DONE = "circle-check"
    REFUSED = "alert-triangle"
    NOTE = "info-circle"
