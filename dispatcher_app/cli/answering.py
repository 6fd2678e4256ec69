"""What all verbs have in common: what stood before them, and how they answer, in words or in JSON.

Exit codes: 0 done, 2 bad input, 3 not allowed, 4 not there, 5 conflict, 69 no database, 1 anything else.
"""

import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from dispatcher_app.bootstrap.answers import exit_code_of, refusal
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.logs import start_logs
from dispatcher_app.config import AppConfig, load_config
from dispatcher_app.domain.errors import DispatcherError, PasswordNeeded, told_once
from dispatcher_app.domain.texts import laid_open

_log = logging.getLogger(__name__)

_HOW_AT_A_SHELL = "A verb takes the name from --login, and the password from PGPASSWORD or ~/.pgpass."

IN_JSON = click.option("--json", "is_json", is_flag=True, help="Answer in JSON.")


class JsonCommand(click.Command):
    """A verb whose wrong usage, too, is answered in JSON where JSON was asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as ever; tell a program in its own terms what it got wrong."""
        wants_json = "--json" in args
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if not wants_json:
                raise
            click.echo(json.dumps({"error": error.format_message(), "status": 400}))
            return ctx.exit(2)


@dataclass(frozen=True, slots=True)
class Given:
    """What stood before the verb."""

    database: str
    server: str
    login: str
    desk: str
    room: Room

    def config(self) -> AppConfig:
        """Read the configuration and open the logs. Raises InvalidInput."""
        config = load_config(
            os.environ, database_url=self.database, server=self.server, desk=self.desk, login=self.login
        )
        start_logs(config.log_dir)
        return config


def answer(run: Callable[[], Any], say: Callable[[Any], None], *, is_json: bool) -> None:
    """Run a verb and say how it went, in JSON or in a sentence; a fault of ours is logged whole and told briefly."""
    try:
        said = run()
    except Exception as error:
        if not isinstance(error, DispatcherError | click.ClickException):
            _log.exception("a verb failed")
        if isinstance(error, click.ClickException):
            raise
        told = refusal(error)
        how = f" {_HOW_AT_A_SHELL}" if isinstance(error, PasswordNeeded) else ""
        click.echo(json.dumps(told) if is_json else sentence_of(told) + how, err=not is_json)
        sys.exit(exit_code_of(error))
    if is_json:
        click.echo(json.dumps(said))
    else:
        say(said)


def sentence_of(told: dict[str, Any]) -> str:
    """Say a refusal to a person: of bad input the sentence for each field says all there is to say."""
    if told["status"] != 400:
        said = (laid_open(told_once(str(told["error"]))), *map(_side_by_side, told.get("collisions", ())))
        return "\n".join(said)
    return " ".join(
        str(sentence) for value in told.values() if isinstance(value, list) for sentence in map(laid_open, value)
    )


def _side_by_side(collision: dict[str, Any]) -> str:
    """Say both values of a field that two people changed."""
    mine, theirs = (
        ", ".join(laid_open(str(value)) for value in collision[side].values() if value not in {None, ""}) or "nothing"
        for side in ("mine", "theirs")
    )
    changed = collision["changed"]
    by = f" ({laid_open(', '.join(filter(None, (changed['by'], changed['desk'], changed['at']))))})" if changed else ""
    return f"  {collision['called']}: yours {mine}; theirs {theirs}{by}"
