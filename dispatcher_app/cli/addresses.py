"""Address help, to be tried at a shell."""

from typing import Any

import click

from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer
from dispatcher_app.domain.texts import laid_open


@click.command(name="find-address", cls=JsonCommand)
@click.argument("text")
@IN_JSON
@click.pass_obj
def find_address(given: Given, /, text: str, is_json: bool) -> None:
    """Find a place on the street map as a desk would: a house, a block, a corner or a street."""
    from dispatcher_app.bootstrap.address_verbs import find_address as find  # noqa: PLC0415

    answer(lambda: find(given.config(), given.room, text), _say, is_json=is_json)


def _say(found: list[dict[str, Any]]) -> None:
    for place in found:
        position = f"{place['position']['latitude']:.6f}, {place['position']['longitude']:.6f}"
        area = f" ({place['area']})" if place["area"] else ""
        guess = "" if place["is_exact"] else f"  guess: {place['note']}"
        click.echo(laid_open(f"{place['text']}{area}  {position}  {place['kind']}{guess}"))
    if not found:
        click.echo("Nothing on the map is like that.")
