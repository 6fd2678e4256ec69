"""The window, and the verbs of a desk: dispatch, board, doctor, init."""

import sys
from pathlib import Path
from typing import Any

import click

from dispatcher_app.bootstrap import verbs
from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.orders import OrderInWords
from dispatcher_app.bootstrap.orders import dispatch as dispatch_order
from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer


@click.group(invoke_without_command=True)
@click.option("--database", metavar="URL", default="", help="A shared PostgreSQL (15 or later), for this run.")
@click.option("--server", metavar="NAME", default="", help="A server of the configuration file, for this run.")
@click.option("--login", metavar="NAME", default="", help="Who you are to the database; it may ask for a password.")
@click.option("--desk", metavar="NAME", default="", help="This desk's name; else the lowest free number.")
@click.option("--demo", is_flag=True, help="Open the demo city, even if a live board is there.")
@click.option("--replay", is_flag=True, help="Look on while a recorded week is replayed (dispatcher replay FILE).")
@click.option("--grab", type=click.Path(dir_okay=False, path_type=Path), help="Draw the window to a PNG, and leave.")
@click.option("--size", metavar="WIDTHxHEIGHT", default="1920x1080", help="How large --grab draws the window.")
@click.option("--theme", type=click.Choice(["dark", "light"]), help="The window's colours.")
@click.pass_context
def group(context: click.Context, /, **given: Any) -> None:
    """Dispatcher, the ambulance dispatch desk. Without a verb it opens the window.

    Two verbs belong to main.py alone: `test` runs the tests, `setup` only sets up.
    """
    room = Room.REPLAY if given["replay"] else Room.DEMO if given["demo"] else Room.LIVE_IF_THERE
    context.obj = Given(given["database"], given["server"], given["login"], given["desk"], room)
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
@click.option("--diverts-accepted", is_flag=True, help="Go to that hospital although it diverts.")
@IN_JSON
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

    def say(done: dict[str, Any]) -> None:
        click.echo(f"{done['ambulance']['call_sign']} was sent to #{done['emergency_call']['number']}.")

    answer(run, say, is_json=is_json)


@group.command(cls=JsonCommand)
@click.option("--paper", type=click.Path(dir_okay=False, path_type=Path), help="Write the paper board to this PDF.")
@IN_JSON
@click.pass_obj
def board(given: Given, /, paper: Path | None, is_json: bool) -> None:
    """Print the board: calls not yet over, ambulances, and who is sent where.

    With --paper a PDF to go on with by hand; without the database, of the last board this computer saw.
    """
    if paper is not None:
        from dispatcher_app.bootstrap.paper_board import print_paper  # noqa: PLC0415  (verbs need no Qt)

        file = paper
        answer(
            lambda: print_paper(given.config(), given.room, file),
            lambda done: click.echo(done["message"], err=True),
            is_json=is_json,
        )
        return
    from dispatcher_app.bootstrap.printing import print_board  # noqa: PLC0415  (rich is slow to load)

    answer(lambda: verbs.board(given.config(), given.room), print_board, is_json=is_json)


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
@click.option("--embedded", "is_embedded", is_flag=True, help="On this machine alone; everybody needs a password.")
@click.pass_obj
def init(given: Given, /, is_embedded: bool, **room: Any) -> None:
    """Set up a control room in the database: tables, name, and yourself."""
    new = verbs.NewRoom(**room)
    if is_embedded:
        answer(lambda: verbs.init_embedded(given.config(), new), click.echo, is_json=False)
    else:
        answer(lambda: verbs.init(given.config(), new), click.echo, is_json=False)
