"""Any text at all, and the texts that break things: what every field has to stand."""

import re
import unicodedata

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

NASTY = (
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "@SUM(A1)",
    "<b>bold</b><img src='file:///etc/passwd'>",
    "[red]red[/red]",
    "'; DROP TABLE ambulance; --",
    "%s %(name)s {0} $1 \\",
    "الطوارئ ١٢",
    "חירום 101",
    "👩🏽‍🚒🚑🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "n\u0303o\u0308",
)
"""Texts that are kept as they are (in canonical composition)."""

REFUSED = (
    "a\x00b",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "a\x85b\x9b31m",
    "line\nline",
    "line\u2028line",
    "\u202e21M",
    "\u2066M12\u2069",
    "\ud800",
    "\udcff",
    "\ufdd0\uffff",
    "a" + "\u0300" * 40,
    "\u200b\u2060",
    "x" * 1_000_000,
    "\u0300\u0316" * 500_000,
    "9" * 1_000_000,
)
"""Texts that no field of one line takes."""


def any_text() -> SearchStrategy[str]:
    """Give texts of everything, lone surrogates and a megabyte included."""
    everything = st.characters(exclude_categories=())
    return st.one_of(
        st.text(everything, max_size=60),
        st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=40),
        st.sampled_from(NASTY + REFUSED),
        st.builds(lambda a, b: a + b, st.sampled_from(NASTY), st.text(everything, max_size=10)),
    )


def composed(text: str) -> str:
    """Give one spelling of each letter; a megabyte of marks would take Python an hour."""
    return unicodedata.normalize("NFC", text[:10_000])


def is_surrogate(text: str) -> bool:
    """Tell whether no file in UTF-8 holds this text."""
    return bool(re.search("[\ud800-\udfff]", text))
