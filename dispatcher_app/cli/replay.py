"""Replaying a recorded week."""

import sys
from pathlib import Path
from typing import Any

import click

from dispatcher_app.cli.answering import Given, answer
from dispatcher_app.cli.imports import FILE


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--speed", type=float, metavar="N", help="N times real time; else as fast as can be.")
@click.option("--unit-types", metavar="TYPES", help="Only these, like MEDIC,PRIVATE; else all.")
@click.option("--from", "begin", metavar="TIME", help='Only calls received from then on: "2017-01-06 16:00".')
@click.option("--until", "end", metavar="TIME", help="Only calls received before that.")
@click.option("--time-zone", default="America/Los_Angeles", show_default=True, help="Where the files' clocks stood.")
@click.option("--expect", type=FILE, help="Figures to compare with (JSON); else those of the files themselves.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="List what was refused in this CSV.")
@click.pass_obj
def replay(given: Given, /, **wanted: Any) -> None:
    """Drive San Francisco's unit records through the desk at their own times, in a database of their own.

    Look on with: dispatcher --replay
    """
    from dispatcher_app.bootstrap.replay_verb import ReplayTold, print_replay, replay_files  # noqa: PLC0415

    def say(told: ReplayTold) -> None:
        print_replay(told)
        if not told.is_as_expected:
            sys.exit(1)

    answer(lambda: replay_files(given.config(), wanted), say, is_json=False)
