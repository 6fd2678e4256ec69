"""A place that address help offers for what was typed."""

from dataclasses import dataclass

from dispatcher_app.domain.geo import Position


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """`text` is how the location is written, `kind` what it is in a word (address, crossing, place)."""

    text: str
    area: str = ""
    position: Position | None = None
    kind: str = ""

    @property
    def full_text(self) -> str:
        """Name it with its area: 400 block Castro St, Castro."""
        return ", ".join(part for part in (self.text, self.area) if part)
