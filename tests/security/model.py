"""A model of the board that is simple enough to be right: what the database must answer, and how much it records."""

from copy import deepcopy
from dataclasses import dataclass, field

from dispatcher_app.domain.statuses import AMBULANCE_MOVES, CALL_MOVES, AmbulanceStatus, CallStatus

STAMPS = ("acknowledged_at", "mobile_at", "on_scene_at", "transferred_at")
"""In the order of the work; some of those there are."""

CREWED = 0
"""The ambulance that a paramedic goes out with."""

FREE = frozenset({AmbulanceStatus.AVAILABLE, AmbulanceStatus.OUT_OF_SERVICE})


@dataclass(frozen=True, slots=True)
class Send:
    """Write an assignment, and nothing else."""

    call: int
    ambulance: int


@dataclass(frozen=True, slots=True)
class Clear:
    """End the ambulance's assignment, if it has one, and nothing else."""

    ambulance: int


@dataclass(frozen=True, slots=True)
class MoveAmbulance:
    """Give an ambulance a status, from now on."""

    ambulance: int
    status: AmbulanceStatus


@dataclass(frozen=True, slots=True)
class MoveCall:
    """Give a call a status; one that ends it is signed, by oneself or as a colleague."""

    call: int
    status: CallStatus
    is_forged: bool = False


@dataclass(frozen=True, slots=True)
class Outrage:
    """A statement that no role may make, or no rule lets pass, whatever the board looks like."""

    statement: str
    refusal: str


