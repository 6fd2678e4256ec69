"""The verbs at a shell: the window when none is given, and the same operations without it.

Exit codes: 0 done, 2 bad input, 3 not allowed, 4 not there, 5 conflict, 69 no database, 1 anything else.
"""

import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from dispatcher_app.bootstrap import verbs
from dispatcher_app.bootstrap.answers import as_json, exit_code_of, refusal
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.logs import start_logs
from dispatcher_app.bootstrap.orders import OrderInWords
from dispatcher_app.bootstrap.orders import dispatch as dispatch_order
from dispatcher_app.config import AppConfig, load_config
from dispatcher_app.domain.errors import DispatcherError

_log = logging.getLogger(__name__)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
REPORT = click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("import-report.csv"),
    show_default=True,
    help="Where the rows left out are listed.",
)


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
    desk: str
    room: Room

    def config(self) -> AppConfig:
        """Read the configuration and open the logs. Raises InvalidInput."""
        config = load_config(os.environ, database_url=self.database, desk=self.desk)
        start_logs(config.log_dir)
        return config


@click.group(invoke_without_command=True)
@click.option("--database", metavar="URL", default="", help="A shared PostgreSQL (15 or later), for this run.")
@click.option("--desk", metavar="NAME", default="", help="This desk's name; else the lowest free number.")
@click.option("--demo", is_flag=True, help="Open the demo city, even if a live board is there.")
@click.option("--grab", type=click.Path(dir_okay=False, path_type=Path), help="Draw the window to a PNG, and leave.")
@click.option("--size", metavar="WIDTHxHEIGHT", default="1920x1080", help="How large --grab draws the window.")
@click.option("--theme", type=click.Choice(["dark", "light"]), help="The window's colours.")
@click.pass_context
def group(context: click.Context, /, **given: Any) -> None:
    """Dispatcher, the ambulance dispatch desk. Without a verb it opens the window.

    Two verbs belong to main.py alone: `test` runs the tests, `setup` only sets up.
    """
    room = Room.DEMO if given["demo"] else Room.LIVE_IF_THERE
    context.obj = Given(given["database"], given["desk"], room)
    if context.invoked_subcommand is None:
        from dispatcher_app.bootstrap.window import Showing, run_window  # noqa: PLC0415  (verbs need no Qt)

        showing = Showing(given["grab"], given["size"], given["theme"])
        context.exit(run_window(context.obj.config(), room, showing))


