"""Longer storms on demand, with arguments: `python -m tests.chaos --desks 12 --seconds 300 --seed 7 fail-over`."""

import argparse
import random
import sys

from rich.console import Console
from rich.table import Table

from tests.chaos.scenarios import SCENARIOS, Outcome, Weather
from tests.chaos.storm import FINAL, UNKNOWN

WORDS = (*sorted(FINAL), UNKNOWN, "settled")


def main() -> int:
    """Raise the storms that were asked for, and print what came of them; 1 if anything does not agree."""
    asking = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    asking.add_argument("--desks", type=int, default=10)
    asking.add_argument("--seconds", type=float, default=60.0)
    asking.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    asking.add_argument("scenarios", nargs="*", metavar="|".join(SCENARIOS), default=list(SCENARIOS))
    asked = asking.parse_args()
    weather = Weather(asked.desks, asked.seconds, asked.seed)
    outcomes = {name: SCENARIOS[name](weather) for name in asked.scenarios}
    Console().print(_table(weather, outcomes))
    for name, outcome in outcomes.items():
        for line in (*(f"{what}: {value:.3g}" for what, value in outcome.figures.items()), *outcome.verdict.faults):
            print(f"{name}: {line}")
    return int(any(outcome.verdict.faults for outcome in outcomes.values()))


def _table(weather: Weather, outcomes: dict[str, Outcome]) -> Table:
    title = f"{weather.desks} desks, {weather.seconds:g} s each, seed {weather.seed}"
    table = Table("storm", *WORDS, "faults", title=title)
    for name, outcome in outcomes.items():
        words = (str(outcome.verdict.words[word]) for word in WORDS)
        table.add_row(name, *words, str(len(outcome.verdict.faults)))
    return table


if __name__ == "__main__":
    sys.exit(main())
