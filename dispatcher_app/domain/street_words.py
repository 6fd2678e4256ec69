"""One spelling for what people and maps write in many ways: Street and ST, sixth and 06TH, O'Farrell and OFARRELL."""

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

_SUFFIX_SPELLINGS = {
    "st": "street str strt",
    "ave": "avenue av aven avn",
    "blvd": "boulevard bl blv boul",
    "aly": "alley al ally",
    "cir": "circle cr circ",
    "cl": "close",
    "cres": "crescent cresc",
    "ct": "court crt",
    "dr": "drive drv",
    "expy": "expressway expwy",
    "fwy": "freeway frwy",
    "hwy": "highway hy highwy",
    "ln": "lane",
    "loop": "",
    "mews": "",
    "path": "",
    "pde": "parade",
    "pike": "",
    "pkwy": "parkway pky pkway",
    "pl": "place",
    "plz": "plaza pz plza",
    "quay": "",
    "ramp": "",
    "rd": "road",
    "row": "",
    "sq": "square",
    "stwy": "stairway",
    "ter": "terrace te tr terr",
    "trl": "trail",
    "tunl": "tunnel",
    "walk": "",
    "way": "wy",
}
SUFFIXES = frozenset(_SUFFIX_SPELLINGS)
"""What kind of street, in the one spelling."""

_DIRECTIONS = {
    "n": "north nor",
    "s": "south sou",
    "e": "east",
    "w": "west",
    "ne": "northeast",
    "nw": "northwest",
    "se": "southeast",
    "sw": "southwest",
}
DIRECTIONS = frozenset(_DIRECTIONS)

_NAME_WORDS = {"st": "saint", "mt": "mount", "ft": "fort", "dr": "doctor", "jr": "junior"}

_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ONES = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
)


def ordinal(number: int) -> str:
    """Write a number as streets are counted: 1st, 12th, 23rd."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_COUNTED = {word: ordinal(place) for place, word in enumerate(_ONES, start=1)} | {
    f"{word[:-1]}ieth": ordinal(number) for word, number in _TENS.items()
}


def _spellings() -> Mapping[str, str]:
    """Give the one spelling by each other one."""
    found = {word: one for one, words in _DIRECTIONS.items() for word in words.split()}
    found |= {word: one for one, words in _NAME_WORDS.items() for word in words.split()}
    found |= {word: one for one, words in _SUFFIX_SPELLINGS.items() for word in words.split()}
    return MappingProxyType(found | _COUNTED)


_ONE_SPELLING = _spellings()
_SUFFIXES_IN_FULL = tuple(
    (word, one) for one, words in _SUFFIX_SPELLINGS.items() for word in words.split() if len(word) > 3
)

_DROPPED = re.compile(r"['’`´.]")
_BREAK = re.compile(r"[\W_]+")
_ZEROS = re.compile(r"\b0+(?=[1-9]\d*(?:st|nd|rd|th)\b)", re.IGNORECASE)
_WORD_BREAK_IN_ORDINAL = re.compile(r"\b(\d+) (st|nd|rd|th)\b(?= \w)")


@functools.cache
def _ordinal_of(tens: str, ones: str) -> str | None:
    if tens in _TENS and ones in _ONES[:9]:
        return ordinal(_TENS[tens] + _ONES.index(ones) + 1)
    return None


def folded(text: str) -> str:
    """Give a text's words in small plain letters and digits, with a space between: "O'Farrell St." → "ofarrell st"."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = _BREAK.sub(" ", _DROPPED.sub("", bare.casefold())).strip()
    return without_leading_zeros(words)


def without_leading_zeros(text: str) -> str:
    """Write numbered streets without the zeros that some lists sort by: "06th St" → "6th St"."""
    return _ZEROS.sub("", text)


def one_spelling(text: str) -> str:
    """Give a street's name in the one spelling: "The 06TH Avenue North" → "6th ave n"."""
    words = _WORD_BREAK_IN_ORDINAL.sub(r"\1\2", folded(text)).split()
    if len(words) == 1:
        # A word alone is a name: "Nor" is the beginning of Noriega, and not the north of something.
        return _COUNTED.get(words[0], words[0])
    joined: list[str] = []
    for word in words:
        counted = _ordinal_of(joined[-1], word) if joined else None
        if counted is not None:
            joined[-1] = counted
        elif word != "the":
            joined.append(_ONE_SPELLING.get(word, word))
    return " ".join(joined)


def without_suffix(name: str) -> str:
    """Drop what kind of street it is from a name in the one spelling, and a direction after it: "castro st" → "castro".

    A name that is nothing else stays as it is.
    """
    words = name.split()
    if len(words) > 2 and words[-1] in DIRECTIONS and words[-2] in SUFFIXES:
        return " ".join(words[:-2])
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in SUFFIXES else name


def with_suffix_finished(name: str) -> str:
    """Finish a last word that is the beginning of a kind of street: "castro stre" → "castro st"."""
    head, _, last = name.rpartition(" ")
    if head and len(last) > 2:
        for word, one in _SUFFIXES_IN_FULL:
            if word.startswith(last):
                return f"{head} {one}"
    return name


def is_kind(word: str) -> bool:
    """Tell whether a word is what kind of street it is, in any spelling."""
    plain = folded(word)
    return _ONE_SPELLING.get(plain, plain) in SUFFIXES


def end_of_name(words: Sequence[str]) -> int:
    """Tell after how many words a street's name ends by its kind: 2 of "grove st san francisco"; 0 if it does not."""
    for place, word in enumerate(words[1:], start=1):
        if is_kind(word):
            following = folded(words[place + 1]) if place + 1 < len(words) else ""
            return place + (2 if _ONE_SPELLING.get(following, following) in DIRECTIONS else 1)
    return 0
