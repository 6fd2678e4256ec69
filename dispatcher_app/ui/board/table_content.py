"""What a table says, apart from how it is drawn: columns, texts and spoken words. No Qt."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from dispatcher_app.ui.board.rows import BoardRow

Row = TypeVar("Row", bound=BoardRow)


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column. Room beyond the minimal widths is shared by `stretch`; below `from_width` it is not shown."""

    title: str
    width: int
    stretch: int = 0
    is_right: bool = False
    is_ticking: bool = False
    from_width: int = 0


class TableContent(ABC, Generic[Row]):
    """The texts of a table's cells."""

    columns: tuple[ColumnSpec, ...]

    @abstractmethod
    def text(self, row: Row, column: int, now: datetime) -> str:
        """Write what stands in a cell."""

    def spoken(self, row: Row, column: int, now: datetime) -> str:
        """Say a cell to somebody who does not see it, with the column's name where the text alone would not do."""
        return f"{self.columns[column].title}: {self.text(row, column, now)}"

    def tooltip(self, row: Row, column: int) -> str:  # noqa: ARG002  (for those who override it)
        """Write out what a narrow cell may cut off."""
        return ""


def share_widths(total: int, columns: Sequence[ColumnSpec]) -> list[int]:
    """Share a table's width: minimal widths first, the rest by stretch; 0 for a column that is not shown."""
    is_shown = [total >= column.from_width for column in columns]
    widths = [column.width if shown else 0 for column, shown in zip(columns, is_shown, strict=True)]
    shares = [column.stretch if shown else 0 for column, shown in zip(columns, is_shown, strict=True)]
    spare, weight = max(0, total - sum(widths)), sum(shares)
    if not weight:
        return widths
    widths = [width + spare * share // weight for width, share in zip(widths, shares, strict=True)]
    last = max(position for position, share in enumerate(shares) if share)
    widths[last] += max(0, total - sum(widths))
    return widths
