"""Stamps: reported by those aboard, corrected by those who answer for the record."""

from typing import Any

import click

from dispatcher_app.bootstrap import stamp_verbs
from dispatcher_app.cli.answering import Given, answer
from dispatcher_app.domain.stamps import REPORTED, Stamp


def _choice(stamps: list[Stamp]) -> click.Choice[str]:
    return click.Choice([stamp.words.replace(" ", "-") for stamp in stamps])


@click.command()
@click.argument("stamp", type=_choice(list(REPORTED)))
@click.pass_obj
def report(given: Given, /, stamp: str) -> None:
    """Say what your own ambulance has just done, as its paramedic."""
    answer(lambda: stamp_verbs.report(given.config(), given.room, stamp), click.echo, is_json=False)


@click.command()
@click.option("--call", required=True, metavar="NUMBER", help="The emergency call's number.")
@click.option("--ambulance", required=True, metavar="CALLSIGN", help="The ambulance's call sign.")
@click.option("--stamp", required=True, type=_choice(list(Stamp)), help="The stamp that is wrong.")
@click.option("--at", metavar="TIME", help='When it really was: "2026-01-06 17:40:16".')
@click.option("--never", is_flag=True, help="It never happened.")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stays in the record.")
@click.pass_obj
def correct(given: Given, /, **correction: Any) -> None:
    """Write a stamp as it should have been, as a supervisor; the old one is kept."""
    answer(lambda: stamp_verbs.correct(given.config(), given.room, correction), click.echo, is_json=False)
