"""Whom the room tells, and sending it: the verbs of administrators and of whoever sends."""

import sys
from typing import Any

import click

from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer
from dispatcher_app.domain.messages import Audience, MessageEvent, Wording
from dispatcher_app.domain.texts import laid_open

_AUDIENCE = click.Choice(list(Audience), case_sensitive=False)
_EVENT = click.Choice(list(MessageEvent), case_sensitive=False)


@click.group(name="contacts")
def contacts_group() -> None:
    """Whom the room tells by itself: crews, hospitals, supervisors."""


@contacts_group.command()
@click.argument("audience", type=_AUDIENCE)
@click.argument("name")
@click.option("--ambulance", metavar="CALLSIGN", default="", help="Of this ambulance alone.")
@click.option("--hospital", metavar="NAME", default="", help="Of this hospital alone.")
@click.option("--address-stdin", "is_from_stdin", is_flag=True, help="Read the address from stdin.")
@click.pass_obj
def add(given: Given, /, is_from_stdin: bool, **typed: Any) -> None:
    """Tell somebody from now on. The address is one of Apprise's (mailtos://…, mqtts://…, json://…), and a secret."""
    from dispatcher_app.bootstrap import contact_verbs  # noqa: PLC0415

    address = _address(is_from_stdin=is_from_stdin)
    answer(lambda: contact_verbs.add(given.config(), given.room, typed, address), click.echo, is_json=False)


@contacts_group.command(name="list", cls=JsonCommand)
@IN_JSON
@click.pass_obj
def list_(given: Given, /, is_json: bool) -> None:
    """List whom the room tells, without the addresses."""
    from dispatcher_app.bootstrap import contact_verbs  # noqa: PLC0415

    def say(found: list[dict[str, Any]]) -> None:
        lines = [
            f"{contact['name']}: {contact_verbs.whom(contact['audience'], contact['of'])}, by {contact['service']}"
            for contact in found
        ]
        click.echo(
            "\n".join(map(laid_open, lines)) or "Nobody is told anything yet. Begin with: dispatcher contacts add"
        )

    answer(lambda: contact_verbs.list_all(given.config(), given.room), say, is_json=is_json)


@contacts_group.command()
@click.argument("name")
@click.pass_obj
def remove(given: Given, /, name: str) -> None:
    """Tell somebody no more, and forget the address."""
    from dispatcher_app.bootstrap import contact_verbs  # noqa: PLC0415

    answer(lambda: contact_verbs.remove(given.config(), given.room, name), click.echo, is_json=False)


@contacts_group.command()
@click.argument("name")
@click.pass_obj
def test(given: Given, /, name: str) -> None:
    """Send somebody a test, from this computer."""
    from dispatcher_app.bootstrap import contact_verbs  # noqa: PLC0415

    answer(lambda: contact_verbs.send_test(given.config(), given.room, name), click.echo, is_json=False)


@contacts_group.command(cls=JsonCommand)
@IN_JSON
@click.pass_obj
def wordings(given: Given, /, is_json: bool) -> None:
    """List what is said to whom of what."""
    from dispatcher_app.bootstrap import contact_verbs  # noqa: PLC0415

    def say(found: list[dict[str, Any]]) -> None:
        for wording in found:
            click.echo(f"{wording['audience']} {wording['event']}: {laid_open(wording['subject'])}")
            click.echo("\n".join(f"    {laid_open(line)}" for line in wording["body"].split("\n")))

    answer(lambda: contact_verbs.list_wordings(given.config(), given.room), say, is_json=is_json)


@contacts_group.command()
@click.argument("audience", type=_AUDIENCE)
@click.argument("event", type=_EVENT)
@click.option("--subject", metavar="TEXT", help="A line, with placeholders like {call_sign}.")
@click.option("--body", metavar="TEXT", help="The text, which stands by itself.")
@click.option("--default", "is_default", is_flag=True, help="In this product's own words again.")
@click.pass_obj
def word(given: Given, /, audience: str, event: str, **said: Any) -> None:
    """Say something in your own words."""
    from dispatcher_app.bootstrap import contact_verbs  # noqa: PLC0415

    if bool(said["is_default"]) == bool(said["subject"] and said["body"]):
        raise click.UsageError("Give --subject and --body, or --default.")
    wording = None if said["is_default"] else Wording(said["subject"], said["body"])
    which = (audience, event)
    answer(lambda: contact_verbs.set_wording(given.config(), given.room, which, wording), click.echo, is_json=False)


@click.command(cls=JsonCommand)
@click.option("--once", is_flag=True, help="Send what is due, and leave.")
@click.option("--dead", is_flag=True, help="List what was given up.")
@click.option("--retry-dead", is_flag=True, help="Queue again what was given up in the last twelve hours.")
@IN_JSON
@click.pass_obj
def notify(given: Given, /, once: bool, dead: bool, retry_dead: bool, is_json: bool) -> None:
    """Send what crews, hospitals and supervisors are to be told, until it is stopped."""
    from dispatcher_app.bootstrap import notify_verbs  # noqa: PLC0415

    if once + dead + retry_dead > 1:
        raise click.UsageError("Choose one of --once, --dead and --retry-dead.")
    if dead:
        answer(lambda: notify_verbs.dead_letters(given.config(), given.room), _say_dead, is_json=is_json)
        return
    verb = notify_verbs.retry_dead if retry_dead else notify_verbs.notify_once if once else notify_verbs.notify
    answer(lambda: verb(given.config(), given.room), click.echo, is_json=is_json)


def _say_dead(letters: list[dict[str, Any]]) -> None:
    lines = [
        f"{letter['died_at'][:19].replace('T', ' ')} UTC  {letter['contact_name']}: {letter['subject']}"
        f"  ({letter['attempts']} tries) {letter['trouble']}"
        for letter in letters
    ]
    click.echo("\n".join(map(laid_open, lines)) or "Nothing was given up.")


def _address(*, is_from_stdin: bool) -> str:
    """Read it from where no list of processes and no history shows it."""
    if is_from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("Give the address with --address-stdin.")
    typed: str = click.prompt("Address", hide_input=True, err=True)
    return typed
