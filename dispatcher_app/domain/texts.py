"""What a text may be before it reaches the database or the screen: how long, and made of which characters.

The limits are the database's too, as constraints named `<table>_<column>_text`; a test compares the two. Letters of
any language, combining marks and emoji are kept as they are. What is refused cannot be seen, would break a line where
there is only one, or would show a text in another order than it is written.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Self, TypeVar

from dispatcher_app.domain.errors import InvalidInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TextLimit:
    """What one field takes, in characters. `called` is its name in a sentence."""

    called: str
    longest: int
    is_multiline: bool = False
    may_be_empty: bool = False
    fewest_visible: int = 1


LIMITS: Mapping[str, TextLimit] = MappingProxyType(
    {
        "control_room.name": TextLimit("The control room's name", 120),
        "control_room.time_zone": TextLimit("The time zone", 64),
        "station.name": TextLimit("The station's name", 120),
        "station.source_ref": TextLimit("The station's reference", 120),
        "hospital.name": TextLimit("The hospital's name", 120),
        "hospital.source_ref": TextLimit("The hospital's reference", 120),
        "hospital.note": TextLimit("The note", 200, may_be_empty=True),
        "shift.source_ref": TextLimit("The shift's reference", 120),
        "dispatcher.login": TextLimit("The log-in name", 63),
        "dispatcher.full_name": TextLimit("The dispatcher's name", 80),
        "paramedic.login": TextLimit("The log-in name", 63),
        "paramedic.full_name": TextLimit("The paramedic's name", 80),
        "ambulance.call_sign": TextLimit("The call sign", 16),
        "emergency_call.type_code": TextLimit("The type's code", 32, may_be_empty=True),
        "emergency_call.type_text": TextLimit("The type", 120),
        "emergency_call.location_text": TextLimit("The location", 200, may_be_empty=True),
        "emergency_call.area_text": TextLimit("The area", 120, may_be_empty=True),
        "emergency_call.caller_name": TextLimit("The caller's name", 120, may_be_empty=True),
        "emergency_call.caller_phone": TextLimit("The phone number", 40, may_be_empty=True),
        "emergency_call.notes": TextLimit("The text of the notes", 20_000, is_multiline=True, may_be_empty=True),
        "emergency_call.patient_name": TextLimit("The patient's name", 120, may_be_empty=True),
        "emergency_call.patient_condition": TextLimit(
            "The patient's condition", 300, is_multiline=True, may_be_empty=True
        ),
        "emergency_call.ended_at_desk": TextLimit("The desk's name", 46, may_be_empty=True),
        "emergency_call.source_ref": TextLimit("The call's reference", 120),
        "call_type.code": TextLimit("The type's code", 32),
        "call_type.words": TextLimit("The type", 120),
        "repeat_call.caller_name": TextLimit("The caller's name", 120, may_be_empty=True),
        "repeat_call.caller_phone": TextLimit("The phone number", 40, may_be_empty=True),
        "repeat_call.location_text": TextLimit("The location", 200, may_be_empty=True),
        "repeat_call.notes": TextLimit("The text of the notes", 20_000, is_multiline=True, may_be_empty=True),
        "repeat_call.desk": TextLimit("The desk's name", 46, may_be_empty=True),
        "assignment.desk": TextLimit("The desk's name", 46, may_be_empty=True),
        "assignment.source_ref": TextLimit("The assignment's reference", 120),
        "notification.subject": TextLimit("The message's subject", 120, may_be_empty=True),
        "notification.body": TextLimit("The message", 1_000, is_multiline=True),
        "assignment.ended_at_desk": TextLimit("The desk's name", 46, may_be_empty=True),
        "assignment.ended_reason": TextLimit("The reason", 300, may_be_empty=True),
        "emergency_call.ended_reason": TextLimit("The reason", 300, may_be_empty=True),
        "contact.name": TextLimit("The contact's name", 80),
        "contact_address.url": TextLimit("The address", 1_000),
        "delivery.last_error": TextLimit("The reason", 200, may_be_empty=True),
        "wording.subject": TextLimit("The subject", 120),
        "wording.body": TextLimit("The text", 600, is_multiline=True),
        "alarm.body": TextLimit("The alarm", 300),
        "street.name": TextLimit("The street's name", 120),
        "street.area_text": TextLimit("The street's area", 120, may_be_empty=True),
        "street.source_ref": TextLimit("The street's reference", 120),
        "call_note.body": TextLimit("The note", 2_000, is_multiline=True),
        "correction.reason": TextLimit("The reason", 300, fewest_visible=3),
        "emergency_access.reason": TextLimit("The reason", 300, fewest_visible=3),
    }
)
"""By "table.column": every column that people or other systems fill with text of their own."""

DESK_NAME = TextLimit("The desk's name", 40, may_be_empty=True)
"""As it is given; the columns leave room for the number that tells two desks of one name apart."""

FORBIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but for tab and line feed
    "\u2028\u2029"  # ends of lines and paragraphs that are no line feed
    "\u202a-\u202e\u2066-\u2069"  # what turns the direction of the text that follows
    "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
)
"""The inside of a regular expression's brackets: what no text may hold, the last line being no characters at all."""

