"""The shape and colour (Okabe-Ito) of each ambulance status; always beside its word."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.theme.tokens import Tokens

STATUS_COLOURS: dict[AmbulanceStatus, str] = {
    AmbulanceStatus.AVAILABLE: "#009e73",
    AmbulanceStatus.EN_ROUTE: "#56b4e9",
    AmbulanceStatus.ON_SCENE: "#e69f00",
    AmbulanceStatus.TRANSPORTING: "#cc79a7",
    AmbulanceStatus.AT_HOSPITAL: "#f0e442",
    AmbulanceStatus.OUT_OF_SERVICE: "#5f6b77",
}

_POLYGONS: dict[AmbulanceStatus, tuple[tuple[float, float], ...]] = {
    AmbulanceStatus.EN_ROUTE: ((0.12, 0.05), (0.98, 0.5), (0.12, 0.95)),
    AmbulanceStatus.ON_SCENE: ((0.08, 0.08), (0.92, 0.08), (0.92, 0.92), (0.08, 0.92)),
    AmbulanceStatus.TRANSPORTING: ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)),
    AmbulanceStatus.OUT_OF_SERVICE: ((0.08, 0.08), (0.92, 0.08), (0.92, 0.92), (0.08, 0.92)),
    AmbulanceStatus.AT_HOSPITAL: (
        (0.34, 0.02), (0.66, 0.02), (0.66, 0.34), (0.98, 0.34), (0.98, 0.66), (0.66, 0.66),
        (0.66, 0.98), (0.34, 0.98), (0.34, 0.66), (0.02, 0.66), (0.02, 0.34), (0.34, 0.34),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatusMark:
    """A status to be drawn centred at a point."""

    status: AmbulanceStatus
    centre: QPointF
    size: float = 14.0


def draw_status_shape(painter: QPainter, mark: StatusMark, tokens: Tokens) -> None:
    """Draw the shape of a status."""
    box = QRectF(0, 0, mark.size, mark.size)
    box.moveCenter(mark.centre)
    path = _shape_path(mark.status, box)
    is_out = mark.status is AmbulanceStatus.OUT_OF_SERVICE
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.text_secondary if is_out else tokens.shape_outline), 1.2))
    painter.setBrush(QColor(STATUS_COLOURS[mark.status]))
    painter.drawPath(path)
    if is_out:
        painter.setPen(QPen(QColor("#ffffff"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        inner = box.adjusted(*(mark.size * part for part in (0.26, 0.26, -0.26, -0.26)))
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    painter.restore()


def _shape_path(status: AmbulanceStatus, box: QRectF) -> QPainterPath:
    path = QPainterPath()
    if status is AmbulanceStatus.AVAILABLE:
        path.addEllipse(box)
        return path
    points = [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _POLYGONS[status]]
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path
