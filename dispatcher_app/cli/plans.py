"""What becomes of work that runs, at a shell: stamps, changes of plan, and how a call ends."""

from collections.abc import Callable
from typing import Any

import click

from dispatcher_app.bootstrap.plan_orders import Named, order
from dispatcher_app.cli.answering import IN_JSON, Given, JsonCommand, answer
from dispatcher_app.domain import plans
from dispatcher_app.domain.stamps import REPORTED, Stamp
from dispatcher_app.domain.statuses import CallOutcome

AMBULANCE = click.option("--ambulance", required=True, metavar="CALLSIGN", help="The ambulance's call sign.")
CALL = click.option("--call", required=True, metavar="NUMBER", help="The emergency call's number.")
REASON = click.option("--reason", default="", metavar="TEXT", help="Why; it stays in the record.")
FREEING = click.option("--free", multiple=True, metavar="CALLSIGN", help="An ambulance that is free with it.")
OUTCOMES = click.Choice([outcome.value.lower().replace("_", "-") for outcome in CallOutcome])
OUTCOME = click.option("--outcome", required=True, type=OUTCOMES, help="What came of it.")


def _outcome(words: str) -> CallOutcome:
    return CallOutcome[words.upper().replace("-", "_")]


def _stamp(words: str) -> Stamp:
    return Stamp[words.upper().replace("-", "_")]


def _carry_out(given: Given, make: Callable[[Named], plans.Plan], *, is_json: bool) -> None:
    answer(
        lambda: order(given.config(), given.room, make), lambda done: click.echo(f"{done['message']}."), is_json=is_json
    )


@click.command(cls=JsonCommand)
@click.argument("stamp", type=click.Choice([stamp.words.replace(" ", "-") for stamp in REPORTED]))
@AMBULANCE
@click.option("--undo", is_flag=True, help="Take it back: it was a slip, less than a minute ago.")
@IN_JSON
@click.pass_obj
def stamp(given: Given, /, stamp: str, ambulance: str, *, undo: bool, is_json: bool) -> None:
    """Write what a crew has just done, as its dispatcher."""
    kind = plans.UndoStamp if undo else plans.StampAssignment
    _carry_out(given, lambda named: kind(named.running(ambulance).id, _stamp(stamp)), is_json=is_json)


@click.command(cls=JsonCommand)
@AMBULANCE
@OUTCOME
@IN_JSON
@click.pass_obj
def clear(given: Given, /, ambulance: str, outcome: str, *, is_json: bool) -> None:
    """Take an ambulance back into service; with the last one its call is closed."""
    _carry_out(
        given,
        lambda named: plans.ClearAmbulance(named.running(ambulance).id, _outcome(outcome)),
        is_json=is_json,
    )


@click.command("stand-down", cls=JsonCommand)
@AMBULANCE
@REASON
@IN_JSON
@click.pass_obj
def stand_down(given: Given, /, ambulance: str, reason: str, *, is_json: bool) -> None:
    """Send an ambulance home that has not begun."""
    _carry_out(given, lambda named: plans.StandDown(named.running(ambulance).id, reason), is_json=is_json)


@click.command(cls=JsonCommand)
@AMBULANCE
@click.option("--to", "number", required=True, metavar="NUMBER", help="The emergency call it is to go to.")
@click.option("--additional", is_flag=True, help="Although that call has an ambulance already.")
@REASON
@IN_JSON
@click.pass_obj
def divert(given: Given, /, is_json: bool, **wanted: Any) -> None:
    """Send an ambulance that is out to another call instead."""
    _carry_out(
        given,
        lambda named: plans.DivertAmbulance(
            named.running(wanted["ambulance"]).id,
            named.call(wanted["number"]),
            wanted["reason"],
            is_additional=wanted["additional"],
        ),
        is_json=is_json,
    )