@dataclass(frozen=True, slots=True)
class Report:
    """The crew of an ambulance writes a stamp of its assignment; only the first ambulance has a paramedic aboard."""

    ambulance: int
    stamp: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A supervisor corrects a stamp: what it tells never happened."""

    ambulance: int
    stamp: str


@dataclass(frozen=True, slots=True)
class SetRole:
    """An administrator makes somebody something else."""

    role: str


@dataclass(frozen=True, slots=True)
class SetActive:
    """An administrator lets somebody in, or keeps them out."""

    is_active: bool


Change = Send | Clear | MoveAmbulance | MoveCall | Outrage | Report | TakeBack | SetRole | SetActive

Answer = tuple[str, int]
"""What the order comes to (the error's name, or "done"), and how many rows it changes."""


class Refused(Exception):
    """The database says no, by this name."""


@dataclass(slots=True)
class Person:
    """Somebody who is managed: what they are, and which of their two profiles is awake (None: there is none yet)."""

    role: str = "viewer"
    is_active: bool = True
    profiles: dict[bool, bool | None] = field(default_factory=lambda: {False: True, True: None})

    def set_role(self, role: str) -> int:
        """Wake the profile of the role and put the other to sleep; give the number of rows."""
        rows, self.role = int(role != self.role), role
        is_paramedic = role == "paramedic"
        rows += int(self.profiles[is_paramedic] is not self.is_active)
        self.profiles[is_paramedic] = self.is_active
        return rows + self._sleep(is_paramedic=not is_paramedic)

    def set_active(self, *, is_active: bool) -> int:
        """Let them in, or keep them out; give the number of rows."""
        rows, self.is_active = int(is_active != self.is_active), is_active
        if not is_active:
            return rows + self._sleep(is_paramedic=False) + self._sleep(is_paramedic=True)
        rows += int(not self.profiles[self.role == "paramedic"])
        self.profiles[self.role == "paramedic"] = True
        return rows

    def _sleep(self, *, is_paramedic: bool) -> int:
        was_awake = self.profiles[is_paramedic]
        if was_awake:
            self.profiles[is_paramedic] = False
        return int(bool(was_awake))


@dataclass(slots=True)
class Model:
    """Calls and ambulances by their place in a list, and which ambulance is out for which call."""

    calls: list[CallStatus]
    ambulances: list[AmbulanceStatus]
    sent: dict[int, int] = field(default_factory=dict)
    stamps: dict[int, frozenset[str]] = field(default_factory=dict)
    person: Person = field(default_factory=Person)
    is_glass_broken: bool = False

    def dispatch(self, call: int, ambulance: int, *, is_additional: bool) -> Answer:
        """Judge as the rules do, in their order, and do it."""
        if self.calls[call].is_over:
            return "CallClosed", 0
        if ambulance in self.sent:
            return "AmbulanceTaken", 0
        if self.ambulances[ambulance] is not AmbulanceStatus.AVAILABLE:
            return "AmbulanceNotAvailable", 0
        if self.calls[call] is CallStatus.DISPATCHED and not is_additional:
            return "CallTaken", 0
        self.sent[ambulance] = call
        self.ambulances[ambulance] = AmbulanceStatus.EN_ROUTE
        self.calls[call] = CallStatus.DISPATCHED
        return "Dispatched", 3

    def change(self, changes: list[Change]) -> Answer:
        """Make all changes, or none of them."""
        tried = deepcopy(self)
        try:
            rows = sum(tried.apply(change) for change in changes)
            tried.judge()
        except Refused as refusal:
            return str(refusal), 0
        self.calls, self.ambulances, self.sent = tried.calls, tried.ambulances, tried.sent
        self.stamps, self.person = tried.stamps, tried.person
        return "done", rows

    def apply(self, change: Change) -> int:
        """Make one change and give the number of rows it changes. Raises Refused."""
        match change:
            case Send(call, ambulance):
                if ambulance in self.sent:
                    raise Refused("OpenAssignmentExists")
                self.sent[ambulance] = call
                return 1
            case Clear(ambulance):
                self.stamps.pop(ambulance, None)
                return 0 if self.sent.pop(ambulance, None) is None else 1
            case MoveAmbulance(ambulance, status):
                before, self.ambulances[ambulance] = self.ambulances[ambulance], status
                if before is not status and (before, status) not in AMBULANCE_MOVES:
                    raise Refused("IllegalMove")
                return 1
            case MoveCall():
                return self._move_call(change)
            case Outrage():
                raise Refused(change.refusal)
            case _:
                return self._apply_of_others(change)

    def _apply_of_others(self, change: Report | TakeBack | SetRole | SetActive) -> int:
        match change:
            case Report(ambulance, stamp):
                return self._report(ambulance, stamp)
            case TakeBack(ambulance, stamp):
                return self._take_back(ambulance, stamp)
            case SetRole(role):
                return self.person.set_role(role)
            case SetActive(is_active):
                return self.person.set_active(is_active=is_active)

    def _report(self, ambulance: int, stamp: str) -> int:
        if ambulance not in self.sent:
            return 0
        if ambulance != CREWED:
            raise Refused("NotAllowed")
        written = self.stamps.get(ambulance, frozenset())
        if stamp in written:
            raise Refused("IllegalMove")
        if any(STAMPS.index(later) > STAMPS.index(stamp) for later in written):
            raise Refused("InvalidInput")
        self.stamps[ambulance] = written | {stamp}
        return 1

    def _take_back(self, ambulance: int, stamp: str) -> int:
        if ambulance not in self.sent:
            return 0
        written = self.stamps.get(ambulance, frozenset())
        self.stamps[ambulance] = written - {stamp}
        return 1 + int(stamp in written)

    def _move_call(self, change: MoveCall) -> int:
        before, self.calls[change.call] = self.calls[change.call], change.status
        if before is not change.status and (before, change.status) not in CALL_MOVES:
            raise Refused("IllegalMove")
        if change.is_forged and change.status.is_over:
            raise Refused("NotAllowed")
        return 1

    def judge(self) -> None:
        """Hold status and assignments against one another, as at COMMIT. Raises Refused."""
        busy = [status not in FREE for status in self.ambulances]
        running = [status is CallStatus.DISPATCHED for status in self.calls]
        if busy != [ambulance in self.sent for ambulance in range(len(busy))]:
            raise Refused("OutOfStep")
        if running != [call in self.sent.values() for call in range(len(running))]:
            raise Refused("OutOfStep")

    def sent_to(self, call: int) -> list[int]:
        """Name the ambulances that are out for a call."""
        return [ambulance for ambulance, to in self.sent.items() if to == call]
