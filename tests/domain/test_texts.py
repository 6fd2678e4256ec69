"""Texts, before they reach the database or the screen: kept faithfully, or refused in one clear sentence."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given

from dispatcher_app.domain.errors import InvalidInput, NotAllowed
from dispatcher_app.domain.texts import (
    LIMITS,
    Problems,
    TextLimit,
    checked_login,
    checked_password,
    checked_phone,
    checked_text,
    laid_open,
    refused_by,
)
from tests.texts import NASTY, REFUSED, any_text

LINE = TextLimit("The line", 200)
LINES = TextLimit("The lines", 200, is_multiline=True, may_be_empty=True)


def sentence_of(text: str, limit: TextLimit) -> str:
    with pytest.raises(InvalidInput) as caught:
        checked_text("it", text, limit)
    ((field, (sentence,)),) = caught.value.fields.items()
    assert field == "it"
    return sentence


@pytest.mark.parametrize("text", NASTY)
def test_any_language_and_any_markup_is_kept_as_it_is(text: str) -> None:
    assert checked_text("it", text, LINE) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_nobody_could_read_is_refused_briefly(text: str) -> None:
    sentence = sentence_of(text, LINE)
    assert sentence.startswith("The line ")
    assert sentence.isprintable()
    assert len(sentence) < 80


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The line is empty."),
        (" \u200b\u3164 ", "The line is empty."),
        ("x" * 1201, "The line has 1,201 characters, at most 200 fit."),
        ("a\nb", "The line must stand in one line, without tabs."),
        ("a\x07b", "The line holds a character that cannot be kept: U+0007."),
        ("\u202e21M", "The line holds a character that cannot be kept: U+202E."),
        ("a" + "\u0301" * 31, "The line piles up more marks on a letter than can be read."),
    ],
)
def test_the_sentence_says_what_is_wrong(text: str, sentence: str) -> None:
    assert sentence_of(text, LINE) == sentence


def test_harmless_differences_are_evened_out() -> None:
    assert checked_text("it", "  M\u00fcller \n", LINE) == "M\u00fcller" == checked_text("it", "Mu\u0308ller", LINE)
    assert checked_text("it", "one\r\ntwo\rthree\u2028four\tx", LINES) == "one\ntwo\nthree\nfour\tx"
    assert checked_text("it", " \r\n", LINES) == ""


def test_length_is_counted_as_the_database_counts_it() -> None:
    assert checked_text("it", "u\u0308" * 200, LINE) == "\u00fc" * 200
    assert "at most 200 fit" in sentence_of("\u00fc" * 201, LINE)
    # U+1D160 becomes three characters in canonical composition.
    assert "has 201 characters" in sentence_of("\U0001d160" * 67, LINE)


@given(any_text())
def test_a_text_is_kept_once_and_for_all_or_refused(text: str) -> None:
    for limit in (LINE, LINES):
        with suppress(InvalidInput):
            kept = checked_text("it", text, limit)
            assert checked_text("it", kept, limit) == kept
            kept.encode()
            assert laid_open(kept) == kept.replace("\n", "\\n").replace("\t", "\\t")


@given(any_text())
def test_what_is_laid_open_stays_in_its_line(text: str) -> None:
    shown = laid_open(text, 200)
    shown.encode()
    assert len(shown) <= 201 * len("\\U0010ffff")
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)


def test_laid_open_names_what_would_steer_the_line() -> None:
    assert laid_open("a\x1b[31m\r\n\u202eb\udcff") == r"a\x1b[31m\r\n\u202eb\udcff"
    assert laid_open("abcdef", 3) == "abc…"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+43 660 1234567", "+43 660 1234567"),
        (" (415) 555-0100 ext. 12 ", "(415) 555-0100 ext. 12"),
        ("١٢٣", "123"),
        ("＋１２３".replace("＋", "+"), "+123"),
        ("112", "112"),
        ("", ""),
    ],
)
def test_phone_numbers(written: str, kept: str) -> None:
    assert checked_phone("caller_phone", written) == kept


@pytest.mark.parametrize("written", ["unknown", "12", "+", "=1+1", "<b>112</b>", "112\x00", "1" * 41, "112\n113"])
def test_what_is_no_phone_number(written: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_phone("caller_phone", written)
    assert list(caught.value.fields) == ["caller_phone"]


@pytest.mark.parametrize("login", ["anna", "a", "anna.kern-2_x", "a" * 63, " anna "])
def test_log_in_names(login: str) -> None:
    assert checked_login("login", login) == login.strip()


@pytest.mark.parametrize(
    "login",
    ["", "Anna", "1anna", "pg_anna", "dispatch_anna", "public", "none", "a" * 64, 'a"b', "anna\n2", "änna", "a\x00"],
)
def test_what_is_no_log_in_name(login: str) -> None:
    with pytest.raises(InvalidInput):
        checked_login("login", login)


@pytest.mark.parametrize("password", ["correct horse", "=cmd|' /C calc'", "пароль-пароль", "x" * 1000, " " * 10])
def test_passwords_are_taken_as_they_are(password: str) -> None:
    assert checked_password("password", password, "anna") == password


@pytest.mark.parametrize(
    "password", ["", "short", "x" * 1001, "anna.kern.2", "ANNA.KERN.2", "long\x00enough", "\ud800" * 12]
)
def test_a_refused_password_is_never_repeated(password: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_password("password", password, "anna.kern.2")
    assert not password or password not in str(caught.value)


def gather() -> None:
    with Problems() as problems:
        assert problems.text("call_sign", "M" * 17, LIMITS["ambulance.call_sign"]) == ""
        assert problems.text("name", "General", LIMITS["hospital.name"]) == "General"
        assert problems.checked(lambda text: checked_phone("phone", text), "?", otherwise="") == ""
        problems.add("call_sign", "Something else.")


def test_all_fields_are_said_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        gather()
    assert caught.value.fields == {
        "call_sign": ["The call sign has 17 characters, at most 16 fit."],
        "phone": ["A phone number is written in digits, like +43 660 1234567."],
    }


def test_another_error_is_not_covered_by_what_was_gathered() -> None:
    with pytest.raises(NotAllowed), Problems() as problems:  # noqa: PT012  (it is about leaving the block)
        problems.add("it", "Wrong.")
        raise NotAllowed


def test_a_constraint_of_the_database_names_its_field() -> None:
    refused = refused_by("emergency_call_caller_name_text")
    assert refused is not None
    assert list(refused.fields) == ["caller_name"]
    assert refused_by("emergency_call_ended") is None
