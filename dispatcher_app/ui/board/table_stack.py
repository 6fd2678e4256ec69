"""A table, or one calm sentence where it has no rows: never blank."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from dispatcher_app.ui.board.desk_table import DeskTable
from dispatcher_app.ui.board.rows import BoardRow
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_EMPTY_HEIGHT = 84


class TableStack(QStackedWidget):
    """Shows the table while it has rows."""

    def __init__(self, table: DeskTable, parent: QWidget | None = None) -> None:
        """Stack a table on its sentence."""
        super().__init__(parent)
        self.table = table
        self.empty_label = PlainLabel(15)
        self.empty_label.setObjectName("empty_label")
        self.empty_label.as_secondary()
        self.empty_label.setWordWrap(True)
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_label.setContentsMargins(24, 0, 24, 0)
        self.addWidget(self.table)
        self.addWidget(self.empty_label)

    def show_rows(self, rows: Sequence[BoardRow], selected_key: int | None, empty_words: str) -> None:
        """Show rows, or say why there are none."""
        self.table.show_rows(rows, selected_key)
        if self.empty_label.text() != empty_words:
            self.empty_label.setText(empty_words)
            self.setAccessibleName(empty_words)
        self._turn_to(self.table if rows else self.empty_label)

    def _turn_to(self, page: QWidget) -> None:
        has_focus = self.hasFocus() or self.table.hasFocus()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if page is self.table else Qt.FocusPolicy.ClickFocus)
        if has_focus and page is not self.table:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentWidget(page)
        if has_focus and page is self.table and not self.table.hasFocus():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def wanted_height(self) -> int:
        """Tell how high it would have to be."""
        return self.table.wanted_height() if self.table.row_count() else _EMPTY_HEIGHT

    def snapped(self, height: int) -> int:
        """Cut a height so that no row is cut."""
        header = self.table.wanted_height() - self.table.row_count() * self._row_height()
        rows = max(0, height - header) // self._row_height()
        return header + rows * self._row_height() if self.table.row_count() else height

    def _row_height(self) -> int:
        return self.table.verticalHeader().defaultSectionSize()
