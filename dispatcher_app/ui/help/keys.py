"""The keys of the desk: one list, for the shortcuts and for the page that explains them. No Qt."""

from dataclasses import dataclass
from enum import Enum

from dispatcher_app.ui.desk_identity import DeskIdentity


class DeskKey(Enum):
    """What a key does, wherever the keyboard is."""

    DISPATCH = "dispatch"
    NEW_CALL = "new call"
    TAKE_UP_CALL = "take up call"
    REFRESH = "refresh"
    HELP = "help"
    THEME = "theme"
    LOCK = "lock"
    TRAIL = "trail"
    PRINT = "print"
    ACKNOWLEDGE = "acknowledge"
    SEARCH = "search"
    STORY = "story"
    NOTE = "note"
    CALLS_WAITING = "calls waiting"
    CALLS_UNDER_WAY = "calls under way"
    CALLS_ALL = "calls all"
    ACKNOWLEDGED = "acknowledged"
    MOBILE = "mobile"
    ON_SCENE = "on scene"
    AT_PATIENT = "at patient"
    LEFT_SCENE = "left scene"
    AT_HOSPITAL = "at hospital"
    TRANSFERRED = "transferred"
    CLEARED = "cleared"
    UNDO = "undo"
    STAND_DOWN = "stand down"
    DIVERT = "divert"
    SWAP = "swap"
    BREAKDOWN = "breakdown"
    SERVICE = "service"
    CLOSE_CALL = "close call"
    CANCEL_CALL = "cancel call"
    HAND_OVER = "hand over"
    MORE = "more"
    EDIT = "edit"


SHORTCUTS: dict[DeskKey, tuple[str, ...]] = {
    DeskKey.DISPATCH: ("F8", "Ctrl+Return", "Ctrl+Enter"),
    DeskKey.NEW_CALL: ("F2",),
    DeskKey.TAKE_UP_CALL: ("Shift+F2",),
    DeskKey.REFRESH: ("F5",),
    DeskKey.HELP: ("F1",),
    DeskKey.THEME: ("F9",),
    DeskKey.LOCK: ("Ctrl+L",),
    DeskKey.TRAIL: ("F6",),
    DeskKey.PRINT: ("Ctrl+P",),
    DeskKey.ACKNOWLEDGE: ("Alt+A",),
    DeskKey.SEARCH: ("/", "Ctrl+F"),
    DeskKey.STORY: ("T",),
    DeskKey.NOTE: ("N",),
    DeskKey.CALLS_WAITING: ("Alt+1",),
    DeskKey.CALLS_UNDER_WAY: ("Alt+2",),
    DeskKey.CALLS_ALL: ("Alt+3",),
    DeskKey.ACKNOWLEDGED: ("1",),
    DeskKey.MOBILE: ("2",),
    DeskKey.ON_SCENE: ("3",),
    DeskKey.AT_PATIENT: ("4",),
    DeskKey.LEFT_SCENE: ("5",),
    DeskKey.AT_HOSPITAL: ("6",),
    DeskKey.TRANSFERRED: ("7",),
    DeskKey.CLEARED: ("8",),
    DeskKey.UNDO: ("Ctrl+Z",),
    DeskKey.STAND_DOWN: ("S",),
    DeskKey.DIVERT: ("V",),
    DeskKey.SWAP: ("W",),
    DeskKey.BREAKDOWN: ("B",),
    DeskKey.SERVICE: ("O",),
    DeskKey.CLOSE_CALL: ("C",),
    DeskKey.CANCEL_CALL: ("X",),
    DeskKey.HAND_OVER: ("H",),
    DeskKey.MORE: ("M",),
    DeskKey.EDIT: ("E",),
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
    KeyLine("F2", "Take a new call; with one open, go back to it"),
    KeyLine("Shift+F2", "Go on with a call that was put aside"),
    KeyLine("Up, Down", "Choose a call or an ambulance"),
    KeyLine("Enter", "From the calls to the ambulances, from there to Dispatch"),
    KeyLine("Tab, Shift+Tab", "Calls, ambulances, hospital, paramedic, Dispatch; and back"),
    *_BOARD_LINES,
    KeyLine("Alt+H, Alt+P", "Choose the hospital, the paramedic"),
    KeyLine("Ctrl+S, Esc", "In a new call: save it, put it aside"),
    KeyLine("Alt+1 to Alt+4", "In a new call: its priority"),
    KeyLine("Alt+J", "In a new call: the calls that look like it"),
)
_WORK_LINES = (
    KeyLine("1 2 3 4", "Acknowledged, mobile, on scene, at patient"),
    KeyLine("5 6 7 8", "Transporting, at hospital, handed over, back in service"),
    KeyLine("Ctrl+Z", "Take the last of these back, for a minute"),
    KeyLine("S, V, W, B", "Stand down, divert to the chosen call, swap, breakdown"),
    KeyLine("C, X, H", "Close or cancel the chosen call, hand it to another dispatcher"),
    KeyLine("E", "Edit the chosen call; Ctrl+Enter saves it"),
    KeyLine("O", "Out of service, and back"),
    KeyLine("M", "All of these in a menu"),
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
        (KeyLine("N", "Add a note to the call; Enter writes it, Shift+Enter begins a line"), identity.writes_notes),
        (KeyLine("F or Enter", "On a note of the story: follow it up"), identity.writes_notes),
        (KeyLine("Ctrl+L", "Lock this desk"), identity.can_lock),
        (KeyLine("F6", "The trail of what was done"), identity.sees_trail),
        (KeyLine("Alt+A", "Acknowledge the first alarm"), has_alarm),
    )
    return (
        *((*_DISPATCHER_LINES, *_WORK_LINES) if identity.can_dispatch else _LOOKER_LINES),
        KeyLine("T", "The story of the call, from its ring on; and back"),
        *(line for line, is_offered in offered if is_offered),
        KeyLine("Ctrl+P", "Print the board on paper"),
        KeyLine("F5", "Ask the database for the board now"),
        KeyLine("F9", "Dark or light"),
        KeyLine("F1", "This list"),
    )
