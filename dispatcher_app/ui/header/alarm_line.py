"""What an alarm says, and how many of a kind make one line. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm that stands until it is acknowledged. `count` says how often it was raised, `since` when first.

    `key` is what makes two alarms the same; `can_acknowledge` whether the person at this desk may acknowledge it.
    """

    key: str
    text: str
    since: datetime
    count: int = 1
    can_acknowledge: bool = False


def alarm_lines(alarms: Iterable[AlarmLine]) -> tuple[AlarmLine, ...]:
    """Arrange alarms: what was first comes first, and what is the same is one line with a count."""
    lines: dict[str, AlarmLine] = {}
    for alarm in sorted(alarms, key=lambda alarm: (alarm.since, alarm.key)):
        same = lines.get(alarm.key)
        lines[alarm.key] = alarm if same is None else _joined(same, alarm)
    return tuple(lines.values())


def _joined(earlier: AlarmLine, later: AlarmLine) -> AlarmLine:
    can_acknowledge = earlier.can_acknowledge or later.can_acknowledge
    return replace(earlier, text=later.text, count=earlier.count + later.count, can_acknowledge=can_acknowledge)


def alarm_words(alarm: AlarmLine) -> str:
    """Say an alarm in one line of plain text, and how often it was raised if more than once."""
    text = " ".join(alarm.text.split())
    return text if alarm.count == 1 else f"{text} ({alarm.count} times)"
