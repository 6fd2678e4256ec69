"""Editing a call at a shell. Where somebody else changes the same at that moment, both values are told."""

from typing import Any

import click

from dispatcher_app.bootstrap.edit_orders import edit as edit_at_desk
from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer


@click.command(cls=JsonCommand)
@click.option("--call", "number", required=True, metavar="NUMBER", help="The emergency call's number.")
@click.option("--priority", type=click.IntRange(1, 4), help="From 1, the most urgent, to 4.")
@click.option("--type", "type_text", metavar="TEXT", help="What happened.")
@click.option("--type-code", metavar="CODE", help="The type's code; without it another type has none.")
@click.option("--location", "location_text", metavar="TEXT", help="Where it is; area and position go with it.")
@click.option("--area", "area_text", metavar="TEXT", help="The location's area.")
@click.option("--position", metavar="LAT,LON", help="The location's position in degrees.")
@click.option("--caller-name", metavar="TEXT", help="The caller's name.")
@click.option("--caller-phone", metavar="TEXT", help="The number to call back.")
@IN_JSON
@click.pass_obj
def edit(given: Given, /, number: str, *, is_json: bool, **typed: Any) -> None:
    """Change what is known of a call; what is not named stays. Crews on it are told what concerns them."""
    answer(
        lambda: edit_at_desk(given.config(), given.room, number, typed),
        lambda done: click.echo(f"{done['message']}."),
        is_json=is_json,
    )
