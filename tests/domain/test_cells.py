"""No cell of an export is a formula, in whatever spreadsheet it is opened."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given

from dispatcher_app.domain.cells import harmless_cell
from tests.texts import any_text

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\tx", "  =1", "\u00a0=1", "\u200b=1", "\ufeff=1")


@pytest.mark.parametrize(
    "text", [*FORMULAS, "＝1+1", "＋1", "－1", "＠SUM(A1)", "﹦1", "\x00=1", "\u3000＝1", "⁼1", "\u2028=1"]
)
def test_formulas_are_quoted(text: str) -> None:
    assert harmless_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "400 Castro St", "a=1", "…", " M12", "'=1", "الطوارئ", "👩‍🚒", "–", '"=1'])
def test_other_texts_are_kept(text: str) -> None:
    assert harmless_cell(text) == text


@given(any_text())
def test_no_cell_begins_like_a_formula_and_every_cell_comes_back(text: str) -> None:
    cell = harmless_cell(text)
    assert cell.removeprefix("'") == text.removeprefix("'")
    seen = [sign for sign in cell if unicodedata.category(sign) not in {"Zs", "Zl", "Zp", "Cc", "Cf"}]
    assert unicodedata.normalize("NFKC", "".join(seen[:1]))[:1] not in {"=", "+", "-", "@"}
    file = io.StringIO(newline="")
    csv.writer(file).writerow(["before", cell, "after"])
    csv.field_size_limit(2_000_000)
    assert next(csv.reader(io.StringIO(file.getvalue(), newline=""))) == ["before", cell, "after"]
