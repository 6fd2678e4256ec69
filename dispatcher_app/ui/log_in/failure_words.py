"""Why nobody was logged in, and what helps: a sentence for each kind of failure. No Qt."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import Enum, auto

from dispatcher_app.domain.errors import (
    AccountDisabled,
    AccountLocked,
    DispatcherError,
    LogInRefused,
    PasswordNeeded,
    SchemaMismatch,
    Unavailable,
    Untrusted,
    WrongPassword,
    told_once,
)
from dispatcher_app.ui.wording import short_date


class NextStep(Enum):
    """What the person does about it, which is where the keyboard goes."""

    TYPE_NAME = auto()
    TYPE_PASSWORD = auto()
    TRY_AGAIN = auto()


@dataclass(frozen=True, slots=True)
class LogInFailure:
    """A sentence, what helps, and a bundled icon. `is_password_wrong` empties the password; all else stays as typed."""

    sentence: str
    advice: str = ""
    icon: str = "alert-triangle"
    next_step: NextStep = NextStep.TRY_AGAIN
    is_password_wrong: bool = False


NO_NAME = LogInFailure("Type your name to log in.", next_step=NextStep.TYPE_NAME)
NO_PASSWORD = LogInFailure("Type the password.", icon="lock", next_step=NextStep.TYPE_PASSWORD)

_FAULT = "A fault in this desk, written to its log."

_HELP: tuple[tuple[type[Exception], LogInFailure], ...] = (
    (PasswordNeeded, LogInFailure("", icon="lock", next_step=NextStep.TYPE_PASSWORD)),
    (
        WrongPassword,
        LogInFailure(
            "",
            "Check Caps Lock and the keyboard's language, then type the password again.",
            "lock",
            NextStep.TYPE_PASSWORD,
            is_password_wrong=True,
        ),
    ),
    (
        AccountDisabled,
        LogInFailure("", icon="user-off", next_step=NextStep.TYPE_NAME),
    ),
    (
        AccountLocked,
        LogInFailure("", "Log in again then, or ask an administrator.", "lock", NextStep.TYPE_NAME),
    ),
    (LogInRefused, LogInFailure("", icon="lock", next_step=NextStep.TYPE_NAME)),
    (Untrusted, LogInFailure("", icon="shield-x")),
    (SchemaMismatch, LogInFailure("")),
    (
        Unavailable,
        LogInFailure(
            "",
            "Try again. If it lasts, check this computer's network and the chosen server, or ask the administrator.",
            "database-off",
        ),
    ),
    (Exception, LogInFailure("")),
)
"""What helps against each kind of error, beyond what it says itself; the first kind that fits counts."""


def log_in_failure(error: Exception, now: datetime | None = None, zone: tzinfo | None = None) -> LogInFailure:
    """Put an error of a log-in into words: its first sentence, then the others and what helps.

    Times are in `zone`, by default this computer's; `now` tells which day is today.
    """
    help_with_it = next(failure for kind, failure in _HELP if isinstance(error, kind))
    what, *to_do = re.split(r"(?<=[.!?]) ", _sentence(error, now or datetime.now(UTC), zone))
    return replace(help_with_it, sentence=what, advice=" ".join((*to_do, help_with_it.advice)).strip())


def _sentence(error: Exception, now: datetime, zone: tzinfo | None) -> str:
    match error:
        case AccountLocked(until=until):
            return f"This log-in is locked until {_time_of(until, now, zone)}, after too many wrong passwords."
        case DispatcherError():
            return told_once(str(error))
        case _:
            return _FAULT


def _time_of(instant: datetime, now: datetime, zone: tzinfo | None) -> str:
    local, today = instant.astimezone(zone), now.astimezone(zone)
    time = local.strftime("%H:%M")
    if local.date() == today.date() or local.tzinfo is None:
        return time
    return f"{time} on {short_date(local, local.tzinfo)}"