_LONGEST_SPELLING = 4
"""Canonical composition makes one character of four at most."""

_MOST_MARKS = 30
"""Combining marks on one letter (Unicode's stream-safe format): no language needs more, and towers hide other rows."""

_REFUSED = re.compile(f"[{FORBIDDEN}\ud800-\udfff]")
_REFUSED_IN_LINE = re.compile(f"[{FORBIDDEN}\ud800-\udfff\t\n]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their category, and yet nothing to be seen."""

_LOGIN = re.compile(r"[a-z][a-z0-9_.-]{0,62}")
_KEPT_LOGINS = ("pg_", "dispatch_")
_NO_LOGINS = frozenset({"public", "none"})
_PHONE = re.compile(r"\+?[0-9 ()./*#,;-]+( ?(x|ext\.?) ?[0-9]+)?", re.IGNORECASE)
_FEWEST_DIGITS = 3
_SHORTEST_PASSWORD, _LONGEST_PASSWORD = 10, 1_000


def checked_text(field: str, text: str, limit: TextLimit) -> str:
    """Give the text as it is kept: trimmed, in canonical composition (NFC), lines ended by line feeds.

    Raises InvalidInput for `field`.
    """
    kept = text.strip()
    if limit.is_multiline:
        kept = _LINE_ENDS.sub("\n", kept)
    problem = _problem_of_size(len(kept), limit, _LONGEST_SPELLING) or _problem_of_characters(kept, limit)
    if not problem:
        kept = unicodedata.normalize("NFC", kept)
        problem = _problem_of_size(len(kept), limit) or _problem_of_emptiness(kept, limit)
    if problem:
        raise InvalidInput({field: [f"{limit.called} {problem}."]})
    return kept


def checked_phone(field: str, text: str) -> str:
    """Give a phone number, its digits in ASCII, or nothing for nothing. Raises InvalidInput for `field`."""
    number = checked_text(field, text, LIMITS["emergency_call.caller_phone"])
    number = "".join(str(unicodedata.decimal(character, character)) for character in number)
    if number and not (_PHONE.fullmatch(number) and sum(map(str.isdigit, number)) >= _FEWEST_DIGITS):
        raise InvalidInput({field: ["A phone number is written in digits, like +43 660 1234567."]})
    return number


def checked_login(field: str, text: str) -> str:
    """Give the name of a log-in to be made. Raises InvalidInput for `field`."""
    login = text.strip()
    if not _LOGIN.fullmatch(login):
        sentence = "A log-in name has 1 to 63 characters: a small letter first, then a–z, 0–9 and _ . - only."
        raise InvalidInput({field: [sentence]})
    if login in _NO_LOGINS or login.startswith(_KEPT_LOGINS):
        raise InvalidInput({field: [f"{login} is kept for the database itself. Choose another log-in name."]})
    return login


def checked_password(field: str, password: str, login: str) -> str:
    """Give the password as it was typed. Raises InvalidInput for `field`; the sentence never repeats it."""
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        problem = f"A password has {_SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters."
    elif _REFUSED_IN_LINE.search(password):
        problem = "The password holds a character that cannot be typed."
    elif password.casefold() == login.casefold():
        problem = "The password is the log-in name. Choose another."
    else:
        return password
    raise InvalidInput({field: [problem]})


def refused_by(constraint: str) -> InvalidInput | None:
    """Name the field whose text the database's constraint of this name refused; None for another constraint."""
    for column, limit in LIMITS.items():
        if constraint == f"{column.replace('.', '_')}_text":
            field = column.partition(".")[2]
            return InvalidInput(
                {field: [f"{limit.called} is empty, too long or holds characters that cannot be kept."]}
            )
    return None


def laid_open(text: str, longest: int | None = None) -> str:
    """Give a text for one line of a terminal, a log or a message: what would steer the line is spelled out (\\x1b).

    Of a text longer than `longest` only the beginning is given.
    """
    if longest is not None and len(text) > longest:
        text = f"{text[:longest]}…"
    return _REFUSED_IN_LINE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Problems:
    """Gathers what is wrong with several fields, to say it all at once.

    Leaving the `with` block raises one InvalidInput with the sentences of all fields, if there are any.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._fields: dict[str, list[str]] = {}

    def __enter__(self) -> Self:
        """Begin to gather."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Raise InvalidInput if something was gathered, unless another error is on its way."""
        if kind is None and self._fields:
            raise InvalidInput(self._fields)

    def add(self, field: str, sentence: str) -> None:
        """Note a sentence for a field; the first one stays."""
        self._fields.setdefault(field, [sentence])

    def text(self, field: str, text: str, limit: TextLimit) -> str:
        """Check a text as `checked_text` does; what cannot be kept is noted, and nothing is given."""
        return self.checked(lambda given: checked_text(field, given, limit), text, otherwise="")

    def checked(self, check: Callable[[str], T], text: str, *, otherwise: T) -> T:
        """Give what another check makes of a text; what it raises is noted, and `otherwise` given."""
        try:
            return check(text)
        except InvalidInput as error:
            for field, sentences in error.fields.items():
                self._fields.setdefault(field, sentences)
            return otherwise


def _problem_of_size(size: int, limit: TextLimit, times: int = 1) -> str:
    return f"has {size:,} characters, at most {limit.longest:,} fit" if size > times * limit.longest else ""


def _problem_of_characters(text: str, limit: TextLimit) -> str:
    if found := (_REFUSED if limit.is_multiline else _REFUSED_IN_LINE).search(text):
        if found[0] in "\t\r\n\x85\u2028\u2029":
            return "must stand in one line, without tabs"
        return f"holds a character that cannot be kept: U+{ord(found[0]):04X}"
    if text.isascii():
        return ""
    marks = (len(list(run)) for is_mark, run in groupby(text, _is_mark) if is_mark)
    return "piles up more marks on a letter than can be read" if max(marks, default=0) > _MOST_MARKS else ""


def _problem_of_emptiness(text: str, limit: TextLimit) -> str:
    if not text and limit.may_be_empty:
        return ""
    if limit.fewest_visible == 1:
        return "" if any(map(_is_visible, text)) else "is empty"
    if sum(map(_is_visible, text)) < limit.fewest_visible:
        return f"needs {limit.fewest_visible} visible characters or more"
    return ""


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) > 0


def _is_visible(character: str) -> bool:
    # What Unicode has not assigned (Cn) may be an emoji that is newer than this Python.
    category = unicodedata.category(character)
    return category == "Cn" or (category[0] in "LNPS" and character not in _BLANK)