@click.command(cls=JsonCommand)
@AMBULANCE
@click.option("--with", "other", required=True, metavar="CALLSIGN", help="The ambulance that takes its place.")
@REASON
@IN_JSON
@click.pass_obj
def swap(given: Given, /, ambulance: str, other: str, reason: str, *, is_json: bool) -> None:
    """Let another ambulance do this one's work; one that is on its way elsewhere changes calls with it."""

    def make(named: Named) -> plans.Plan:
        substitute = named.ambulance(other)
        its = next((item.id for item in named.board.assignments if item.ambulance_id == substitute), None)
        return plans.SwapAmbulances(named.running(ambulance).id, substitute, its, reason)

    _carry_out(given, make, is_json=is_json)


@click.command(cls=JsonCommand)
@AMBULANCE
@REASON
@IN_JSON
@click.pass_obj
def breakdown(given: Given, /, ambulance: str, reason: str, *, is_json: bool) -> None:
    """Take an ambulance out of service on the spot; its call waits again, and every desk is alarmed."""

    def make(named: Named) -> plans.Plan:
        broken = named.ambulance(ambulance)
        its = next((item.id for item in named.board.assignments if item.ambulance_id == broken), None)
        return plans.ReportBreakdown(broken, reason, its)

    _carry_out(given, make, is_json=is_json)


@click.command(cls=JsonCommand)
@AMBULANCE
@click.argument("what", type=click.Choice(["out", "back"]))
@IN_JSON
@click.pass_obj
def service(given: Given, /, ambulance: str, what: str, *, is_json: bool) -> None:
    """Take an available ambulance out of service, or back."""
    kind = plans.TakeOutOfService if what == "out" else plans.ReturnToService
    _carry_out(given, lambda named: kind(named.ambulance(ambulance)), is_json=is_json)


@click.command(cls=JsonCommand)
@CALL
@OUTCOME
@REASON
@FREEING
@IN_JSON
@click.pass_obj
def close(given: Given, /, is_json: bool, **wanted: Any) -> None:
    """Close a call. Every ambulance that is still out for it has to be named: nobody is forgotten."""

    def make(named: Named) -> plans.Plan:
        call = named.call(wanted["call"])
        clearing = named.running_on(call, wanted["free"])
        return plans.CloseCall(call, _outcome(wanted["outcome"]), wanted["reason"], clearing)

    _carry_out(given, make, is_json=is_json)


@click.command(cls=JsonCommand)
@CALL
@click.option("--reason", required=True, metavar="TEXT", help="Why it is none any more; it stays in the record.")
@FREEING
@IN_JSON
@click.pass_obj
def cancel(given: Given, /, is_json: bool, **wanted: Any) -> None:
    """Cancel a call. Every ambulance that is still out for it has to be named."""

    def make(named: Named) -> plans.Plan:
        call = named.call(wanted["call"])
        return plans.CancelCall(call, wanted["reason"], named.running_on(call, wanted["free"]))

    _carry_out(given, make, is_json=is_json)


@click.command(cls=JsonCommand)
@CALL
@REASON
@IN_JSON
@click.pass_obj
def reopen(given: Given, /, call: str, reason: str, *, is_json: bool) -> None:
    """Let a call that is over wait again, since it was received."""
    _carry_out(given, lambda named: plans.ReopenCall(named.call(call), reason), is_json=is_json)


@click.command("hand-over", cls=JsonCommand)
@CALL
@click.option("--to", "full_name", required=True, metavar="NAME", help="The dispatcher's full name.")
@IN_JSON
@click.pass_obj
def hand_over(given: Given, /, call: str, full_name: str, *, is_json: bool) -> None:
    """Put a call into another dispatcher's hands, or your own."""

    def make(named: Named) -> plans.Plan:
        call_id = named.call(call)
        return plans.HandOverCall(call_id, named.dispatcher(full_name), named.handler(call_id))

    _carry_out(given, make, is_json=is_json)


PLAN_VERBS = (stamp, clear, stand_down, divert, swap, breakdown, service, close, cancel, reopen, hand_over)
