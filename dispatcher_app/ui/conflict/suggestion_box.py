"""The box that proposes the next nearest ambulance."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.status_shapes import StatusMark, draw_status_shape
from dispatcher_app.ui.widgets.painting import fill_round
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_SHAPE_AT = 24


class SuggestionBox(QWidget):
    """Call sign and reasons beside the shape of "available"; without a call sign only the reason why there is none."""

    def __init__(self, parent: QWidget) -> None:
        """Make an empty box."""
        super().__init__(parent)
        self.setObjectName("suggestion_box")
        self.call_sign = PlainLabel(17, 600)
        self.call_sign.setObjectName("call_sign")
        self.reason = PlainLabel(16).as_secondary()
        self.reason.setObjectName("reason")
        self.reason.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(20)
        self._row.addWidget(self.call_sign)
        self._row.addWidget(self.reason, 1)
        self.show_offer(None)

    def show_offer(self, offer: tuple[str, str] | None) -> None:
        """Show call sign and reason; nothing at all for None."""
        sign, reason = offer or ("", "")
        self.setVisible(offer is not None)
        self.call_sign.setVisible(bool(sign))
        self.call_sign.setText(sign)
        self.reason.setText(reason)
        self._row.setContentsMargins(2 * _SHAPE_AT if sign else 16, 13, 16, 13)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet and the shape."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        fill_round(painter, QRectF(self.rect()), tokens.panel, tokens.hairline, 5)
        if self.call_sign.text():
            mark = StatusMark(AmbulanceStatus.AVAILABLE, QPointF(_SHAPE_AT, self.height() / 2))
            draw_status_shape(painter, mark, tokens)
        painter.end()
