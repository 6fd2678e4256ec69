"""A minute of the soak: what a desk costs does not grow. It runs beside the other tests; its figures are read last."""

import json
from typing import TYPE_CHECKING

from tests.chaos.conftest import SOAK_SECONDS

if TYPE_CHECKING:
    import subprocess

GROWN_AT_MOST = 1.05
"""What a minute of warm memory may differ by, from the median of its first third to that of its last."""


def test_a_desk_at_work_does_not_grow(soaking: "subprocess.Popen[str]") -> None:
    out, _ = soaking.communicate(timeout=SOAK_SECONDS + 60)
    figures = json.loads(out.splitlines()[-1])
    print(f"\n{figures['changes']} changes, {figures['boards']} boards, memory x {figures['grown']:.3f}")
    assert figures["is_board_right"]
    assert figures["changes"] > SOAK_SECONDS
    assert figures["boards"] > SOAK_SECONDS
    assert figures["grown"] < GROWN_AT_MOST
    assert figures["more_threads"] <= 0
