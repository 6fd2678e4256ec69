"""The matrix as Markdown, for docs/security.md: python -m tests.security.print_matrix rewrites it there."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.security.groups import GROUPS
from tests.security.matrix import ACTS_ON_COLUMNS, ACTS_ON_TABLES, COLUMNS, RIGHTS, Right
from tests.security.matrix_of_functions import FUNCTIONS, SEQUENCES

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"

BEGIN = "<!-- printed by python -m tests.security.print_matrix: begin -->"
END = "<!-- end -->"


def matrix_as_markdown() -> str:
    """Print all of it."""
    parts = (_tables(), _functions(), _sequences())
    return "\n\n".join("\n".join(part) for part in parts)


def with_matrix(document: str) -> str:
    """Give the document with the matrix between its markers."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT.name} lacks its markers")
    return f"{before}{BEGIN}\n{matrix_as_markdown()}\n{END}{after}"


def _tables() -> Iterator[str]:
    yield "### Tables"
    yield from _head("table", "statement", "columns")
    for table, rights in RIGHTS.items():
        name = f"`{table}`"
        for right in rights:
            yield _row((name, right.act, _columns(table, right)), right.groups)
            name = ""
        held = {right.act for right in rights}
        refused = [act for act in (*ACTS_ON_COLUMNS, *ACTS_ON_TABLES) if act not in held]
        yield _row((name, ", ".join(refused), ""), ())


def _columns(table: str, right: Right) -> str:
    everything, named = COLUMNS[table].split(), right.columns.split()
    left_out = [column for column in everything if column not in named]
    if not named or not left_out:
        return "all"
    if len(left_out) <= 3:
        return "all but " + _code(left_out)
    return _code(named)


def _functions() -> Iterator[str]:
    yield "### Functions (EXECUTE)"
    yield from _head("function")
    for function, groups in FUNCTIONS.items():
        yield _row((f"`{function}`",), groups)


def _sequences() -> Iterator[str]:
    yield "### Sequences (USAGE)"
    yield from _head("sequence")
    for sequence, groups in SEQUENCES.items():
        yield _row((f"`{sequence}`",), groups)


def _head(*names: str) -> Iterator[str]:
    columns = (*names, *GROUPS)
    yield ""
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(names) + ":-:|" * len(GROUPS)


def _row(cells: Iterable[str], groups: Iterable[str]) -> str:
    marks = ("yes" if group in set(groups) else "–" for group in GROUPS)
    return f"| {' | '.join((*cells, *marks))} |"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    DOCUMENT.write_text(with_matrix(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
