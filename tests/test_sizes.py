"""The ceilings on files, classes, functions and arguments: they mark where to split by responsibility."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parent.parent
FILE_LINES, CLASS_LINES, FUNCTION_LINES, ARGUMENTS = 300, 200, 40, 5
SOURCES = sorted([PROJECT / "main.py", *PROJECT.glob("dispatcher_app/**/*.py"), *PROJECT.glob("tests/**/*.py")])


def count_arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the arguments a caller gives: self and cls are not among them."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in arguments)


def oversize_in(node: ast.AST, *, is_product: bool) -> Iterator[str]:
    """Yield what is too large about one definition; classes and arguments count in the product alone."""
    if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if isinstance(node, ast.ClassDef):
        if is_product and lines > CLASS_LINES:
            yield f"class {node.name} has {lines} lines, at most {CLASS_LINES}"
        return
    if lines > FUNCTION_LINES:
        yield f"function {node.name} has {lines} lines, at most {FUNCTION_LINES}"
    if is_product and count_arguments(node) > ARGUMENTS:
        yield f"function {node.name} takes {count_arguments(node)} arguments, at most {ARGUMENTS}"


def oversize(source: str, name: str) -> list[str]:
    """List what is too large in one file, each with its place."""
    is_product = not name.startswith("tests/")
    found = [
        f"{name}:{node.lineno}: {text}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt)
        for text in oversize_in(node, is_product=is_product)
    ]
    lines = len(source.splitlines())
    if lines > FILE_LINES:
        found.append(f"{name}:1: the file has {lines} lines, at most {FILE_LINES}")
    return found


def test_nothing_is_larger_than_its_ceiling() -> None:
    """Every file of the product and of the tests keeps to the ceilings."""
    found = [
        text
        for path in SOURCES
        for text in oversize(path.read_text(encoding="utf-8"), path.relative_to(PROJECT).as_posix())
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n" + "    x = 1\n" * 40, "dispatcher_app/a.py:1: function f has 41 lines, at most 40"),
        ("class C:\n" + "    x = 1\n" * 200, "dispatcher_app/a.py:1: class C has 201 lines, at most 200"),
        ("def f(a, b, c, *, d, e, g): ...", "dispatcher_app/a.py:1: function f takes 6 arguments, at most 5"),
        ("x = 1\n" * 301, "dispatcher_app/a.py:1: the file has 301 lines, at most 300"),
    ],
)
def test_each_ceiling_is_enforced(source: str, expected: str) -> None:
    """One line more than allowed is named with its place and size."""
    assert oversize(source, "dispatcher_app/a.py") == [expected]


def test_exactly_at_the_ceiling_is_fine() -> None:
    """Self does not count as an argument, and forty lines are allowed."""
    method = "class C:\n    def f(self, a, b, c, d, e):\n" + "        x = 1\n" * 39
    assert oversize(method, "dispatcher_app/a.py") == []
