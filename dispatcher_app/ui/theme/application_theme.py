"""Fusion with an explicit palette. The palette carries the theme: whoever draws asks it which tokens are in force."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from dispatcher_app.ui.theme.fonts import FAMILY, load_fonts, text_font
from dispatcher_app.ui.theme.tokens import DARK, LIGHT, Tokens, other_theme

_STYLE = """
QLineEdit, QPlainTextEdit#notes_field, QPlainTextEdit#note_field {{
    background: {field}; color: {text}; border: 1px solid {field_border}; border-radius: 4px; padding: 4px 8px;
}}
QLineEdit:focus, QPlainTextEdit#notes_field:focus, QPlainTextEdit#note_field:focus {{
    border: 2px solid {focus}; padding: 3px 7px;
}}
QPlainTextEdit#note_field {{ padding: 6px 8px; placeholder-text-color: {text_secondary}; }}
QPlainTextEdit#note_field:focus {{ padding: 5px 7px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {field_border}; border-radius: 3px; min-height: 32px; margin: 0 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {field_border}; padding: 4px; }}
"""


def tokens_of(palette: QPalette) -> Tokens:
    """Tell which tokens a palette stands for."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def is_themed(application: QApplication) -> bool:
    """Tell whether a theme has been applied to the application."""
    return application.font().family() == FAMILY


def apply_theme(application: QApplication, tokens: Tokens) -> None:
    """Give the whole application a theme; may be called again at any time to switch."""
    if not is_themed(application):
        load_fonts()
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setFont(text_font(15))
    application.setPalette(make_palette(tokens))
    application.setStyleSheet(_STYLE.format_map(_as_mapping(tokens)))


def ensure_theme() -> None:
    """Give the application the dark theme unless it has one."""
    application = _application()
    if not is_themed(application):
        apply_theme(application, DARK)


def switch_theme() -> Tokens:
    """Change from dark to light or back, in every window."""
    application = _application()
    tokens = other_theme(tokens_of(application.palette()))
    apply_theme(application, tokens)
    return tokens


def _application() -> QApplication:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise TypeError("a theme needs a QApplication")
    return application


def make_palette(tokens: Tokens) -> QPalette:
    """Translate tokens into Qt's colour roles."""
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.text,
        role.Highlight: tokens.selection,
        role.HighlightedText: tokens.text,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.text_secondary,
        role.Link: tokens.selection_bar,
        role.Light: tokens.raised,
        role.Midlight: tokens.raised,
        role.Mid: tokens.hairline,
        role.Dark: tokens.field_border,
        role.Shadow: tokens.window,
        role.Accent: tokens.action,
    }.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.disabled_text))
    return palette


def _as_mapping(tokens: Tokens) -> dict[str, str]:
    return {name: str(getattr(tokens, name)) for name in Tokens.__slots__}
