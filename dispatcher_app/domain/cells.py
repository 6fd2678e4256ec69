"""Text from people in tables that others open."""

import unicodedata

_FORMULA_STARTS = frozenset("=+-@")
_LINE_STARTS = frozenset("\t\r\n")


def harmless_cell(text: str) -> str:
    """Give a cell that no spreadsheet takes for a formula (OWASP: CSV injection).

    Some leave out spaces and what cannot be seen before they look, and some read wide signs (＝) as narrow ones.
    """
    first = next((character for character in text if not _is_left_out(character)), "")
    # One sign may stand for several, an ellipsis for three full stops.
    is_formula = not _FORMULA_STARTS.isdisjoint(unicodedata.normalize("NFKC", first)[:1])
    return f"'{text}" if is_formula or text[:1] in _LINE_STARTS else text


def _is_left_out(character: str) -> bool:
    return unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc", "Cf"}
