"""Replays the recorded week as `dispatcher replay` does, beside its published figures: make replay."""

import sys
from pathlib import Path

from dispatcher_app.cli import main
from tests.real_data import REAL_DATA, WEEK

EXPECTED = "sf_2017/expected_metrics.json"

REPORT = Path("build", "replay-report.csv")

if __name__ == "__main__":
    if REAL_DATA is None:
        sys.exit("There is no week to replay: put the public records beside the project, or set DISPATCHER_TEST_DATA.")
    REPORT.parent.mkdir(exist_ok=True)
    given = ("replay", str(REAL_DATA / WEEK), "--expect", str(REAL_DATA / EXPECTED), "--report", str(REPORT))
    sys.argv = ["dispatcher", *given, *sys.argv[1:]]
    sys.exit(main())
