"""Figures are printed when asked for (`-m bench`, or `make bench`), and are no part of the suite."""

from pathlib import Path

import pytest

from tests.concurrency.conftest import city

__all__ = ["city"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the benchmarks out unless they were asked for by their mark."""
    if "bench" in str(config.getoption("-m")):
        return
    left_out = [item for item in items if item.path.is_relative_to(HERE)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.path.is_relative_to(HERE)]
