"""What the verbs draw in a terminal: the board as two tables, and the progress of an import."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from dispatcher_app.bootstrap.desk import Desk, Room
from dispatcher_app.bootstrap.instants import read_instant
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.texts import laid_open
from dispatcher_app.operations.audit import seal_audit
from dispatcher_app.operations.importing import (
    ImportOptions,
    ImportReport,
    LeftOut,
    PlacesReport,
    StreetsReport,
    Tally,
    write_left_out,
)
from dispatcher_app.operations.importing import import_places as import_places_into
from dispatcher_app.operations.importing import import_shifts as import_shifts_into
from dispatcher_app.operations.importing import import_streets as import_streets_into
from dispatcher_app.operations.importing import import_types as import_types_into
from dispatcher_app.operations.importing import import_unit_records as import_into
from dispatcher_app.operations.set_up import has_control_room

_FILE_WIDTH = 160


def print_board(board: dict[str, Any]) -> None:
    """Print calls and ambulances, the most urgent first. Nothing of it is read as markup or steers the terminal."""
    console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH)
    mark = " (DEMO)" if board["room"]["is_demo"] else ""
    console.print(Text(laid_open(f"{board['room']['name']}{mark}"), style="bold"))
    taken_at = datetime.fromisoformat(board["taken_at"])
    console.print(_calls_table(board, taken_at))
    console.print(_ambulances_table(board, taken_at))


def print_people(accounts: list[dict[str, Any]]) -> None:
    """Print who may log in, as what, and whether something keeps them out."""
    table = Table("Log-in", "Name", "Role", "May log in", "Open sessions")
    for account in accounts:
        standing = "yes" if account["is_active"] else "disabled"
        if account["locked_until"] is not None:
            standing = f"locked until {account['locked_until'][11:16]} UTC"
        shown = (account["login"], account["full_name"], Role(account["role"]).words, standing, account["sessions"])
        table.add_row(*(Text(laid_open(str(cell))) for cell in shown))
    Console(width=None if sys.stdout.isatty() else _FILE_WIDTH).print(table)


def _calls_table(board: dict[str, Any], taken_at: datetime) -> Table:
    signs = {ambulance["id"]: ambulance["call_sign"] for ambulance in board["ambulances"]}
    sent: dict[int, list[str]] = {}
    for assignment in board["assignments"]:
        sent.setdefault(assignment["emergency_call_id"], []).append(signs[assignment["ambulance_id"]])
    table = Table("P", "No.", "Status", "Type", "Location", "Since received", "Ambulances")
    for call in sorted(
        board["calls"], key=lambda item: (item["status"] != "OPEN", item["priority"], item["received_at"])
    ):
        since = _duration(taken_at - datetime.fromisoformat(call["received_at"]))
        signs_sent = ", ".join(sent.get(call["id"], []))
        shown = [call[name] for name in ("priority", "number", "status", "type_text", "location_text")]
        table.add_row(*(Text(laid_open(str(cell))) for cell in (*shown, since, signs_sent)))
    return table


def _ambulances_table(board: dict[str, Any], taken_at: datetime) -> Table:
    table = Table("Call sign", "Status", "Crew", "Since")
    for ambulance in sorted(board["ambulances"], key=lambda item: (item["status"] != "AVAILABLE", item["call_sign"])):
        since = _duration(taken_at - datetime.fromisoformat(ambulance["status_since"]))
        shown = [ambulance[name] for name in ("call_sign", "status", "crew_level")]
        table.add_row(*(Text(laid_open(str(cell))) for cell in (*shown, since)))
    return table


def _duration(lasting: timedelta) -> str:
    minutes, seconds = divmod(max(0, int(lasting.total_seconds())), 60)
    return f"{minutes}:{seconds:02}"


def import_unit_records(config: AppConfig, wanted: dict[str, Any]) -> str:
    """Import unit records into the live database under a progress bar, and places with them; give the summary."""
    types = frozenset(kind.strip().upper() for kind in wanted["unit_types"].split(",") if kind.strip())
    # One with an offset is that instant, any other is the records' own clock.
    at = None if wanted["at"] is None else read_instant(wanted["at"], "at")
    options = ImportOptions(at, wanted["time_zone"], types)
    places = PlacesReport()
    lines: list[str] = []
    with (
        reporting_to(wanted["report"]),
        desk_for(config, Room.LIVE, as_administrator=True) as desk,
        _progress() as progress,
    ):
        if wanted["stations"] or wanted["hospitals"]:
            places = import_places_into(desk.store, wanted["stations"], wanted["hospitals"])
            lines.append(_places_line(places))
        task = progress.add_task("Reading and writing", total=None)
        report = import_into(
            desk.store,
            wanted["files"],
            options,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
        # Thousands of new events are sealed here rather than on the first desk's thread.
        seal_audit(desk.store)
    lines += _report_lines(report)
    return "\n".join([*lines, *_list_left_out(wanted["report"], (*places.left_out, *report.left_out))])


def import_places(config: AppConfig, wanted: dict[str, Any]) -> str:
    """Import stations and hospitals into the live database; give the summary."""
    if wanted["stations"] is None and wanted["hospitals"] is None:
        raise InvalidInput({"files": ["Name a file: --stations FILE or --hospitals FILE."]})
    with reporting_to(wanted["report"]), desk_for(config, Room.LIVE, as_administrator=True) as desk:
        report = import_places_into(desk.store, wanted["stations"], wanted["hospitals"])
        hint = _hint_at_room(desk)
    return "\n".join([_places_line(report), *_list_left_out(wanted["report"], report.left_out), *hint])


def import_streets(config: AppConfig, wanted: dict[str, Any]) -> str:
    """Import a street map into the live database; give the summary."""
    with reporting_to(wanted["report"]), desk_for(config, Room.LIVE, as_administrator=True) as desk:
        report = import_streets_into(desk.store, wanted["file"])
        hint = _hint_at_room(desk)
    return "\n".join([*_streets_lines(report), *_list_left_out(wanted["report"], report.left_out), *hint])


def _hint_at_room(desk: Desk) -> list[str]:
    return [] if has_control_room(desk.store) else ["This database is no control room yet. Run: dispatcher init"]


def import_types(config: AppConfig, wanted: dict[str, Any]) -> str:
    """Import types of calls into the live database; give the summary."""
    with reporting_to(wanted["report"]), desk_for(config, Room.LIVE, as_administrator=True) as desk:
        report = import_types_into(desk.store, wanted["file"])
    counts = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged"
    left = f", {len(report.left_out)} left out" if report.left_out else ""
    return "\n".join([f"Types of calls: {counts}{left}.", *_list_left_out(wanted["report"], report.left_out)])


def import_shifts(config: AppConfig, wanted: dict[str, Any]) -> str:
    """Import planned shifts into the live database; give the summary."""
    changes_at = _hour(wanted["change_at"])
    with reporting_to(wanted["report"]), desk_for(config, Room.LIVE, as_administrator=True) as desk:
        report = import_shifts_into(desk.store, wanted["file"], changes_at)
    left = f", {len(report.left_out)} left out" if report.left_out else ""
    return "\n".join([f"Shifts: {_tally(report.shifts)}{left}.", *_list_left_out(wanted["report"], report.left_out)])


def _hour(text: str | None) -> time | None:
    try:
        return None if text is None else time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise InvalidInput({"change_at": ["Write the hour at which shifts change like 07:00."]}) from None


@contextmanager
def reporting_to(file: Path) -> Iterator[None]:
    """See first that the report can be written: what has been done must not fail for want of a file."""
    is_new = not file.exists()
    try:
        with file.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        sentence = f"The report cannot be written to {_shown(file)}: {error.strerror}. Name another file with --report."
        raise InvalidInput({"report": [sentence]}) from None
    try:
        yield
    except BaseException:
        if is_new:
            file.unlink(missing_ok=True)
        raise


def _list_left_out(file: Path, rows: Sequence[LeftOut]) -> list[str]:
    try:
        write_left_out(file, rows)
    except OSError as error:
        return [
            f"The records are in the database. The report could not be written to {_shown(file)}: {error.strerror}."
        ]
    return [f"Each row left out, and why: {_shown(file)}"] if rows else []


def _shown(file: Path) -> str:
    return laid_open(str(file))


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _places_line(report: PlacesReport) -> str:
    rows = "1 row" if len(report.left_out) == 1 else f"{len(report.left_out)} rows"
    left = f", {rows} left out" if report.left_out else ""
    return f"Stations: {_tally(report.stations)}. Hospitals: {_tally(report.hospitals)}{left}."


def _streets_lines(report: StreetsReport) -> list[str]:
    segments = f"{report.new} segments new, {report.replaced} replaced, {report.unchanged} unchanged"
    reasons = Counter(row.reason for row in report.left_out)
    return [
        f"{report.streets} streets: {segments}.",
        *(f"Left out: {count} ({reason})." for reason, count in sorted(reasons.items())),
    ]


def _tally(tally: Tally) -> str:
    return f"{tally.new} new, {tally.unchanged} unchanged"


def _report_lines(report: ImportReport) -> list[str]:
    rows = f"{report.rows_of_other_types} of them of other unit types, {report.rows_to_come} still to come"
    statuses = sorted(report.calls_by_status.items())
    return [
        f"{report.rows_read} rows read, {rows}.",
        f"Calls: {_tally(report.calls)}. Ambulances: {_tally(report.ambulances)}.",
        f"Assignments: {_tally(report.assignments)}.",
        f"Board: {', '.join(f'{count} {status}' for status, count in statuses)}.",
        *(f"Left out: {count} ({reason})." for reason, count in sorted(report.left_out_by_reason.items())),
    ]
