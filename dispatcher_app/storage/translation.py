"""Where the driver's errors become ours, by SQLSTATE and constraint name. Nowhere else.

Four of them are only the storage's word to an operation, which knows the facts a person needs and says them:
LockNotGranted, MustRestart, OpenAssignmentExists and AlreadyThere. What is not known here is our bug: a StorageFault.
"""

import re

import peewee
import psycopg

from dispatcher_app.domain.errors import (
    KEEPS_TRYING,
    AccountDisabled,
    DispatcherError,
    IllegalMove,
    InvalidInput,
    LogInRefused,
    NotAllowed,
    NotVouchedFor,
    OutOfStep,
    PasswordNeeded,
    ReadOnlyServer,
    SchemaMismatch,
    ServerTroubled,
    Unavailable,
    Unreachable,
    Untrusted,
    WrongPassword,
)
from dispatcher_app.domain.texts import refused_by


class LockNotGranted(Exception):
    """Another session held a row for longer than this desk waits."""


class MustRestart(Exception):
    """The server undid the transaction (deadlock or serialization) through nobody's fault: do it again."""


class OpenAssignmentExists(Exception):
    """A unique index refused a second open assignment of an ambulance or of a paramedic."""


class AlreadyThere(Exception):
    """A unique index refused to have a paramedic on two ambulances, or an ambulance on two breaks."""


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


_AT_ONCE = "Tell the administrator at once, and work on paper until then."

STARTING_OR_STOPPING = f"The database is starting or shutting down.{KEEPS_TRYING}"

_TOLD_FULL = (
    "The database server cannot tell of any more changes. Nothing was written. Ask the administrator to end the oldest"
    " open transaction."
)

_UNAVAILABLE_BY_STATE: dict[str, tuple[type[Unavailable], str]] = {
    # What passes, by itself or by trying again.
    "53300": (
        Unavailable,
        "The database has no connection left. Close a desk that is not used, or ask the administrator.",
    ),
    "53200": (
        Unavailable,
        "The database server ran out of memory. Nothing was written. Try again, and tell the administrator.",
    ),
    "55006": (Unavailable, f"The administrator is working on the database.{KEEPS_TRYING}"),
    "57P01": (Unavailable, f"The database was shut down.{KEEPS_TRYING}"),
    "57P02": (Unavailable, f"The database has crashed and is starting again.{KEEPS_TRYING}"),
    "57P03": (Unavailable, STARTING_OR_STOPPING),
    "57P05": (Unavailable, f"The database hung up on this desk, which had not asked anything.{KEEPS_TRYING}"),
    "57014": (Unavailable, "The database did not answer in time. Nothing was written. Try again."),
    "25P03": (Unavailable, "The database ended a transaction that stood still. Nothing was written. Try again."),
    "25P04": (Unavailable, "The database ended a transaction that took too long. Nothing was written. Try again."),
    "25006": (
        ReadOnlyServer,
        "The database only allows reading at the moment. Nothing was written. The administrator can tell for how long.",
    ),
    # What somebody has to mend.
    "3D000": (ServerTroubled, "The server has no database of that name."),
    "57P04": (ServerTroubled, "The database was removed from its server. Ask the administrator."),
    "53100": (
        ServerTroubled,
        "The database server's disk is full. Nothing can be written until the administrator makes room.",
    ),
    "53400": (
        ServerTroubled,
        "The database server has reached a limit that was set for it. Nothing was written. Ask the administrator.",
    ),
    "54000": (ServerTroubled, _TOLD_FULL),
    "58000": (ServerTroubled, f"The database server's system failed. Nothing was written. {_AT_ONCE}"),
    "58030": (ServerTroubled, f"The database server cannot use its disk. Nothing was written. {_AT_ONCE}"),
    "58P01": (ServerTroubled, f"The database server misses one of its files. Nothing was written. {_AT_ONCE}"),
    "XX001": (ServerTroubled, f"Records in the database are damaged. Nothing was written. {_AT_ONCE}"),
    "XX002": (ServerTroubled, f"An index in the database is damaged. Nothing was written. {_AT_ONCE}"),
}

_WORD_BY_UNIQUE_INDEX: dict[str, type[Exception]] = {
    "assignment_one_open_per_ambulance": OpenAssignmentExists,
    "assignment_one_open_per_paramedic": OpenAssignmentExists,
    "crew_member_one_ambulance_per_paramedic": AlreadyThere,
    "crew_break_one_at_a_time": AlreadyThere,
    # An import wrote this number in the same moment: there is another.
    "emergency_call_number_key": MustRestart,
}

