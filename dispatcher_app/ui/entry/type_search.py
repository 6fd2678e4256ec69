"""Finds types as they are typed: by code or by words, in any order. No Qt."""

import re
from collections.abc import Iterable, Sequence

from dispatcher_app.domain.call_taking import CallType

_WORD = re.compile(r"\w+")


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


class TypeSearch:
    """A list of types, cut into words once: it is searched at every key."""

    def __init__(self, types: Iterable[CallType] = ()) -> None:
        """Take the list, in its order."""
        self.types = tuple(types)
        self._words = [(*_words_of(item.code), *_words_of(item.words)) for item in self.types]

    def by_code(self, code: str) -> CallType | None:
        """Find the type of a code."""
        return next((item for item in self.types if code and item.code.casefold() == code.casefold()), None)

    def named(self, typed: str) -> CallType | None:
        """Find the one type whose code or words were typed in full; None where two have the same words."""
        by_code = self.by_code(typed.strip())
        if by_code is not None:
            return by_code
        wanted = typed.strip().casefold()
        same = [item for item in self.types if wanted and item.words.casefold() == wanted]
        return same[0] if len(same) == 1 else None

    def matching(self, typed: str) -> Sequence[CallType]:
        """Give the types in which every typed word begins a word of theirs, the closest first; all for nothing."""
        wanted = _words_of(typed)
        if not wanted:
            return self.types
        code = typed.strip().casefold()
        found: list[tuple[tuple[bool, bool, int, int, int], CallType]] = []
        for place, (item, words) in enumerate(zip(self.types, self._words, strict=True)):
            if all(any(word.startswith(start) for word in words) for start in wanted):
                own = item.code.casefold()
                whole = sum(start in words for start in wanted)
                found.append(((own != code, not own.startswith(code), len(words), -whole, place), item))
        return [item for _rank, item in sorted(found, key=lambda pair: pair[0])]
