"""Who sits at the desk, as a button of the header: it opens what that person may do."""

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.person.person_menu import PersonMenu
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.flat_button import FlatButton
from dispatcher_app.ui.widgets.painting import fill_round
from dispatcher_app.ui.widgets.plain_label import ElidedLabel
from dispatcher_app.ui.wording import plain_tooltip

_SIDE = 8
_CHEVRON_PX = 16


class PersonButton(FlatButton):
    """Shows name, role and desk, whole or cut to the room there is."""

    def __init__(self, identity: DeskIdentity, parent: QWidget | None = None) -> None:
        """Make the button of a person."""
        super().__init__(parent)
        self._identity = identity
        self.person_label = ElidedLabel(15, 600)
        self.person_label.setObjectName("person_label")
        self.desk_label = ElidedLabel(13)
        self.desk_label.setObjectName("desk_label")
        self.menu = PersonMenu(identity, self)
        self.menu.setObjectName("person_menu")
        self._build_layout()
        self.clicked.connect(self._on_clicked)
        self.show_desk(identity.desk)

    def _build_layout(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.person_label.setText(self._identity.person)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        for label in (self.person_label, self.desk_label.as_secondary()):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(label)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIDE, 0, _SIDE + _CHEVRON_PX + 4, 0)
        row.addLayout(words)

    def show_desk(self, name: str) -> None:
        """Show which desk this is."""
        self.desk_label.setText(f"{self._identity.role}, {name}")
        words = f"{self._identity.person}, {self.desk_label.text()}"
        self.setAccessibleName(words)
        self.setToolTip(plain_tooltip(words))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Leave room for both lines."""
        widest = max(self.person_label.sizeHint().width(), self.desk_label.sizeHint().width())
        return QSize(widest + 2 * _SIDE + _CHEVRON_PX + 4, 46)

    def minimumSizeHint(self) -> QSize:
        """Give way to the numbers of the room."""
        return QSize(96, 46)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by the arrow too, as a menu does."""
        if event.key() == Qt.Key.Key_Down:
            self.click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_clicked(self) -> None:
        size = self.menu.sizeHint()
        self.menu.popup(self.mapToGlobal(QPoint(self.width() - size.width(), self.height() + 4)))
        first = next((action for action in self.menu.actions() if action.isEnabled()), None)
        if first is not None:
            self.menu.setActiveAction(first)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Raise it under the mouse, and show that it opens."""
        if self.underMouse() and self.isEnabled():
            fill_round(painter, self.rect().toRectF(), tokens.raised)
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        chevron = themed_pixmap("chevron-down", tokens.text_secondary, _CHEVRON_PX, ratio)
        painter.drawPixmap(self.width() - _SIDE - _CHEVRON_PX, (self.height() - _CHEVRON_PX) // 2, chevron)
