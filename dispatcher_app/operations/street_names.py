"""Finding streets by name while it is being typed, with slips of the finger forgiven: the same, begun, or alike."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from dispatcher_app.domain.street_words import folded, one_spelling, with_suffix_finished, without_suffix

_ENOUGH = 8
"""So many streets that begin as typed are enough: then none is sought that is only like it."""

_FORGIVEN = ((3, 0), (8, 1), (14, 2), (10_000, 3))
"""Up to which length how many slips of the finger are forgiven. A few letters are like everything."""


class Likeness(Enum):
    """How a street's name agrees with what was typed."""

    SAME = "same"
    BARE = "same, but for the kind of street, which was not typed"
    BEGUN = "begins as typed"
    ALIKE = "spelled a little differently"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How well a name fits, 0…1, and how."""

    score: float
    likeness: Likeness


_SAME = NameMatch(1.0, Likeness.SAME)
_BARE = NameMatch(0.96, Likeness.BARE)
_BEGUN, _BEGUN_INSIDE = 0.90, 0.84
_ALIKE, _ALIKE_BARE, _OTHER_KIND, _ALIKE_BEGUN = 0.84, 0.82, 0.80, 0.74
_PER_SLIP = 0.10

Matches = dict[int, NameMatch]


class StreetNames:
    """An index of names, made once and only read from then on; each street is known by its place in the list."""

    def __init__(self, names: Sequence[str]) -> None:
        """Index the names as maps spell them."""
        self._full = tuple(one_spelling(name) for name in names)
        self._plain = tuple(folded(name) for name in names)
        self._bare = tuple(without_suffix(name) for name in self._full)
        self._by_full = _places_by(self._full)
        self._by_bare = _places_by(self._bare)
        self._beginnings = tuple(sorted(_beginnings(names, self._full)))

    def match(self, typed: str) -> Matches:
        """Find every street that may be meant, by its place in the list."""
        phrase, plain = one_spelling(typed), folded(typed)
        found: Matches = {}
        if not phrase:
            return found
        for spelled in dict.fromkeys((phrase, with_suffix_finished(phrase))):
            _add(found, ((place, _SAME) for place in self._by_full.get(spelled, ())))
            _add(found, ((place, _BARE) for place in self._by_bare.get(spelled, ())))
        for spelled in dict.fromkeys((phrase, plain, with_suffix_finished(phrase))):
            _add(found, self._begun(spelled))
        if len(found) < _ENOUGH and not any(match in (_SAME, _BARE) for match in found.values()):
            _add(found, self._alike(with_suffix_finished(phrase), plain))
        return found

    def _begun(self, phrase: str) -> Iterator[tuple[int, NameMatch]]:
        for at in range(bisect_left(self._beginnings, (phrase,)), len(self._beginnings)):
            text, score, place = self._beginnings[at]
            if not text.startswith(phrase):
                return
            # Of names that begin the same, the one of which less is missing.
            missing = min(len(text) - len(phrase), 20)
            yield place, NameMatch(score - missing / 500, Likeness.BEGUN)

    def _alike(self, phrase: str, plain: str) -> Iterator[tuple[int, NameMatch]]:
        bare = without_suffix(phrase)
        yield from _alike(phrase, self._full, _ALIKE, _slips(phrase))
        yield from _alike(plain, self._plain, _ALIKE, _slips(plain))
        yield from _alike(bare, self._bare, _ALIKE_BARE if bare == phrase else _OTHER_KIND, _slips(bare))
        # A name may be typed only in part: the beginnings of all names, as long as what was typed, give or take one.
        if _slips(phrase):
            for length in range(len(phrase) - 1, len(phrase) + 2):
                yield from _alike(phrase, [name[:length] for name in self._full], _ALIKE_BEGUN, 1)


def _slips(phrase: str) -> int:
    """Tell how many slips are forgiven in a text of this length."""
    return next(slips for longest, slips in _FORGIVEN if len(phrase) <= longest)


def _alike(phrase: str, names: Sequence[str], score: float, slips: int) -> Iterator[tuple[int, NameMatch]]:
    """Compare with all names. A slip is a letter too many, missing, wrong, or before its neighbour."""
    found = process.extract(phrase, names, scorer=OSA.distance, score_cutoff=slips, limit=None)
    for name, distance, place in found:
        likeness = 0.05 * (JaroWinkler.similarity(phrase, name) - 1)
        yield place, NameMatch(score - _PER_SLIP * distance + likeness, Likeness.ALIKE)


def _add(found: Matches, more: Iterable[tuple[int, NameMatch]]) -> None:
    for place, match in more:
        known = found.get(place)
        if known is None or known.score < match.score:
            found[place] = match


def _places_by(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    return {name: tuple(of) for name, of in places.items()}


def _beginnings(names: Sequence[str], full: Sequence[str]) -> Iterator[tuple[str, float, int]]:
    """Give each name from each of its words on: "ness ave" begins as "Van Ness Ave" does from its second word."""
    for place, (name, spelled) in enumerate(zip(names, full, strict=True)):
        for text in dict.fromkeys((spelled, folded(name))):
            words = text.split()
            for first in range(len(words)):
                yield " ".join(words[first:]), _BEGUN_INSIDE if first else _BEGUN, place
