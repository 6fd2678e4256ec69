"""What people type for a place, taken apart: house number, street, cross street, unit, and whatever stands beside.

A text can often be read in more ways than one ("400 Highway 101": is 101 a unit?), so all readings are given, the
likeliest first, and the map decides. Nothing that was typed is lost: what is no part of the place is in `unit` or
`rest`, and a bare number is never both a house and a unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from dispatcher_app.domain.street_words import DIRECTIONS, end_of_name, is_kind, ordinal

LONGEST = 200
"""In characters, as the location of a call has it. What is typed beyond is not looked at."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an address.

    `number` is the house number, or the first of a block; `number_text` is as it was typed ("401-A"). `cross` is None
    where no corner is meant, and empty where its second street has not been typed yet. `doubt` is what this reading
    assumes, as a sentence, or empty.
    """

    street: str
    number: int | None = None
    number_text: str = ""
    is_block: bool = False
    cross: str | None = None
    unit: str = ""
    rest: str = ""
    doubt: str = ""


_LONGEST_NUMBER = 6
_NUMBER = rf"\d{{1,{_LONGEST_NUMBER}}}"
_HOUSE = re.compile(rf"({_NUMBER})((?:\s?-\s?(?:\d+|[A-Za-z]))?(?:\s\d/\d)?[A-Za-z]?)(?=\s|$)(.*)", re.DOTALL)
_GLUED_HOUSE = re.compile(rf"({_NUMBER})(?!st\b|nd\b|rd\b|th\b)([A-Za-z]{{3,}}.*)", re.IGNORECASE | re.DOTALL)
_HOUSE_LETTER = re.compile(r"([A-Za-z])\s+(?=\S)")
_UNIT_WORD = r"(?:apt|apartment|unit|suite|ste|room|rm|flat|floor|fl|bldg|building|lot|spc|space)"
_UNIT = re.compile(
    rf"(?:^|[\s,]+)(#\s*\S.*|\b{_UNIT_WORD}\b\.?\s*#?\s*(?:\d\S*|[A-Za-z]\b|[A-Za-z]\d+)(?:,?\s.*)?)$", re.IGNORECASE
)
_UNIT_GLUED = re.compile(r"[\s,]+((?:apt|rm|ste|unit)\d\S*(?:,?\s.*)?)$", re.IGNORECASE)
_UNIT_FIRST = re.compile(rf"^((?:{_UNIT_WORD}\b\.?\s*#?|#)\s*\w+)[\s,]+(?=\d)", re.IGNORECASE)
_UNIT_SLASH = re.compile(r"^(\d+[A-Za-z]?)\s*/\s*(?=\d+[A-Za-z]?\s+[^\d\s])")
_CORNER_OF = re.compile(r"^(?:the\s+)?(?:corner|cnr|cor|intersection|junction|jct)\b(?:\s+of\b)?\s*", re.IGNORECASE)
_SIGN = re.compile(r"[&@+\\]|/(?!(?<=\s\d/)\d\s)")
_CROSSING = re.compile(rf"\s*(?:{_SIGN.pattern}|\s(?:and|at|x)(?=\s|$))\s*", re.IGNORECASE)
_LAST_NUMBER = re.compile(rf"(.*\D)\s+(({_NUMBER})[A-Za-z]?)$", re.DOTALL)
_BLOCK_NUMBER = re.compile(r"0|[1-9]\d{0,3}00")
_GLUED_OF = re.compile(r"of(?=\w{2})", re.IGNORECASE)
_LONGEST_OF = 3
_MOST_WORDS = 8
_OF = frozenset({"of"})
_BLOCK_WORDS = frozenset({"block", "blk", "blocks"})
_READ_AS_BLOCK = 'Read as "block of".'
_LIKE = 0.79
"""How alike two words are that differ by one slip of the finger (difflib's ratio)."""


def readings(text: str) -> tuple[Reading, ...]:
    """Read what was typed in each way that makes sense, the likeliest first; nothing for a text without a word."""
    bare = " ".join(text[:LONGEST].split())
    found: dict[Reading, None] = {}
    for reading in _readings(bare):
        if reading.street or reading.cross:
            found.setdefault(reading)
    return tuple(found)


def _readings(bare: str) -> Iterator[Reading]:
    unit, place, rest = _parted(bare)
    beside = Reading("", unit=unit, rest=rest)
    asked = _CORNER_OF.sub("", place)
    streets = _CROSSING.split(asked, maxsplit=1)
    is_corner = len(streets) == 2 and streets[0] != ""
    if is_corner:
        yield from _corner(streets[0], streets[1], beside)
        if _SIGN.search(asked):
            return
    # "Junction Rd", "Malcolm X Blvd": what parts two streets may be a word of one street's name.
    yield from _along(place, beside)
    if not is_corner and (asked != place or not place[:1].isdigit() or _starts_with_ordinal(place)):
        yield from _unmarked_corners(asked, beside)


def _parted(bare: str) -> tuple[str, str, str]:
    """Part the unit and what follows a comma from the place itself."""
    unit = ""
    for first in (_UNIT_FIRST, _UNIT_SLASH):
        if (match := first.match(bare)) is not None:
            unit, bare = match[1], bare[match.end() :]
            break
    place, _, rest = (part.strip() for part in bare.partition(","))
    for pattern in (_UNIT, _UNIT_GLUED):
        if (match := pattern.search(place)) is not None and match.start() > 0:
            unit = f"{unit}, {match[1]}" if unit else match[1]
            place = place[: match.start()]
            break
    if not unit and (match := _UNIT.match(rest)) is not None:
        unit, _, rest = (part.strip() for part in match[1].partition(","))
    return unit, place.strip(), rest


def _starts_with_ordinal(place: str) -> bool:
    return re.match(r"0*\d+\s?(?:st|nd|rd|th)\b", place, re.IGNORECASE) is not None


def _along(place: str, beside: Reading) -> Iterator[Reading]:
    """Read a house, a block or a street alone."""
    house = _house(place)
    if house is None:
        yield from _with_rest(replace(beside, street=place))
        yield from _mistyped_block(place, beside)
        yield from _number_last(place, beside)
        return
    number, text, street = house
    if is_kind(street):
        yield replace(beside, street=f"{ordinal(number)} {street}")
        return
    named = replace(beside, number=number, number_text=text)
    block = _after_block(street)
    if block is not None:
        yield from _block(block, named)
        return
    yield from _with_rest(replace(named, street=street))
    mistyped = _after_mistyped_block(street)
    if mistyped is not None:
        yield replace(named, street=mistyped, number=number - number % 100, is_block=True, doubt=_READ_AS_BLOCK)
    if (letter := _HOUSE_LETTER.match(street)) is not None:
        # "400 N Main St": where the map has no such street, its letter is as a rule no house's.
        doubt = f"{letter[1]} is taken for the house's letter." if letter[1].casefold() in DIRECTIONS else ""
        lettered = replace(named, street=street[letter.end() :], number_text=f"{text} {letter[1]}", doubt=doubt)
        yield from _with_rest(lettered)
    if (last := _LAST_NUMBER.match(street)) is not None and not beside.unit:
        doubt = f"{last[2]} is taken for a unit, and {text} for the house."
        yield replace(named, street=last[1].strip(), unit=last[2], doubt=doubt)


def _mistyped_block(place: str, beside: Reading) -> Iterator[Reading]:
    """Read "1f00 block of …": no block has that number, but some are like it."""
    typed, _, street = place.partition(" ")
    block = _after_block(street) if street else None
    if block is not None and len(typed) <= _LONGEST_NUMBER:
        yield from _blocks(typed, replace(beside, street=block, number_text=typed))


def _house(place: str) -> tuple[int, str, str] | None:
    """Part the house number from the street; None where the text begins with none, or with the name of a street."""
    if _starts_with_ordinal(place):
        return None
    match = _HOUSE.match(place)
    if match is not None and match[3].strip():
        return int(match[1]), f"{match[1]}{match[2]}", match[3].strip()
    match = _GLUED_HOUSE.match(place)
    return None if match is None else (int(match[1]), match[1], match[2].strip())


def _after_block(street: str) -> str | None:
    """Give what follows "block of"; None where no block is meant."""
    words = street.split()
    first = 0
    while first < len(words) and words[first].casefold() in (_BLOCK_WORDS | _OF if first else _BLOCK_WORDS):
        first += 1
    return " ".join(words[first:]) if first else None


def _after_mistyped_block(street: str) -> str | None:
    """Give what follows two words that are like "block of"; None where the first is not."""
    words = street.split()
    if len(words) > 1 and _is_like(words[0], "blockof"):
        return " ".join(words[1:])
    rest = " ".join(words[2:])
    is_street = bool(rest) and not is_kind(rest)
    return rest if is_street and _is_like(words[0], "block") and len(words[1]) <= _LONGEST_OF else None


def _is_like(word: str, meant: str) -> bool:
    word = word.casefold()
    is_as_long = abs(len(word) - len(meant)) <= 1
    return is_as_long and SequenceMatcher(None, word, meant).ratio() > _LIKE


def _block(street: str, named: Reading) -> Iterator[Reading]:
    """Read a block; a number that no block has is one slip away from some that blocks have."""
    number, typed = named.number or 0, named.number_text
    first = number - number % 100
    is_block = typed.isdigit() and first == number
    doubt = "" if is_block else f"{typed} is no block: read as in the {first} block."
    block = replace(named, number=first, is_block=True)
    yield from _with_rest(replace(block, street=street, doubt=doubt))
    mistyped = _after_mistyped_block(f"block {street}")
    if mistyped is not None:
        yield replace(block, street=mistyped, doubt=_READ_AS_BLOCK)
    glued = _GLUED_OF.match(street)
    if glued is not None:
        yield replace(block, street=street[glued.end() :], doubt=_READ_AS_BLOCK)
    if not is_block:
        yield from _blocks(typed, replace(named, street=street))


def _blocks(typed: str, named: Reading) -> Iterator[Reading]:
    for meant in _blocks_like(typed):
        doubt = f"{typed} is no block: read as the {meant} block."
        yield replace(named, number=meant, is_block=True, doubt=doubt)


def _blocks_like(typed: str) -> list[int]:
    """Give the blocks that one slip of the finger makes of what was typed: of "20" the 200, of "1f00" the 100."""
    found: dict[str, None] = {}
    for place, letter in enumerate(typed):
        before, after = typed[:place], typed[place + 1 :]
        found.setdefault(before + after)
        found.setdefault(f"{before}{after[:1]}{letter}{after[1:]}")
        if not letter.isdigit():
            found |= dict.fromkeys(f"{before}{digit}{after}" for digit in "0123456789")
    found.setdefault(f"{typed}0")
    return list(dict.fromkeys(int(text) for text in found if _BLOCK_NUMBER.fullmatch(text)))


def _number_last(place: str, beside: Reading) -> Iterator[Reading]:
    """Read a number behind the street as the house's, as many countries write it."""
    if (last := _LAST_NUMBER.match(place)) is not None:
        doubt = f"{last[2]} is taken for the house number."
        yield replace(beside, street=last[1].strip(), number=int(last[3]), number_text=last[2], doubt=doubt)


def _with_rest(whole: Reading) -> Iterator[Reading]:
    """Read all words as the street's; then, where its kind is followed by more, only those before as the street's."""
    yield whole
    words = whole.street.split()
    end = end_of_name(words)
    # One number behind the street is a house or a unit, and read as such elsewhere.
    if 0 < end < len(words) and not (len(words) == end + 1 and words[end].isdigit()):
        rest = ", ".join(filter(None, (" ".join(words[end:]), whole.rest)))
        yield replace(whole, street=" ".join(words[:end]), rest=rest)


def _corner(one: str, other: str, beside: Reading) -> Iterator[Reading]:
    house = _house(one)
    if house is None:
        for reading in _with_rest(replace(beside, street=other)):
            yield replace(reading, street=one, cross=reading.street)
        return
    number, text, street = house
    if is_kind(street):
        # "14H St / Noe": a number before the kind of street alone is the street's own.
        yield replace(beside, street=one, cross=other)
        return
    rest = ", ".join(filter(None, (f"at {other}" if other else "", beside.rest)))
    at = replace(beside, number=number, number_text=text, rest=rest)
    block = _after_block(street)
    if block is not None:
        yield from _block(block, at)
        return
    yield replace(at, street=street)
    yield replace(beside, street=one, cross=other)


def _unmarked_corners(place: str, beside: Reading) -> Iterator[Reading]:
    """Read two streets with nothing between them: "Castro 18th"."""
    words = place.split()
    # Each cut costs a search: a whole sentence is no corner.
    for cut in range(1, len(words)) if len(words) <= _MOST_WORDS else ():
        one, other = " ".join(words[:cut]), " ".join(words[cut:])
        if not is_kind(other):
            yield replace(beside, street=one, cross=other, doubt="Read as the corner of two streets.")
