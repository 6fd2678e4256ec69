"""The numbers of the room in words. No Qt."""

from dataclasses import dataclass
from datetime import timedelta

from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.ui.board.rows import RoomFigures
from dispatcher_app.ui.wording import NOTHING, minutes_seconds, spoken_duration, whole_seconds

CLOCK_OFF_MEANS = (
    "All times on this board are the database's, and right. Tell whoever looks after this computer to set its clock."
)


@dataclass(frozen=True, slots=True)
class FigureWords:
    """One number: the figure, the word beside it, what is spoken, and whether it wants attention."""

    figure: str
    word: str
    spoken: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class RoomWords:
    """All numbers of the room."""

    waiting: FigureWords
    oldest: FigureWords
    past_target: FigureWords
    under_way: FigureWords
    available: FigureWords


def room_words(figures: RoomFigures) -> RoomWords:
    """Put the figures into words."""
    oldest = figures.oldest_waiting
    return RoomWords(
        waiting=_plain(figures.waiting, "waiting"),
        oldest=FigureWords(
            figure=NOTHING if oldest is None else minutes_seconds(oldest),
            word="oldest",
            spoken="none waiting" if oldest is None else f"oldest waits {spoken_duration(oldest)}",
        ),
        past_target=FigureWords(
            figure=str(figures.past_target),
            word="past target",
            spoken=f"{figures.past_target} past target",
            is_marked=figures.past_target > 0,
        ),
        under_way=_plain(figures.under_way, "under way"),
        available=FigureWords(
            figure=f"{figures.available} of {figures.ambulances}",
            word="available",
            spoken=f"{figures.available} of {figures.ambulances} ambulances available",
            is_marked=figures.ambulances > 0 and figures.available == 0,
        ),
    )


def window_title(room: ControlRoom | None, desk: str) -> str:
    """Title the window by room, as soon as that is known, and desk."""
    if room is None:
        return f"Dispatcher, {desk}"
    demo = " (demo city, no real calls)" if room.is_demo else ""
    return f"{room.name}{demo}, {desk}: Dispatcher"


def clock_off_words(difference: timedelta) -> str:
    """Say how far a clock is ahead (negative: behind): 3 min 12 s behind."""
    return f"{_two_units(abs(difference))} {'ahead' if difference > timedelta() else 'behind'}"


def _two_units(duration: timedelta) -> str:
    seconds = whole_seconds(duration)
    hours, minutes = seconds // 3600, seconds // 60
    if hours >= 48:
        return f"{hours // 24} days"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def _plain(count: int, word: str) -> FigureWords:
    return FigureWords(str(count), word, f"{count} {word}")
