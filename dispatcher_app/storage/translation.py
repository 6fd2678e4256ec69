"""Where the driver's errors become ours, by SQLSTATE and constraint name. Nowhere else.

Three of them are only the storage's word to an operation, which knows the facts a person needs and says them:
LockNotGranted, MustRestart and OpenAssignmentExists. What is not known here is our bug: a StorageFault.
"""

import psycopg

from dispatcher_app.domain.errors import (
    DispatcherError,
    IllegalMove,
    NotAllowed,
    OutOfStep,
    SchemaMismatch,
    Unavailable,
)


class LockNotGranted(Exception):
    """Another session held a row for longer than this desk waits."""


class MustRestart(Exception):
    """The server undid the transaction (deadlock or serialization) through nobody's fault: do it again."""


class OpenAssignmentExists(Exception):
    """A unique index refused a second open assignment of an ambulance or of a paramedic."""


class StorageFault(Exception):
    """Something that no code of ours should have asked of the database.

    It keeps what helps to find the code and nothing else: the server's own words quote whole rows, callers and all,
    and faults are written to a log.
    """

    def __init__(self, error: psycopg.Error) -> None:
        """Take over state and names."""
        self.sqlstate = error.sqlstate or ""
        self.table = error.diag.table_name or ""
        self.constraint = error.diag.constraint_name or ""
        super().__init__(f"{type(error).__name__}, SQLSTATE {self.sqlstate}, {self.table} {self.constraint}".rstrip())


_UNAVAILABLE_BY_STATE = {
    "28P01": "The database refused the password.",
    "28000": "The database refused this log-in.",
    "3D000": "The server has no database of that name.",
    "53300": "The database has no connection left. Close a desk that is not used, or ask the administrator.",
    "53100": "The database server's disk is full. Nothing can be written until the administrator makes room.",
    "25006": "The database only allows reading at the moment. Nothing was written.",
    "57P03": "The database is starting or shutting down. This desk keeps trying.",
    "57P01": "The database was shut down. This desk keeps trying.",
    "57014": "The database did not answer in time. Nothing was written.",
    "25P03": "The database ended a transaction that stood still. Nothing was written.",
}

_ONE_OPEN_ASSIGNMENT = {"assignment_one_open_per_ambulance", "assignment_one_open_per_paramedic"}

_RULE_BY_CONSTRAINT: dict[str, tuple[type[IllegalMove | OutOfStep], str]] = {
    "emergency_call_legal_move": (IllegalMove, "emergency call"),
    "ambulance_legal_move": (IllegalMove, "ambulance"),
    "assignment_legal_move": (IllegalMove, "assignment"),
    "emergency_call_dispatched_while_assigned": (OutOfStep, "emergency call"),
    "ambulance_busy_while_assigned": (OutOfStep, "ambulance"),
}

_STATE_BY_WORDS = {
    "password authentication failed": "28P01",
    "too many c": "53300",
    "connection slots": "53300",
    "no pg_hba.conf entry": "28000",
    "permission denied": "28000",
    'role "': "28000",
    'database "': "3D000",
    "starting up": "57P03",
    "shutting down": "57P03",
    "recovery mode": "57P03",
    "accepting connections": "57P03",
}
"""A connection that failed brings no SQLSTATE, only the server's words: these, where the server speaks English."""

_NO_CONNECTION = "The database cannot be reached. This desk keeps trying."


def translated(error: psycopg.Error) -> Exception:
    """Turn a driver's error into one of ours; what is unknown becomes a StorageFault."""
    state = error.sqlstate or ""
    match state:
        case "55P03":
            return LockNotGranted()
        case "40P01" | "40001":
            return MustRestart()
        case "23505" if error.diag.constraint_name in _ONE_OPEN_ASSIGNMENT:
            return OpenAssignmentExists()
        case "23514" if (error.diag.constraint_name or "") in _RULE_BY_CONSTRAINT:
            rule, of = _RULE_BY_CONSTRAINT[error.diag.constraint_name or ""]
            return rule(of)
        case "42501":
            return NotAllowed("Your role does not allow this.")
        case "42P01" | "42703":
            return SchemaMismatch("The database has other tables than this desk expects. Run: dispatcher doctor")
    return _outage(error, state) or StorageFault(error)


def _outage(error: psycopg.Error, state: str) -> DispatcherError | None:
    if state in _UNAVAILABLE_BY_STATE:
        return Unavailable(_UNAVAILABLE_BY_STATE[state])
    no_state_from_server = not state and isinstance(error, psycopg.OperationalError)
    if no_state_from_server or state.startswith(("08", "57P")):
        return Unavailable(_refusal(str(error)) or _NO_CONNECTION)
    return None


def _refusal(words: str) -> str | None:
    _, is_from_server, said = words.rpartition("FATAL:")
    found = [state for known, state in _STATE_BY_WORDS.items() if is_from_server and known in said]
    return _UNAVAILABLE_BY_STATE[found[0]] if found else None
