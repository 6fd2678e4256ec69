"""Public records that the project does not ship: what reads them does without where they are absent.

DISPATCHER_TEST_DATA names their folder; without it, `shared/data` beside the project is looked at.
"""

import os
from datetime import datetime
from pathlib import Path

import pytest

_FOLDER = Path(os.environ.get("DISPATCHER_TEST_DATA") or Path(__file__).parents[2] / "shared" / "data")

REAL_DATA: Path | None = _FOLDER if _FOLDER.is_dir() else None

WEEK = "sf_2017/sf_unit_rows_2016-12-31_2017-01-07.csv.gz"

THE_EVENING = datetime(2017, 1, 6, 17, 40, 16)  # noqa: DTZ001  (the records' own local clock)
"""The moment of the pictures: local time in San Francisco."""


def real_data(name: str) -> Path:
    """Find a file of the records, or skip the test that asks for it."""
    if not (_FOLDER / name).exists():
        pytest.skip(
            f"no {name}: put the public records beside the project (../shared/data) or set DISPATCHER_TEST_DATA"
        )
    return _FOLDER / name
