"""One table model for all tables: it is shown row sets and works out what has changed, so that selection survives."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dispatcher_app.ui.board.rows import BoardRow
from dispatcher_app.ui.board.table_content import TableContent
from dispatcher_app.ui.wording import plain_tooltip

_Index = QModelIndex | QPersistentModelIndex


class RowRole(IntEnum):
    """Roles of our own."""

    ROW = Qt.ItemDataRole.UserRole + 1


class RowTableModel(QAbstractTableModel):
    """Rows known by `key`. `show_rows` removes, permutes, inserts and refreshes; it never resets."""

    def __init__(self, content: TableContent[Any], now: Callable[[], datetime], parent: QObject | None = None) -> None:
        """Make an empty model."""
        super().__init__(parent)
        self.content = content
        self._now = now
        self._rows: list[BoardRow] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Count the columns."""
        return 0 if parent.isValid() else len(self.content.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | Qt.AlignmentFlag | None:
        """Title the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.content.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.content.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a cell's text, its spoken words, its tooltip, or the whole row."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        if role == RowRole.ROW:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        return self._text(row, column, role)

    def _text(self, row: BoardRow, column: int, role: int) -> str | None:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.content.text(row, column, self._now())
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.content.spoken(row, column, self._now())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(self.content.tooltip(row, column)) or None
            case _:
                return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.content.columns[column].is_right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def row_at(self, position: int) -> BoardRow:
        """Give the row at a position."""
        return self._rows[position]

    def position_of(self, key: int | None) -> int | None:
        """Find a row by its key."""
        return next((position for position, row in enumerate(self._rows) if row.key == key), None)

    def tick(self) -> None:
        """Say that time has passed: only the columns that show time change."""
        if not self._rows:
            return
        for column, spec in enumerate(self.content.columns):
            if spec.is_ticking:
                self.dataChanged.emit(self.index(0, column), self.index(len(self._rows) - 1, column))

    def show_rows(self, rows: Sequence[BoardRow]) -> None:
        """Show these rows, changing only what differs."""
        wanted = {row.key: row for row in rows}
        self._remove_missing(wanted.keys())
        self._permute([row.key for row in rows])
        self._insert_new(rows)
        self._refresh(rows)

    def _remove_missing(self, wanted: Iterable[int]) -> None:
        keep = set(wanted)
        for first, last in reversed(_runs([row.key not in keep for row in self._rows])):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _permute(self, order: Sequence[int]) -> None:
        rank = {key: place for place, key in enumerate(order)}
        ordered = sorted(self._rows, key=lambda row: rank[row.key])
        if ordered == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        place = {row.key: position for position, row in enumerate(ordered)}
        before = self.persistentIndexList()
        after = [self.index(place[self._rows[old.row()].key], old.column()) for old in before]
        self._rows = ordered
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _insert_new(self, rows: Sequence[BoardRow]) -> None:
        known = {row.key for row in self._rows}
        for first, last in _runs([row.key not in known for row in rows]):
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()

    def _refresh(self, rows: Sequence[BoardRow]) -> None:
        changed = [old != new for old, new in zip(self._rows, rows, strict=True)]
        self._rows = list(rows)
        last_column = len(self.content.columns) - 1
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, last_column))


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Find the stretches of consecutive true flags, as first and last position."""
    runs: list[tuple[int, int]] = []
    for position, flag in enumerate(flags):
        if flag and runs and runs[-1][1] == position - 1:
            runs[-1] = (runs[-1][0], position)
        elif flag:
            runs.append((position, position))
    return runs
