"""The people of the control room: an administrator's verbs."""

import sys
from typing import Any

import click

from dispatcher_app.bootstrap import people_verbs
from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.statuses import CrewLevel
from dispatcher_app.domain.texts import laid_open

ROLE = click.Choice([role.value for role in Role])
LEVEL = click.option("--level", type=click.Choice([level.value for level in CrewLevel]), help="A paramedic's level.")
FROM_STDIN = click.option("--password-stdin", "is_from_stdin", is_flag=True, help="Read the password from stdin.")


@click.group(name="users")
def users_group() -> None:
    """The people who may log in, and what they may do."""


@users_group.command()
@click.argument("login")
@click.option("--name", required=True, metavar="NAME", help='The full name, e.g. "Anna Kern".')
@click.option("--role", required=True, type=ROLE, help="What they are.")
@LEVEL
@FROM_STDIN
@click.pass_obj
def add(given: Given, /, is_from_stdin: bool, **person: Any) -> None:
    """Let somebody in."""
    password = _password(person["login"], is_from_stdin=is_from_stdin)
    answer(lambda: people_verbs.add(given.config(), given.room, person, password), click.echo, is_json=False)


@users_group.command(name="list", cls=JsonCommand)
@IN_JSON
@click.pass_obj
def list_(given: Given, /, is_json: bool) -> None:
    """List everybody who may log in, or might again."""
    from dispatcher_app.bootstrap.printing import print_people  # noqa: PLC0415  (rich is slow to load)

    answer(lambda: people_verbs.list_all(given.config(), given.room), print_people, is_json=is_json)


@users_group.command()
@click.argument("login")
@click.pass_obj
def disable(given: Given, /, login: str) -> None:
    """Let somebody log in no more, and end what they have open."""
    answer(lambda: people_verbs.disable(given.config(), given.room, login), click.echo, is_json=False)


@users_group.command()
@click.argument("login")
@click.pass_obj
def enable(given: Given, /, login: str) -> None:
    """Let somebody log in again, and forget their wrong passwords."""
    answer(lambda: people_verbs.enable(given.config(), given.room, login), click.echo, is_json=False)


@users_group.command(name="end-emergency")
@click.argument("login")
@click.pass_obj
def end_emergency(given: Given, /, login: str) -> None:
    """Take the rights of an emergency log-in back; it can be used again, with another alarm."""
    answer(lambda: people_verbs.end_emergency(given.config(), given.room, login), click.echo, is_json=False)


@users_group.command()
@click.argument("login")
@FROM_STDIN
@click.pass_obj
def password(given: Given, /, login: str, is_from_stdin: bool) -> None:
    """Give somebody, or yourself, another password."""
    typed = _password(login, is_from_stdin=is_from_stdin)
    answer(lambda: people_verbs.change_password(given.config(), given.room, login, typed), click.echo, is_json=False)


@users_group.command()
@click.argument("login")
@click.argument("role", type=ROLE)
@LEVEL
@click.pass_obj
def role(given: Given, /, login: str, role: str, level: str | None) -> None:
    """Make somebody something else, from now on."""
    wanted = (role, level)
    answer(lambda: people_verbs.change_role(given.config(), given.room, login, wanted), click.echo, is_json=False)


def _password(login: str, *, is_from_stdin: bool) -> str:
    """Read it from where no list of processes and no history shows it."""
    if is_from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("Give the password with --password-stdin.")
    typed: str = click.prompt(
        f"New password of {laid_open(login, 63)}", hide_input=True, confirmation_prompt=True, err=True
    )
    return typed
