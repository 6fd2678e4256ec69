"""Lists of the types of calls, as control rooms publish them: a code, its words, and perhaps a priority and a crew."""

from dataclasses import dataclass
from pathlib import Path

from dispatcher_app.domain.call_taking import PRIORITIES, CallType
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.statuses import CrewLevel
from dispatcher_app.operations.importing.fitting import fitting_text
from dispatcher_app.operations.importing.headers import Column, match_columns, require_columns
from dispatcher_app.operations.importing.reading import RawRow, read_rows, shown_name
from dispatcher_app.operations.importing.report import LeftOut, Reason, RowSource, Unusable
from dispatcher_app.operations.importing.wording import plain, readable_type

COLUMNS = (
    Column("code", "code", ("calltypecode", "typecode", "incidenttypecode", "naturecode", "code")),
    Column(
        "words",
        "description",
        ("calltypedescription", "typedescription", "description", "words", "calltype", "nature", "type", "name"),
    ),
    Column("priority", "priority", ("defaultpriority", "priority", "calltypepriority", "prio"), is_required=False),
    Column(
        "needs", "crew", ("needs", "crewlevel", "crew", "level", "resource", "als/bls", "alsbls"), is_required=False
    ),
)


@dataclass(frozen=True, slots=True)
class TypeList:
    """The types of a file, each code once, and the rows that are none."""

    types: tuple[CallType, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def read_types(path: Path) -> TypeList:
    """Read a list of types. Raises InvalidInput for a file that is none."""
    rows = list(read_rows(path))
    if not rows:
        raise InvalidInput({"files": [f"{shown_name(path)} is empty."]})
    columns = match_columns(rows[0].cells, COLUMNS)
    require_columns(columns, COLUMNS, shown_name(path))
    types: dict[str, CallType] = {}
    left_out: list[LeftOut] = []
    for row in rows[1:]:
        source = RowSource(row.file, row.line)
        try:
            kind = _type(row, columns)
        except Unusable as error:
            left_out.append(LeftOut(source, error.reason, error.detail))
            continue
        if types.setdefault(kind.code, kind) is not kind:
            left_out.append(LeftOut(source, Reason.REPEATED, f"{kind.code} {kind.words}"))
    return TypeList(tuple(types.values()), tuple(left_out))


def _type(row: RawRow, columns: dict[str, int]) -> CallType:
    def cell(key: str) -> str:
        place = columns.get(key)
        return plain(row.cells[place]) if place is not None and place < len(row.cells) else ""

    code, words = cell("code"), cell("words")
    if not code or not words:
        raise Unusable(Reason.MISSING, "description" if code else "code")
    return CallType(
        fitting_text("call_type.code", code),
        fitting_text("call_type.words", readable_type(words)),
        _priority(cell("priority")),
        _needs(cell("needs")),
    )


def _priority(text: str) -> int | None:
    """Read a priority like 1 or P1. Another scale than ours is not guessed at."""
    digits = text.upper().removeprefix("P")
    if not text:
        return None
    if digits.isdecimal() and len(digits) == 1 and int(digits) in PRIORITIES:
        return int(digits)
    raise Unusable(Reason.UNREADABLE, f"priority {text}")


def _needs(text: str) -> str:
    needs = text.upper()
    if needs and needs not in set(CrewLevel):
        raise Unusable(Reason.UNREADABLE, f"crew {text}")
    return needs
