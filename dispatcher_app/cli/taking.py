"""Taking a call at a shell."""

from typing import Any

import click

from dispatcher_app.bootstrap.taking import CallInWords
from dispatcher_app.bootstrap.taking import take as take_in_words
from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer
from dispatcher_app.domain.texts import laid_open


@click.command(cls=JsonCommand)
@click.option("--location", metavar="WHERE", default="", help="An address, a crossing or a place.")
@click.option("--type", metavar="TYPE", default="", help="A type's code, its words, or words of your own.")
@click.option("--priority", metavar="1-4", default="", help="1 is the most urgent; else the type's usual priority.")
@click.option("--phone", metavar="NUMBER", default="", help="How to call back.")
@click.option("--caller", metavar="NAME", default="", help="Who calls.")
@click.option("--area", metavar="AREA", default="", help="The part of town.")
@click.option("--position", metavar="LAT,LON", default="", help="Where that is, in degrees.")
@click.option("--notes", metavar="TEXT", default="", help="Whatever else was said.")
@IN_JSON
@click.pass_obj
def take(given: Given, /, is_json: bool, **words: Any) -> None:
    """Take an emergency call: it waits on every board from then on."""

    def say(done: dict[str, Any]) -> None:
        call = done["emergency_call"]
        place = laid_open(f"{call['type_text']}, {call['location_text']}")
        click.echo(f"#{call['number']} was taken, priority {call['priority']}: {place}.")
        for warning in done["warnings"]:
            click.echo(laid_open(warning), err=True)

    answer(lambda: take_in_words(given.config(), given.room, CallInWords(**words)), say, is_json=is_json)
