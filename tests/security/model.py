"""A model of the board that is simple enough to be right: what the database must answer, and how much it records."""

from dataclasses import dataclass, field, replace

from dispatcher_app.domain.statuses import AMBULANCE_MOVES, CALL_MOVES, AmbulanceStatus, CallStatus

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


Change = Send | Clear | MoveAmbulance | MoveCall | Outrage

Answer = tuple[str, int]
"""What the order comes to (the error's name, or "done"), and how many rows it changes."""


class Refused(Exception):
    """The database says no, by this name."""


@dataclass(slots=True)
class Model:
    """Calls and ambulances by their place in a list, and which ambulance is out for which call."""

    calls: list[CallStatus]
    ambulances: list[AmbulanceStatus]
    sent: dict[int, int] = field(default_factory=dict)

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
        tried = replace(self, calls=[*self.calls], ambulances=[*self.ambulances], sent={**self.sent})
        try:
            rows = sum(tried.apply(change) for change in changes)
            tried.judge()
        except Refused as refusal:
            return str(refusal), 0
        self.calls, self.ambulances, self.sent = tried.calls, tried.ambulances, tried.sent
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

    def _move_call(self, change: MoveCall) -> int:
        before, self.calls[change.call] = self.calls[change.call], change.status
        if before is not change.status and (before, change.status) not in CALL_MOVES:
            raise Refused("IllegalMove")
        if change.is_forged and change.status.is_over:
            raise Refused("NotAllowed")
        return int(before is not change.status or change.status.is_over)

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
