"""The keys of the desk: one list, for the shortcuts and for the page that explains them. No Qt."""

from dataclasses import dataclass
from enum import Enum

from dispatcher_app.ui.desk_identity import DeskIdentity


class DeskKey(Enum):
    """What a key does, wherever the keyboard is."""

    DISPATCH = "dispatch"
    REFRESH = "refresh"
    HELP = "help"
    THEME = "theme"
    LOCK = "lock"
    TRAIL = "trail"
    PRINT = "print"
    ACKNOWLEDGE = "acknowledge"
    SEARCH = "search"
    CALLS_WAITING = "calls waiting"
    CALLS_UNDER_WAY = "calls under way"
    CALLS_ALL = "calls all"


SHORTCUTS: dict[DeskKey, tuple[str, ...]] = {
    DeskKey.DISPATCH: ("F8", "Ctrl+Return", "Ctrl+Enter"),
    DeskKey.REFRESH: ("F5",),
    DeskKey.HELP: ("F1",),
    DeskKey.THEME: ("F9",),
    DeskKey.LOCK: ("Ctrl+L",),
    DeskKey.TRAIL: ("F6",),
    DeskKey.PRINT: ("Ctrl+P",),
    DeskKey.ACKNOWLEDGE: ("Alt+A",),
    DeskKey.SEARCH: ("/", "Ctrl+F"),
    DeskKey.CALLS_WAITING: ("Alt+1",),
    DeskKey.CALLS_UNDER_WAY: ("Alt+2",),
    DeskKey.CALLS_ALL: ("Alt+3",),
}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the list of keys."""

    keys: str
    meaning: str


_BOARD_LINES = (
    KeyLine("/ or Ctrl+F", "Search the calls; Esc clears the search"),
    KeyLine("Alt+1, Alt+2, Alt+3", "Waiting calls, calls under way, all calls"),
)
_DISPATCHER_LINES = (
    KeyLine("F8 or Ctrl+Enter", "Send what the bottom line spells out"),
    KeyLine("Up, Down", "Choose a call or an ambulance"),
    KeyLine("Enter", "From the calls to the ambulances, from there to Dispatch"),
    KeyLine("Tab, Shift+Tab", "Calls, ambulances, hospital, paramedic, Dispatch; and back"),
    *_BOARD_LINES,
    KeyLine("Alt+H, Alt+P", "Choose the hospital, the paramedic"),
)
_LOOKER_LINES = (
    KeyLine("Up, Down", "Choose a call or an ambulance"),
    KeyLine("Enter", "From the calls to the ambulances"),
    KeyLine("Tab, Shift+Tab", "Calls, ambulances, header; and back"),
    *_BOARD_LINES,
)


def key_lines(identity: DeskIdentity, *, has_alarm: bool) -> tuple[KeyLine, ...]:
    """List the keys that do something for this person now; `has_alarm` if there is one to acknowledge."""
    offered = (
        (KeyLine("Ctrl+L", "Lock this desk"), identity.can_lock),
        (KeyLine("F6", "The trail of what was done"), identity.sees_trail),
        (KeyLine("Alt+A", "Acknowledge the first alarm"), has_alarm),
    )
    return (
        *(_DISPATCHER_LINES if identity.can_dispatch else _LOOKER_LINES),
        *(line for line, is_offered in offered if is_offered),
        KeyLine("Ctrl+P", "Print the board on paper"),
        KeyLine("F5", "Ask the database for the board now"),
        KeyLine("F9", "Dark or light"),
        KeyLine("F1", "This list"),
    )
