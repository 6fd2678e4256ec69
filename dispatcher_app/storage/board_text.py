"""A board as text and back, for a file of this machine. Whatever the text holds, it becomes a whole board or an error.

Fields are written by name, and left out where they have their usual value.
"""

import json
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import cache, partial
from typing import Any
from uuid import UUID

from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.texts import laid_open

_LONGEST_TEXT = 500
_LARGEST_NUMBER = 2**63 - 1
_YEARS = range(1970, 2200)


_NOTHING_SAID: dict[str, Any] = dict.fromkeys(
    ("caller_name", "caller_phone", "notes", "patient_name", "patient_sex", "patient_condition"), ""
) | {"patient_age": None}


def without_callers(board: Board) -> Board:
    """Take away what callers said of themselves and of patients, and the alarms, which nobody could acknowledge."""
    calls = tuple(replace(call, **_NOTHING_SAID) for call in board.calls)
    return replace(board, calls=calls, emergencies=(), alarms=())


def text_of_board(board: Board) -> str:
    """Write it in one line."""
    return json.dumps(_plain(board), ensure_ascii=True, separators=(",", ":"))


def board_of_text(text: str) -> Board:
    """Read it again. Raises ValueError for whatever is no board; its texts can all be shown."""
    try:
        board: Board = _reader(Board)(json.loads(text))
    except (TypeError, KeyError, OverflowError, RecursionError) as error:
        raise ValueError(f"no board: {type(error).__name__}") from error
    return board


def instant_of_text(value: object) -> datetime:
    """Read an instant. Raises ValueError, TypeError."""
    instant = datetime.fromisoformat(_typed(str, value))
    # Near the ends of the calendar no time zone can be reckoned with.
    if instant.tzinfo is None or instant.year not in _YEARS:
        raise ValueError("no instant of ours")
    return instant.astimezone(UTC)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case Enum():
            return value.value
        case UUID():
            return str(value)
        case tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            named = ((field, getattr(value, field.name)) for field in fields(value))
            return {field.name: _plain(given) for field, given in named if given != field.default}
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Make what reads values of a type, as the entities' annotations name it."""
    if isinstance(kind, typing.NewType):
        return _reader(kind.__supertype__)
    if typing.get_origin(kind) in {types.UnionType, typing.Union}:
        (other,) = (part for part in typing.get_args(kind) if part is not type(None))
        return partial(_optional, _reader(other))
    if typing.get_origin(kind) is tuple:
        return partial(_several, _reader(typing.get_args(kind)[0]))
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return partial(_record, kind, [(field, _reader(hints[field.name])) for field in fields(kind)])
    return _READERS.get(kind) or partial(_made, kind)


def _optional(read: Callable[[Any], Any], value: object) -> Any:
    return None if value is None else read(value)


def _several(read: Callable[[Any], Any], value: object) -> tuple[Any, ...]:
    return tuple(map(read, _typed(list, value)))


def _record(kind: Any, parts: list[tuple["Field[Any]", Callable[[Any], Any]]], value: object) -> Any:
    given = _typed(dict, value)
    return kind(
        **{
            field.name: read(given[field.name])
            for field, read in parts
            if field.name in given or field.default is MISSING
        }
    )


def _made(kind: Callable[[str], Any], value: object) -> Any:
    return kind(_typed(str, value))


def _text(value: object) -> str:
    return laid_open(_typed(str, value), _LONGEST_TEXT)


def _number(value: object) -> int:
    number: int = _typed(int, value)
    if abs(number) > _LARGEST_NUMBER:
        raise ValueError("no number of ours")
    return number


def _fraction(value: object) -> float:
    return float(_number(value)) if type(value) is int else float(_typed(float, value))


def _typed(kind: type, value: object) -> Any:
    # Not isinstance: to Python true is a whole number.
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value


_READERS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _number,
    float: _fraction,
    bool: partial(_typed, bool),
    datetime: instant_of_text,
}