_RULE_BY_CONSTRAINT: dict[str, tuple[type[IllegalMove | OutOfStep], str]] = {
    "emergency_call_legal_move": (IllegalMove, "emergency call"),
    "ambulance_legal_move": (IllegalMove, "ambulance"),
    "assignment_legal_move": (IllegalMove, "assignment"),
    "emergency_call_dispatched_while_assigned": (OutOfStep, "emergency call"),
    "ambulance_busy_while_assigned": (OutOfStep, "ambulance"),
    "assignment_divert_accepted": (IllegalMove, "hospital"),
    "crew_member_while_out": (IllegalMove, "crew"),
    "crew_member_legal_move": (IllegalMove, "crew"),
    "crew_break_while_out": (IllegalMove, "break"),
    "crew_break_legal_move": (IllegalMove, "break"),
}

_RANG_AT_ANOTHER_TIME = "A call rang at most a day ago, and not after now. Take it as a new one, and note when it rang."

_BAD_TIME_BY_CONSTRAINT = {
    "emergency_call_time_is_now": _RANG_AT_ANOTHER_TIME,
    "repeat_call_time_is_now": _RANG_AT_ANOTHER_TIME,
    "assignment_stamps_in_order": "The stamps of an assignment follow one another. This time does not fit the others.",
    "assignment_times": "This is no time that a stamp can have.",
    "correction_not_in_future": "A stamp cannot be later than now.",
    "correction_keeps_ends": "When an ambulance was sent and cleared can be changed, but not taken away.",
}

_BAD_NOTE_TO_FOLLOW = "A note follows a note of the same call only. Nothing was written."

_WRONG = "The name or the password is wrong."
"""Also for a name that the server does not know: whoever tries names learns nothing."""

_REFUSED = "The server refused this log-in. Ask the administrator."

_LOG_IN_BY_STATE: dict[str, tuple[type[LogInRefused], str]] = {
    "28P01": (WrongPassword, _WRONG),
    "28000": (LogInRefused, _REFUSED),
}

_LOG_IN_BY_WORDS: dict[str, tuple[type[LogInRefused], str]] = {
    "FATAL: +password authentication failed": (WrongPassword, _WRONG),
    "FATAL: +(PAM|LDAP|RADIUS|BSD) authentication failed": (NotVouchedFor, _WRONG),
    "no password supplied": (PasswordNeeded, "This server asks for a password."),
    'FATAL: +role ".*" is not permitted to log in': (
        AccountDisabled,
        "This log-in is disabled. Ask the administrator.",
    ),
    'FATAL: +role "': (LogInRefused, _WRONG),
    "FATAL: +(no pg_hba.conf entry|pg_hba.conf rejects)": (
        LogInRefused,
        "The server does not let this log-in in from this desk. Ask the administrator to allow it in pg_hba.conf.",
    ),
    "FATAL: +permission denied": (
        LogInRefused,
        "This log-in may not use the server's database. Ask the administrator.",
    ),
    "FATAL: .*authentication failed": (LogInRefused, _REFUSED),
}

_UNTRUSTED_BY_WORDS = {
    "certificate verify failed": (
        "The server's certificate was issued by nobody this desk trusts, or is not valid today. Nothing was sent."
        " Ask the administrator, who may have to name the issuer's certificate as root_certificate in the profile."
    ),
    "server certificate for .* does not match host name": (
        "The server's certificate is for another name than the one this desk asked for. Nothing was sent."
        " Ask the administrator which name belongs into the server's address."
    ),
    "root certificate (file|paths)": (
        "The issuer's certificate that this desk is to trust is missing or cannot be read. Nothing was sent."
        " Ask the administrator to look at root_certificate in the server's profile."
    ),
    "host name must be specified for a verified": (
        "The server's address has no host name to compare with the server's certificate. Nothing was sent."
        " Ask the administrator to write one into the address."
    ),
    "server does not support SSL": (
        "The server does not encrypt. Nothing was sent. Ask the administrator to switch TLS on there."
    ),
    "authentication method requirement|server signature": (
        "The server asked for the password itself, or does not know this log-in. The password was not sent."
        " Ask the administrator."
    ),
    # A server that goes down meanwhile is only gone.
    "connection to server .* failed: SSL error: (?!unexpected eof)": (
        "This desk and the server have no way of encrypting in common. No password was sent. Ask the administrator."
    ),
}

