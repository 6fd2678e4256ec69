"""Hospitals and crews: how the ones stand, and who the others are."""

from typing import Any

import click

from dispatcher_app.bootstrap import crew_verbs, hospital_verbs
from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer
from dispatcher_app.domain.hospitals import MOST_BEDS
from dispatcher_app.domain.statuses import HospitalStatus
from dispatcher_app.domain.texts import laid_open

_STATUS = click.Choice([status.lower() for status in HospitalStatus])
_PARAMEDIC = click.option("--paramedic", metavar="NAME", help="Who; yourself, where you are a paramedic.")


@click.group(name="hospital")
def hospital_group() -> None:
    """How hospitals stand."""


@hospital_group.command(cls=JsonCommand)
@click.argument("name")
@click.argument("status", type=_STATUS)
@click.option("--beds", type=click.IntRange(0, MOST_BEDS), help="How many beds are free.")
@click.option("--note", default="", metavar="TEXT", help="Why, or until when.")
@IN_JSON
@click.pass_obj
def status(given: Given, /, is_json: bool, **told: Any) -> None:
    """Write down what a hospital says: open, busy, or divert (it asks to be passed by)."""
    answer(
        lambda: hospital_verbs.set_status(given.config(), given.room, hospital_verbs.ToldInWords(**told)),
        lambda done: click.echo(laid_open(f"{done['name']} is marked {done['status'].lower()}.")),
        is_json=is_json,
    )


@hospital_group.command(name="list", cls=JsonCommand)
@IN_JSON
@click.pass_obj
def list_hospitals(given: Given, /, is_json: bool) -> None:
    """List the hospitals as they stand."""
    listed = hospital_verbs.list_all if is_json else hospital_verbs.in_lines
    answer(lambda: listed(given.config(), given.room), _say_lines, is_json=is_json)


@click.group(name="crew")
def crew_group() -> None:
    """Who is aboard which ambulance."""


@crew_group.command()
@click.argument("call_sign")
@_PARAMEDIC
@click.pass_obj
def on(given: Given, /, call_sign: str, paramedic: str | None) -> None:
    """Sign a paramedic on to an ambulance."""
    run = crew_verbs.sign_on
    answer(lambda: run(given.config(), given.room, call_sign, paramedic), _say, is_json=False)


@crew_group.command()
@_PARAMEDIC
@click.pass_obj
def off(given: Given, /, paramedic: str | None) -> None:
    """Sign a paramedic off the ambulance they are aboard."""
    answer(lambda: crew_verbs.sign_off(given.config(), given.room, paramedic), _say, is_json=False)


@crew_group.command(name="break")
@click.argument("call_sign")
@click.argument("edge", type=click.Choice(["start", "end"]))
@click.pass_obj
def break_(given: Given, /, call_sign: str, edge: str) -> None:
    """Start or end the break of an ambulance's crew."""
    answer(lambda: crew_verbs.take_break(given.config(), given.room, call_sign, edge), _say, is_json=False)


@crew_group.command(name="list", cls=JsonCommand)
@IN_JSON
@click.pass_obj
def list_crews(given: Given, /, is_json: bool) -> None:
    """List who is aboard, and their hours."""

    def say(listed: list[dict[str, Any]]) -> None:
        _say_lines([f"{crew['call_sign']}: {crew['words']}" for crew in listed] or ["Nobody is signed on."])

    answer(lambda: crew_verbs.list_all(given.config(), given.room), say, is_json=is_json)


def _say(sentence: str) -> None:
    click.echo(laid_open(sentence))


def _say_lines(lines: list[str]) -> None:
    for line in lines:
        _say(line)
