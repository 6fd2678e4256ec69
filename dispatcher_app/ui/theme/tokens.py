"""The colours, by what they are for. No Qt: contrast is proved by arithmetic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One palette. All values are "#rrggbb"."""

    name: str
    window: str
    panel: str
    raised: str
    field: str
    hairline: str
    field_border: str
    text: str
    text_secondary: str
    selection: str
    selection_bar: str
    selection_secondary: str
    chip_border: str
    focus: str
    action: str
    action_hover: str
    action_text: str
    disabled: str
    disabled_text: str
    priority_fill: str
    priority_text: str
    bar_track: str
    bar_calm: str
    bar_near: str
    bar_past: str
    past_text: str
    past_text_selected: str
    warning: str
    warning_text: str
    caution_text: str
    caution_border: str
    live: str
    shape_outline: str


DARK = Tokens(
    name="dark",
    window="#16191d",
    panel="#1d2126",
    raised="#262b31",
    field="#16191d",
    hairline="#2c333b",
    field_border="#6f7a85",
    text="#e6e6e6",
    text_secondary="#a3adb8",
    selection="#2b4a68",
    selection_bar="#6fb2ee",
    selection_secondary="#c6d0da",
    chip_border="#4d7eab",
    focus="#ffd34d",
    action="#2f6fb0",
    action_hover="#2a649e",
    action_text="#ffffff",
    disabled="#2a3037",
    disabled_text="#98a2ad",
    priority_fill="#e6e6e6",
    priority_text="#16191d",
    bar_track="#343b43",
    bar_calm="#8b96a2",
    bar_near="#e69f00",
    bar_past="#d55e00",
    past_text="#ff9a6b",
    past_text_selected="#ffb491",
    warning="#e69f00",
    warning_text="#16191d",
    caution_text="#ffcf70",
    caution_border="#e69f00",
    live="#009e73",
    shape_outline="#1d2126",
)

LIGHT = Tokens(
    name="light",
    window="#eceff2",
    panel="#ffffff",
    raised="#f4f6f8",
    field="#ffffff",
    hairline="#e0e4e8",
    field_border="#7d8791",
    text="#1a1d21",
    text_secondary="#55606b",
    selection="#d3e5f7",
    selection_bar="#0b5cab",
    selection_secondary="#46515c",
    chip_border="#6fa1d1",
    focus="#0b5cab",
    action="#0b5cab",
    action_hover="#094e92",
    action_text="#ffffff",
    disabled="#e3e7eb",
    disabled_text="#5c6670",
    priority_fill="#1a1d21",
    priority_text="#ffffff",
    bar_track="#c9d0d7",
    bar_calm="#6b7682",
    bar_near="#e69f00",
    bar_past="#d55e00",
    past_text="#a32300",
    past_text_selected="#a32300",
    warning="#e69f00",
    warning_text="#16191d",
    caution_text="#6f4d00",
    caution_border="#b47c00",
    live="#009e73",
    shape_outline="#1a1d21",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("text", "window"),
    ("text", "panel"),
    ("text", "raised"),
    ("text", "field"),
    ("text", "selection"),
    ("text_secondary", "window"),
    ("text_secondary", "panel"),
    ("text_secondary", "raised"),
    ("text_secondary", "field"),
    ("selection_secondary", "selection"),
    ("action_text", "action"),
    ("action_text", "action_hover"),
    ("disabled_text", "disabled"),
    ("priority_text", "priority_fill"),
    ("past_text", "panel"),
    ("past_text", "raised"),
    ("past_text_selected", "selection"),
    ("warning_text", "warning"),
    ("caution_text", "panel"),
    ("caution_text", "selection"),
)
"""Each text colour with each background it stands on: at least 4.5:1."""

MARK_PAIRS: tuple[tuple[str, str], ...] = (
    ("field_border", "field"),
    ("field_border", "panel"),
    ("focus", "panel"),
    ("focus", "field"),
    ("focus", "selection"),
    ("selection_bar", "panel"),
    ("bar_calm", "panel"),
)
"""Each mark that must be seen with its background: at least 3:1 (WCAG 1.4.11)."""


def other_theme(tokens: Tokens) -> Tokens:
    """Give the palette that a switch leads to."""
    return LIGHT if tokens.name == DARK.name else DARK


def luminance(colour: str) -> float:
    """Compute a colour's relative luminance (WCAG 2)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Compute the contrast ratio of two colours, 1…21 (WCAG 2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
