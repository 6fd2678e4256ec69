"""Short storms: whatever breaks, what desks were told is what the database holds, and no desk dies of it."""

import pytest

from tests.chaos.scenarios import SCENARIOS, Weather
from tests.chaos.verdict import told

MUST_HAVE_HAPPENED = {"clean": "sent", "broken line": "settled", "killed server": "not sent", "fail-over": "not sent"}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_was_told_is_what_is_there(scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    weather = Weather()
    outcome = SCENARIOS[scenario](weather)
    with capsys.disabled():
        figures = "".join(f"\n  {what}: {value:.3g}" for what, value in outcome.figures.items())
        print(f"\nstorm, {scenario}, seed {weather.seed}: {told(outcome.verdict)}{figures}")
    assert outcome.verdict.faults == []
    assert outcome.verdict.words[MUST_HAVE_HAPPENED[scenario]] > 0
