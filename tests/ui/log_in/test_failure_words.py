"""What is said of each kind of failure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from dispatcher_app.domain.errors import (
    AccountDisabled,
    AccountLocked,
    LogInRefused,
    NotAllowed,
    PasswordNeeded,
    SchemaMismatch,
    Unavailable,
    Untrusted,
    WrongPassword,
)
from dispatcher_app.storage.translation import translated
from dispatcher_app.ui.log_in.failure_words import log_in_failure
from dispatcher_app.ui.resources import resource_path

PACIFIC = ZoneInfo("America/Los_Angeles")
UNTIL = datetime(2026, 3, 1, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "kind",
    [WrongPassword, PasswordNeeded, AccountDisabled, LogInRefused, Untrusted, SchemaMismatch, Unavailable, NotAllowed],
)
def test_the_errors_own_sentence_is_told(kind: type[Exception]) -> None:
    told = log_in_failure(kind("What happened."))
    assert told.sentence == "What happened."
    assert resource_path(f"icons/{told.icon}.svg").is_file()


def test_only_a_wrong_password_is_emptied() -> None:
    assert log_in_failure(WrongPassword("x")).is_password_wrong
    assert not log_in_failure(PasswordNeeded("x")).is_password_wrong
    assert not log_in_failure(LogInRefused("x")).is_password_wrong


def test_advice_fits_the_kind() -> None:
    assert "Caps Lock" in log_in_failure(WrongPassword("x")).advice
    assert "network" in log_in_failure(Unavailable("x")).advice
    assert log_in_failure(AccountDisabled("x")).advice == ""


def test_the_first_sentence_says_what_happened_and_the_rest_what_to_do() -> None:
    told = log_in_failure(Untrusted("db.example.org is not known. Nothing was sent. Ask the administrator."))
    assert (told.sentence, told.advice) == (
        "db.example.org is not known.",
        "Nothing was sent. Ask the administrator.",
    )


def test_nobody_is_told_to_wait_for_a_desk_that_does_not_try() -> None:
    told = log_in_failure(translated(psycopg.OperationalError("connection refused")))
    assert told.sentence == "The database cannot be reached."
    assert told.advice.startswith("Try again.")


def test_a_locked_account_names_the_local_time() -> None:
    told = log_in_failure(AccountLocked(UNTIL), UNTIL - timedelta(minutes=10), PACIFIC)
    assert told.sentence == "This log-in is locked until 14:05, after too many wrong passwords."


def test_a_lock_until_another_day_names_the_day() -> None:
    told = log_in_failure(AccountLocked(UNTIL), UNTIL - timedelta(hours=20), PACIFIC)
    assert "until 14:05 on Sun 1 Mar," in told.sentence


def test_a_fault_of_ours_is_not_spelled_out() -> None:
    told = log_in_failure(KeyError("secret"))
    assert told.sentence == "A fault in this desk, written to its log."
