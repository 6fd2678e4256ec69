"""Notes on a call, at a shell."""

from typing import Any

import click

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.note_verbs import add
from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer


@click.command(cls=JsonCommand)
@click.option("--call", required=True, metavar="NUMBER", help="The emergency call's number.")
@click.argument("text")
@IN_JSON
@click.pass_obj
def note(given: Given, /, call: str, text: str, is_json: bool) -> None:
    """Write a note on an emergency call; it is signed with your name, and never edited."""

    def run() -> dict[str, Any]:
        return {"note": as_json(add(given.config(), given.room, call, text))}

    answer(run, lambda _: click.echo(f"The note was added to #{call.strip().removeprefix('#')}."), is_json=is_json)
