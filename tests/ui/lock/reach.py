"""All that somebody can read off a window: on the screen, in a tooltip, or with a screen reader."""

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

_TOLD = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)


def readable_texts(window: QWidget) -> set[str]:
    """Collect every text of a window and of all that lies above it, hidden parts included."""
    widgets = [window, *window.findChildren(QWidget), *QApplication.topLevelWidgets()]
    texts = {text for widget in widgets for text in _of_widget(widget)}
    for top in (window, *QApplication.topLevelWidgets()):
        texts.update(_of_interface(QAccessible.queryAccessibleInterface(top)))
    return texts


def _of_widget(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QLabel | QLineEdit):
        yield widget.text()
    elif isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))


def _of_interface(face: QAccessibleInterface | None) -> Iterator[str]:
    if face is None or not face.isValid():
        return
    yield from (face.text(kind) for kind in _TOLD)
    typed = face.textInterface()
    if typed is not None:
        yield typed.text(0, typed.characterCount())
    for place in range(face.childCount()):
        yield from _of_interface(face.child(place))
