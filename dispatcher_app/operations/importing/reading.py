"""Reading files, gzipped or plain: CSV row by row, other text at once."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import laid_open

_LONGEST_CELL = 16_000_000
"""In characters. A quotation mark without its fellow makes one cell of the rest of the file."""

_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: the file's name, the line it begins on, and its cells."""

    file: str
    line: int
    cells: list[str]


def shown_name(path: Path) -> str:
    """Give a file's name as it stands in sentences and reports."""
    return laid_open(path.name)


def read_rows(path: Path, on_bytes: Callable[[int], None] | None = None) -> Iterator[RawRow]:
    """Give the rows that are not blank, the header among them. `on_bytes` hears how far into the file it is.

    Raises InvalidInput for a file that cannot be read, is not UTF-8 or is not CSV.
    """
    name = shown_name(path)
    with _explained(name), path.open("rb") as raw:
        text = _text(raw)
        # The limit is the whole process's; a row with a cell too long for us is left out, and the others are read.
        csv.field_size_limit(_LONGEST_CELL)
        rows = csv.reader(text, strict=True)
        line = 1
        for cells in rows:
            if any(cells):
                yield RawRow(name, line, cells)
            line = rows.line_num + 1
            if on_bytes is not None:
                on_bytes(raw.tell())


def read_text(path: Path) -> str:
    """Give all of a file's text. Raises InvalidInput for a file that cannot be read or is not UTF-8."""
    with _explained(shown_name(path)), path.open("rb") as raw, _text(raw) as text:
        return text.read()


def _text(raw: io.BufferedReader) -> io.TextIOWrapper:
    is_gzipped = raw.peek(2)[:2] == _GZIP_MAGIC
    stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if is_gzipped else raw
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


@contextmanager
def _explained(file: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise _unusable(f"There is no file {file}.") from None
    except UnicodeDecodeError:
        raise _unusable(f"{file} is not UTF-8 text.") from None
    except csv.Error as error:
        raise _unusable(f"{file} is not a CSV file: {error}.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise _unusable(f"{file} is damaged: its compressed data cannot be read to the end.") from None
    except OSError as error:
        raise _unusable(f"{file} cannot be read: {error.strerror}.") from None


def _unusable(sentence: str) -> InvalidInput:
    return InvalidInput({"files": [sentence]})
