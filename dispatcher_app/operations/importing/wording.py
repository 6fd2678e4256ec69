"""From the way records are written to the way people read: addresses, names, plain text."""

import re
import unicodedata

from dispatcher_app.domain.texts import FORBIDDEN

_WORDS = {
    "AV": "Ave",
    "BL": "Blvd",
    "WY": "Way",
    "HY": "Hwy",
    "OF": "of",
    "THE": "the",
    "ON": "on",
    "TO": "to",
    "AND": "and",
    "ST": "St",
    "DR": "Dr",
    "CT": "Ct",
    "LN": "Ln",
    "RD": "Rd",
    "PL": "Pl",
    "DE": "De",
    "LA": "La",
    "LE": "Le",
    "EL": "El",
    "OFARRELL": "O'Farrell",
    "OSHAUGHNESSY": "O'Shaughnessy",
}
"""Words of street names that are not simply capitalised. Other words of one or two letters are abbreviations."""

_BLOCK = re.compile(r"^(\d+) block of ", re.IGNORECASE)
_UPPER_WORD = re.compile(r"(?<![A-Za-z0-9'])[0-9A-Z']+(?![A-Za-z0-9'])")
_ORDINAL = re.compile(r"\d+(ST|ND|RD|TH)")
_LONGEST_COMPOSED = 1_000
"""In characters. Longer texts are left out anyway, and some take very long to compose."""

_CONTROL = re.compile(f"[{FORBIDDEN}\t\n]+")

_NAME_WORDS = {
    "Med": "Medical",
    "Ctr": "Center",
    "Fnd": "Foundation",
    "Hosp": "Hospital",
    "Ucsf": "UCSF",
    "And": "and",
    "At": "at",
    "Of": "of",
    "The": "the",
}
_DASH = re.compile(r"\s+[-–]\s+|(?:(?<=Ctr)|(?<=Center)|(?<=Hosp)|(?<=Hospital))-(?=[a-z])")
_NAME_WORD = re.compile(r"(?<![\w'])[A-Za-z]+")


_SHORT_WORD = re.compile(
    "A|ACC|ALL|ALSO|AND|AT|AUTO|BABY|BACK|BITE|BURN|BY|CARD|COLD|DRUG|FALL|FIRE|FIVE|FOOT|FOR|FOUR|FROM|GUN|HAND|HAS|HEAD|"
    "HEAT|HIGH|IF|IN|INFO|LEG|LOW|MALE|NO|NON|NOT|OF|OLD|ON|ONE|OR|OUT|OVER|PAIN|POST|RAIL|RASH|RISE|SENT|SHOT|SICK|THE|TO|"
    "TOES|TWO|UNIT|UP|VIA|WITH|YEAR|YRS"
)
"""Words of up to four letters that are no abbreviations. All others may be, and are left as they are written."""

_TYPE_WORD = re.compile(r"(?<![A-Za-z0-9'])[A-Z']+(?![A-Za-z0-9'])")


def plain(text: str) -> str:
    """Drop what no text may hold (`domain/texts.py`) and needless spaces; one spelling of each letter (NFC)."""
    shown = " ".join(_CONTROL.sub(" ", text).split())
    return shown if len(shown) > _LONGEST_COMPOSED else unicodedata.normalize("NFC", shown)


def readable_address(text: str) -> str:
    """Make an address in capitals readable: "0 Block of BALCETA AVE" → "0 block Balceta Ave"."""
    return _UPPER_WORD.sub(lambda match: _readable_word(match[0]), _BLOCK.sub(r"\1 block ", plain(text)))


def _readable_word(word: str) -> str:
    if word in _WORDS:
        return _WORDS[word]
    if _ORDINAL.fullmatch(word):
        return word.lower()
    if len(word) <= 2 or any(character.isdigit() for character in word):
        return word
    if word.startswith("MC") and len(word) > 4:
        return f"Mc{word[2:].capitalize()}"
    return word.capitalize()


def readable_name(text: str) -> str:
    """Spell out a place's name: "Pacific Med Ctr-pacific Campus" → "Pacific Medical Center, Pacific Campus"."""
    parts = [part.strip() for part in _DASH.split(plain(text))]
    spelled = [_NAME_WORD.sub(lambda match: _NAME_WORDS.get(match[0], match[0]), part) for part in parts]
    return ", ".join(part[:1].upper() + part[1:] for part in spelled if part)


def readable_type(text: str) -> str:
    """Make a type of call in capitals readable: "AUTO ACC W/ ALS SENT" → "Auto acc W/ ALS sent". No letter is lost."""
    words = _TYPE_WORD.sub(lambda match: _lowered(match[0]), text)
    return words if words == text else words[:1].upper() + words[1:]


def _lowered(word: str) -> str:
    return word.lower() if len(word) > 4 or _SHORT_WORD.fullmatch(word) else word