_STATE_BY_WORDS = {
    "FATAL: +(sorry, too many clients|too many connections for|remaining connection slots)": "53300",
    'FATAL: +database ".*" does not exist': "3D000",
    "FATAL: .*(starting up|shutting down|recovery mode|accepting connections)": "57P03",
    "session is read-only|server is in hot standby mode": "25006",
}
"""A connection that failed brings no SQLSTATE, only words: these three tables, where the server speaks English.

Where several addresses were tried, the words of all are there. Then a wrong password outweighs all, as no desk may go
on trying with it; and what only a person can mend outweighs what passes.
"""

_REFUSED_BY_SERVER = (
    "The server refused the connection, and this desk does not know why. Its log tells the administrator."
)

_NO_CONNECTION = f"The database cannot be reached.{KEEPS_TRYING}"


def translated(error: psycopg.Error) -> Exception:
    """Turn a driver's error into one of ours; what is unknown becomes a StorageFault."""
    state = error.sqlstate or ""
    match state:
        case "55P03":
            return LockNotGranted()
        case "40P01" | "40001":
            return MustRestart()
        case "23505" if (error.diag.constraint_name or "") in _WORD_BY_UNIQUE_INDEX:
            return _WORD_BY_UNIQUE_INDEX[error.diag.constraint_name or ""]()
        case "23514" if refused := _refused_by(error.diag.constraint_name or ""):
            return refused
        case "42501":
            return NotAllowed("Your role does not allow this.")
        case "42P01" | "42703" | "42883" | "3F000":
            return SchemaMismatch("The database has other tables than this desk expects. Run: dispatcher doctor")
    return _changed_meanwhile(error, state) or _outage(error, state) or StorageFault(error)


def _changed_meanwhile(error: psycopg.Error, state: str) -> Exception | None:
    """Sort out two states that otherwise mean a fault, and here only that somebody else was at work."""
    if state == "XX000" and "tuple concurrently" in str(error):
        # How the server says it of its own tables, those of log-ins and their groups.
        return MustRestart()
    if state == "0A000" and "cached plan" in str(error):
        return SchemaMismatch("The database's tables were changed while this desk was at work. Try again.")
    return None


def driver_error(error: peewee.PeeweeException) -> psycopg.Error | None:
    """Give what the driver said, where Peewee has put its own error around it."""
    original = getattr(error, "orig", None)
    return original if isinstance(original, psycopg.Error) else None


def _refused_by(constraint: str) -> DispatcherError | None:
    if constraint in _RULE_BY_CONSTRAINT:
        rule, of = _RULE_BY_CONSTRAINT[constraint]
        return rule(of)
    if constraint in _BAD_TIME_BY_CONSTRAINT:
        return InvalidInput({"at": [_BAD_TIME_BY_CONSTRAINT[constraint]]})
    if constraint == "call_note_follows":
        return InvalidInput({"follows": [_BAD_NOTE_TO_FOLLOW]})
    return refused_by(constraint)


def _outage(error: psycopg.Error, state: str) -> Unavailable | None:
    if state in _LOG_IN_BY_STATE:
        refused, sentence = _LOG_IN_BY_STATE[state]
        return refused(sentence)
    if state in _UNAVAILABLE_BY_STATE:
        kind, sentence = _UNAVAILABLE_BY_STATE[state]
        return kind(sentence)
    no_state_from_server = not state and isinstance(error, psycopg.OperationalError)
    if no_state_from_server or state.startswith(("08", "57P")):
        return _answer(str(error))
    return None


def _answer(words: str) -> Unavailable:
    for known, (refused, sentence) in _LOG_IN_BY_WORDS.items():
        if re.search(known, words):
            return refused(sentence)
    for known, sentence in _UNTRUSTED_BY_WORDS.items():
        if re.search(known, words):
            return Untrusted(sentence)
    for known, state in _STATE_BY_WORDS.items():
        if re.search(known, words):
            kind, sentence = _UNAVAILABLE_BY_STATE[state]
            return kind(sentence)
    return Unavailable(_REFUSED_BY_SERVER) if "FATAL: " in words else Unreachable(_NO_CONNECTION)
