"""Finding a file's columns by what their headers mean, whatever the spacing, case and year."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatcher_app.domain.errors import InvalidInput

_STAMP_SUFFIX = re.compile(r"(dttm|datetime|timestamp|time|ts)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column wanted from a file: `key` for us, `title` for people, `names` as files spell it (letters and digits).

    A name that ends in an asterisk fits any header that begins with it.
    """

    key: str
    title: str
    names: tuple[str, ...]
    is_required: bool = True

    def is_meant_by(self, header: str) -> bool:
        """Compare with a header as `simplified` gives it."""
        bare = _STAMP_SUFFIX.sub("", header)
        return any(
            header.startswith(name[:-1]) if name.endswith("*") else name in {header, bare} for name in self.names
        )


def simplified(header: str) -> str:
    """Reduce a header to its letters and digits, in lower case."""
    return "".join(character for character in header.lower() if character.isalnum())


def match_columns(header: Sequence[str], wanted: Iterable[Column]) -> dict[str, int]:
    """Find each wanted column's place; of several that fit, the one named first wins. Missing ones are left out."""
    places: dict[str, int] = {}
    simple = [simplified(cell) for cell in header]
    for column in wanted:
        for name in column.names:
            only = Column(column.key, column.title, (name,))
            place = next((place for place, cell in enumerate(simple) if only.is_meant_by(cell)), None)
            if place is not None:
                places[column.key] = place
                break
    return places


def require_columns(places: dict[str, int], wanted: Iterable[Column], file: str) -> None:
    """Raise one InvalidInput that names every required column which is missing."""
    missing = [column.title for column in wanted if column.is_required and column.key not in places]
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        raise InvalidInput({"files": [f"{file} lacks the {noun} {', '.join(missing)}."]})
