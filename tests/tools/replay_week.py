"""Replays the recorded week as `dispatcher replay` does, beside its published figures: make replay."""

import sys

from dispatcher_app.cli import main
from tests.real_data import REAL_DATA, WEEK

EXPECTED = "sf_2017/expected_metrics.json"

if __name__ == "__main__":
    if REAL_DATA is None:
        sys.exit("There is no week to replay: put the public records beside the project, or set DISPATCHER_TEST_DATA.")
    given = ("replay", str(REAL_DATA / WEEK), "--expect", str(REAL_DATA / EXPECTED), "--report", "replay-report.csv")
    sys.argv = ["dispatcher", *given, *sys.argv[1:]]
    sys.exit(main())