@group.command(cls=JsonCommand)
@click.option("--call", metavar="NUMBER", help="The emergency call's number.")
@click.option("--ambulance", metavar="CALLSIGN", help="The ambulance's call sign.")
@click.option("--hospital", metavar="NAME", help="The hospital to go to.")
@click.option("--paramedic", metavar="NAME", help="The paramedic to send along.")
@click.option("--additional", is_flag=True, help="Send it although the call has an ambulance already.")
@click.option("--json", "is_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def dispatch(given: Given, /, is_json: bool, **order: Any) -> None:
    """Send an ambulance to an emergency call."""

    def run() -> dict[str, Any]:
        done = dispatch_order(given.config(), given.room, OrderInWords(**order))
        return {
            "message": "Ambulance dispatched successfully",
            "emergency_call": as_json(done.call),
            "ambulance": as_json(done.ambulance),
            "assignment": as_json(done.assignment),
        }

    def say(answer: dict[str, Any]) -> None:
        click.echo(f"{answer['ambulance']['call_sign']} was sent to #{answer['emergency_call']['number']}.")

    _answer(run, say, is_json=is_json)


@group.command(cls=JsonCommand)
@click.option("--json", "is_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def board(given: Given, /, is_json: bool) -> None:
    """Print the board: calls not yet over, ambulances, and who is sent where."""
    from dispatcher_app.bootstrap.printing import print_board  # noqa: PLC0415  (rich is slow to load)

    _answer(lambda: verbs.board(given.config(), given.room), print_board, is_json=is_json)


@group.command()
@click.pass_obj
def doctor(given: Given, /) -> None:
    """Look the set-up over, and say what to do."""
    from dispatcher_app.bootstrap.doctor import examine  # noqa: PLC0415

    is_well = True
    for finding in examine(given.config()):
        is_well = is_well and not finding.advice
        click.echo(f"{'ok  ' if not finding.advice else 'FIX '} {finding.what}: {finding.found}")
        if finding.advice:
            click.echo(f"     {finding.advice}")
    sys.exit(0 if is_well else 1)


@group.command()
@click.option("--name", required=True, help='The control room\'s name, e.g. "County North".')
@click.option("--time-zone", required=True, metavar="ZONE", help="Its time zone, e.g. Europe/Vienna.")
@click.option("--dispatcher", metavar="NAME", help="Your full name: makes you a dispatcher here.")
@click.pass_obj
def init(given: Given, /, **room: Any) -> None:
    """Set up a control room in the database: tables, name, and yourself."""
    _answer(lambda: verbs.init(given.config(), verbs.NewRoom(**room)), click.echo, is_json=False)


@group.group(name="import")
def import_group() -> None:
    """Read records of other systems."""


@import_group.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--at", metavar="TIME", help='Set the board to how it stood then: "2017-01-06 17:40:16".')
@click.option("--time-zone", default="America/Los_Angeles", show_default=True, help="Where the files' clocks stood.")
@click.option("--unit-types", default="MEDIC,PRIVATE", show_default=True, help="The unit types that are ambulances.")
@click.option("--stations", type=FILE, help="Also read stations.")
@click.option("--hospitals", type=FILE, help="Also read hospitals.")
@REPORT
@click.pass_obj
def sf(given: Given, /, **wanted: Any) -> None:
    """San Francisco's unit records: one row for each unit on each call, gzipped or not."""
    from dispatcher_app.bootstrap.printing import import_unit_records  # noqa: PLC0415

    _answer(lambda: import_unit_records(given.config(), wanted), click.echo, is_json=False)


@import_group.command()
@click.option("--stations", type=FILE, help="A list of stations.")
@click.option("--hospitals", type=FILE, help="A list of hospitals.")
@REPORT
@click.pass_obj
def places(given: Given, /, **wanted: Any) -> None:
    """Stations and hospitals."""
    from dispatcher_app.bootstrap.printing import import_places  # noqa: PLC0415

    _answer(lambda: import_places(given.config(), wanted), click.echo, is_json=False)


@group.group(name="audit")
def audit_group() -> None:
    """Who did what: seal, verify and export the trail."""


@audit_group.command()
@click.pass_obj
def seal(given: Given, /) -> None:
    """Seal what is new, and print the digest to be kept outside the database."""
    from dispatcher_app.bootstrap import audit_verbs  # noqa: PLC0415

    _answer(lambda: audit_verbs.seal(given.config(), given.room), click.echo, is_json=False)


@audit_group.command()
@click.option("--kept", metavar="DIGEST", help="The digest of a seal, kept outside the database.")
@click.pass_obj
def verify(given: Given, /, kept: str | None) -> None:
    """Name every event that was changed, removed or inserted behind the trail's back."""
    from dispatcher_app.bootstrap import audit_verbs  # noqa: PLC0415

    def say(problems: list[str]) -> None:
        click.echo("\n".join(problems) or "The trail is whole.")
        sys.exit(1 if problems else 0)

    _answer(lambda: audit_verbs.verify(given.config(), given.room, kept), say, is_json=False)


@audit_group.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "from_at", required=True, metavar="TIME", help='Begin here: "2017-01-06 17:40".')
@click.option("--to", "to_at", required=True, metavar="TIME", help="End just before here.")
@click.pass_obj
def export(given: Given, /, file: Path, from_at: str, to_at: str) -> None:
    """Write a stretch of the trail into FILE, which ends in .csv or .jsonl."""
    from dispatcher_app.bootstrap import audit_verbs  # noqa: PLC0415

    _answer(lambda: audit_verbs.export(given.config(), given.room, (from_at, to_at), file), click.echo, is_json=False)


def _answer(run: Callable[[], Any], say: Callable[[Any], None], *, is_json: bool) -> None:
    """Run a verb and say how it went, in JSON or in a sentence; a fault of ours is logged whole and told briefly."""
    try:
        answer = run()
    except Exception as error:
        if not isinstance(error, DispatcherError | click.ClickException):
            _log.exception("a verb failed")
        if isinstance(error, click.ClickException):
            raise
        told = refusal(error)
        click.echo(json.dumps(told) if is_json else _sentence(told), err=not is_json)
        sys.exit(exit_code_of(error))
    if is_json:
        click.echo(json.dumps(answer))
    else:
        say(answer)


def _sentence(told: dict[str, Any]) -> str:
    """Say a refusal to a person: of bad input the sentence for each field says all there is to say."""
    if told["status"] != 400:
        return str(told["error"])
    return " ".join(str(sentence) for value in told.values() if isinstance(value, list) for sentence in value)


def main() -> int:
    """Run the command line; give the exit code."""
    try:
        group(prog_name="dispatcher")
    except DispatcherError as error:
        click.echo(_sentence(refusal(error)), err=True)
        return exit_code_of(error)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except Exception as error:  # noqa: BLE001  (logged whole, told briefly)
        _log.exception("a verb failed")
        click.echo(_sentence(refusal(error)), err=True)
        return exit_code_of(error)
    return 0
