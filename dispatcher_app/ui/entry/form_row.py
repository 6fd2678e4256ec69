"""A row of the form: what is filled in, and beneath it room for what is wrong with it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dispatcher_app.ui.entry.problem_label import ProblemLabel

_BELOW = 5


class FormRow(QWidget):
    """Holds one or more fields and their problems."""

    def __init__(self, content: QWidget) -> None:
        """Hold this."""
        super().__init__()
        self.problem_label = ProblemLabel()
        self.problem_label.setObjectName("problem_label")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, _BELOW)
        column.setSpacing(2)
        column.addWidget(content, 1)
        column.addWidget(self.problem_label)

    def has_problem(self) -> bool:
        """Something is wrong here."""
        return bool(self.problem_label.text())

    def holds(self, widget: QWidget | None) -> bool:
        """Tell whether a widget is one of this row's."""
        return widget is not None and self.isAncestorOf(widget)
