"""What the verbs draw in a terminal: the board as two tables, and the progress of an import."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing import ImportOptions, ImportReport, PlacesReport, Tally, write_left_out
from dispatcher_app.operations.importing import import_places as import_places_into
from dispatcher_app.operations.importing import import_unit_records as import_into

_FILE_WIDTH = 160


def print_board(board: dict[str, Any]) -> None:
    """Print calls and ambulances, the most urgent first. Nothing of it is read as markup."""
    console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH)
    mark = " (DEMO)" if board["room"]["is_demo"] else ""
    console.print(Text(f"{board['room']['name']}{mark}", style="bold"))
    taken_at = datetime.fromisoformat(board["taken_at"])
    console.print(_calls_table(board, taken_at))
    console.print(_ambulances_table(board, taken_at))


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
        table.add_row(*(Text(str(cell)) for cell in (*shown, since, signs_sent)))
    return table


def _ambulances_table(board: dict[str, Any], taken_at: datetime) -> Table:
    table = Table("Call sign", "Status", "Crew", "Since")
    for ambulance in sorted(board["ambulances"], key=lambda item: (item["status"] != "AVAILABLE", item["call_sign"])):
        since = _duration(taken_at - datetime.fromisoformat(ambulance["status_since"]))
        shown = [ambulance[name] for name in ("call_sign", "status", "crew_level")]
        table.add_row(*(Text(str(cell)) for cell in (*shown, since)))
    return table


def _duration(lasting: timedelta) -> str:
    minutes, seconds = divmod(max(0, int(lasting.total_seconds())), 60)
    return f"{minutes}:{seconds:02}"


def import_unit_records(config: AppConfig, wanted: dict[str, Any]) -> str:
    """Import unit records into the live database under a progress bar, and places with them; give the summary."""
    types = frozenset(kind.strip().upper() for kind in wanted["unit_types"].split(",") if kind.strip())
    options = ImportOptions(_instant(wanted["at"]), wanted["time_zone"], types)
    lines: list[str] = []
    with desk_for(config, Room.LIVE) as desk, _progress() as progress:
        if wanted["stations"] or wanted["hospitals"]:
            lines.append(_places_line(import_places_into(desk.store, wanted["stations"], wanted["hospitals"])))
        task = progress.add_task("Reading and writing", total=None)
        report = import_into(
            desk.store,
            wanted["files"],
            options,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    write_left_out(wanted["report"], report.left_out)
    return "\n".join([*lines, *_report_lines(report, wanted["report"])])


def import_places(config: AppConfig, stations: Path | None, hospitals: Path | None) -> str:
    """Import stations and hospitals into the live database; give the summary."""
    if stations is None and hospitals is None:
        raise InvalidInput({"files": ["Name a file: --stations FILE or --hospitals FILE."]})
    with desk_for(config, Room.LIVE) as desk:
        return _places_line(import_places_into(desk.store, stations, hospitals))


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise InvalidInput({"at": [f"{text} is no time. Write it like 2017-01-06 17:40:16."]}) from None


def _places_line(report: PlacesReport) -> str:
    left = f", {len(report.left_out)} rows left out" if report.left_out else ""
    return f"Stations: {_tally(report.stations)}. Hospitals: {_tally(report.hospitals)}{left}."


def _tally(tally: Tally) -> str:
    return f"{tally.new} new, {tally.unchanged} unchanged"


def _report_lines(report: ImportReport, file: Path) -> list[str]:
    rows = f"{report.rows_of_other_types} of them of other unit types, {report.rows_to_come} still to come"
    statuses = sorted(report.calls_by_status.items())
    lines = [
        f"{report.rows_read} rows read, {rows}.",
        f"Calls: {_tally(report.calls)}. Ambulances: {_tally(report.ambulances)}.",
        f"Assignments: {_tally(report.assignments)}.",
        f"Board: {', '.join(f'{count} {status}' for status, count in statuses)}.",
        *(f"Left out: {count} ({reason})." for reason, count in sorted(report.left_out_by_reason.items())),
    ]
    if report.left_out:
        lines.append(f"Each row left out, and why: {file}")
    return lines
