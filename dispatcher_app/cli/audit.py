"""Who did what: sealing, verifying, exporting and reading the trail."""

import sys
from pathlib import Path
from typing import Any

import click

from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer


@click.group(name="audit")
def audit_group() -> None:
    """Who did what: seal, verify and export the trail."""


@audit_group.command()
@click.pass_obj
def seal(given: Given, /) -> None:
    """Seal what is new, and print the digest to be kept outside the database."""
    from dispatcher_app.bootstrap import audit_verbs  # noqa: PLC0415

    answer(lambda: audit_verbs.seal(given.config(), given.room), click.echo, is_json=False)


@audit_group.command()
@click.option("--kept", metavar="DIGEST", help="The digest of a seal, kept outside the database.")
@click.pass_obj
def verify(given: Given, /, kept: str | None) -> None:
    """Name every event that was changed, removed or inserted behind the trail's back."""
    from dispatcher_app.bootstrap import audit_verbs  # noqa: PLC0415

    def say(problems: list[str]) -> None:
        click.echo("\n".join(problems) or "The trail is whole.")
        sys.exit(1 if problems else 0)

    answer(lambda: audit_verbs.verify(given.config(), given.room, kept), say, is_json=False)


@audit_group.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "from_at", required=True, metavar="TIME", help='Begin here: "2017-01-06 17:40".')
@click.option("--to", "to_at", required=True, metavar="TIME", help="End just before here.")
@click.pass_obj
def export(given: Given, /, file: Path, from_at: str, to_at: str) -> None:
    """Write a stretch of the trail into FILE, which ends in .csv or .jsonl."""
    from dispatcher_app.bootstrap import audit_verbs  # noqa: PLC0415

    answer(lambda: audit_verbs.export(given.config(), given.room, (from_at, to_at), file), click.echo, is_json=False)


@audit_group.command(cls=JsonCommand)
@click.option("--call", default="", metavar="NUMBER", help="What happened to this call.")
@click.option("--ambulance", default="", metavar="CALLSIGN", help="What happened to this ambulance.")
@click.option("--person", default="", metavar="NAME", help="What this person did; their name or log-in.")
@click.option("--from", "from_time", default="", metavar="TIME", help='From then on: "2017-01-06 17:40".')
@click.option("--to", "to_time", default="", metavar="TIME", help="Until just before then.")
@IN_JSON
@click.pass_obj
def show(given: Given, /, is_json: bool, **search: Any) -> None:
    """Tell in plain words who did what, the newest first."""
    from dispatcher_app.bootstrap import audit_verbs  # noqa: PLC0415

    answer(
        lambda: audit_verbs.show(given.config(), given.room, search),
        lambda entries: click.echo("\n".join(audit_verbs.in_words(entries)) or "Nothing fits."),
        is_json=is_json,
    )
