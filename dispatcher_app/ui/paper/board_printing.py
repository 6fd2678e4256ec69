"""Printing the board from a desk's window: by its key, or from the menu of the person."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog

from dispatcher_app.domain.entities import Board
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.help.keys import SHORTCUTS, DeskKey
from dispatcher_app.ui.paper.paper_file import write_pdf
from dispatcher_app.ui.paper.paper_painter import NotPrinted, paint_paper
from dispatcher_app.ui.paper.paper_sheet import PaperSheet, paper_sheet
from dispatcher_app.ui.paper.paper_size import usual_page
from dispatcher_app.ui.wording import counted, short_time


class BoardPrinting(QObject):
    """Asks for a printer, or where there is none for the name of a PDF, and prints the newest board that was taken.

    Belongs to a window. `dialog` is what asks now. A locked desk prints nothing, as its dialogs show files.
    """

    def __init__(
        self,
        window: DeskWindow,
        now: ServerNow,
        printers: Callable[[], Sequence[str]] = QPrinterInfo.availablePrinterNames,
    ) -> None:
        """Bind the key and put a line into the menu; `now` is the clock by which the board's age is told."""
        super().__init__(window)
        self.dialog: QDialog | None = None
        self._window = window
        self._now = now
        self._printers = printers
        self._board: Board | None = None
        self._printer: QPrinter | None = None
        self.action = QAction("Print the board…\tCtrl+P", self)
        self.action.triggered.connect(self.offer)
        self._join_menu()
        for sequence in SHORTCUTS[DeskKey.PRINT]:
            shortcut = QShortcut(QKeySequence(sequence), window)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.offer)
        window.lock_changed.connect(self._on_lock_changed)

    def _join_menu(self) -> None:
        """Stand last among what this desk itself can do, before other people and leaving."""
        menu = self._window.panels.header_bar.person_button.menu
        actions = menu.actions()
        first_break = next((action for action in actions if action.isSeparator()), None)
        if first_break is None and actions:
            first_break = menu.insertSeparator(actions[0])
        if first_break is None:
            menu.addAction(self.action)
        else:
            menu.insertAction(first_break, self.action)

    @Slot(object)
    def take(self, board: Board) -> None:
        """Print this board from now on; it was true until its `taken_at`."""
        self._board = board

    @Slot()
    def offer(self) -> None:
        """Ask for the printer."""
        if self._window.is_locked() or self.dialog is not None:
            return
        if self._board is None:
            self._window.show_message("There is no board to print yet.", MessageKind.NOTE)
            return
        self.dialog = self._printer_dialog() if self._printers() else self._file_dialog(self._board)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.finished.connect(self._on_finished)
        # By its own name the print dialog's takes a receiver.
        QDialog.open(self.dialog)

    def _printer_dialog(self) -> QDialog:
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setPageLayout(usual_page())
        self._printer.setDocName("Paper board")
        dialog = QPrintDialog(self._printer, self._window)
        dialog.setWindowTitle("Print the board")
        return dialog

    def _file_dialog(self, board: Board) -> QDialog:
        self._printer = None
        time = short_time(board.taken_at, self._window.zone()).replace(":", "")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, "No printer: save the board as a PDF", folder, "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"board-{time}.pdf")
        return dialog

    @Slot(int)
    def _on_finished(self, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if result != QDialog.DialogCode.Accepted or self._board is None or self._window.is_locked():
            return
        sheet = paper_sheet(self._board, self._now())
        try:
            told = self._print(sheet, dialog)
        except NotPrinted:
            self._window.show_message(
                "The board could not be printed. Choose another printer, or another place for the file.",
                MessageKind.REFUSED,
            )
        else:
            time = short_time(self._board.taken_at, self._window.zone())
            self._window.show_message(f"The board of {time}: {told}.", MessageKind.DONE)

    def _print(self, sheet: PaperSheet, dialog: QDialog | None) -> str:
        if isinstance(dialog, QFileDialog):
            file = Path(dialog.selectedFiles()[0])
            pages = write_pdf(sheet, file, usual_page())
            return f"{counted(pages, 'page', 'pages')} saved as {file.name}"
        if self._printer is None:
            raise NotPrinted
        return f"{counted(paint_paper(sheet, self._printer), 'page', 'pages')} sent to the printer"

    @Slot(bool)
    def _on_lock_changed(self, is_locked: bool) -> None:
        if is_locked and self.dialog is not None:
            self.dialog.reject()
