"""The house's rules that no linter knows."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "dispatcher_app"


def modules_imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return imported | {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}


@pytest.mark.parametrize("file", sorted((PACKAGE / "background").rglob("*.py")), ids=lambda file: file.name)
def test_background_runs_without_a_screen(file: Path) -> None:
    assert {name for name in modules_imported(file) if name.startswith("PySide6")} <= {"PySide6.QtCore"}


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_nothing_blocks_the_event_loop(file: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    forbidden = {"processEvents"} if file == PACKAGE / "storage" / "embedded.py" else {"processEvents", "sleep"}
    if file != PACKAGE / "bootstrap" / "window.py":
        forbidden.add("exec")
    assert not calls & forbidden
