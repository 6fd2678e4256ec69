"""Reading records of other systems."""

from pathlib import Path
from typing import Any

import click

from dispatcher_app.cli.answering import Given, answer

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
REPORT = click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("import-report.csv"),
    show_default=True,
    help="Where the rows left out are listed.",
)


@click.group(name="import")
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

    answer(lambda: import_unit_records(given.config(), wanted), click.echo, is_json=False)


@import_group.command()
@click.option("--stations", type=FILE, help="A list of stations.")
@click.option("--hospitals", type=FILE, help="A list of hospitals.")
@REPORT
@click.pass_obj
def places(given: Given, /, **wanted: Any) -> None:
    """Stations and hospitals."""
    from dispatcher_app.bootstrap.printing import import_places  # noqa: PLC0415

    answer(lambda: import_places(given.config(), wanted), click.echo, is_json=False)


@import_group.command()
@click.argument("file", type=FILE)
@REPORT
@click.pass_obj
def types(given: Given, /, **wanted: Any) -> None:
    """The types of emergency calls: a CSV with codes and descriptions, perhaps priorities and ALS or BLS."""
    from dispatcher_app.bootstrap.printing import import_types  # noqa: PLC0415

    answer(lambda: import_types(given.config(), wanted), click.echo, is_json=False)


@import_group.command()
@click.argument("file", type=FILE)
@REPORT
@click.pass_obj
def streets(given: Given, /, **wanted: Any) -> None:
    """A map of streets for address help: GeoJSON, gzipped or not, with names and, where there are, house numbers."""
    from dispatcher_app.bootstrap.printing import import_streets  # noqa: PLC0415

    answer(lambda: import_streets(given.config(), wanted), click.echo, is_json=False)


@import_group.command()
@click.argument("file", type=FILE)
@click.option("--change-at", metavar="TIME", help="When shifts change (07:00), for a list that only has their hours.")
@REPORT
@click.pass_obj
def shifts(given: Given, /, **wanted: Any) -> None:
    """Planned shifts of ambulances, of paramedics, or of one on the other: a CSV with headers."""
    from dispatcher_app.bootstrap.printing import import_shifts  # noqa: PLC0415

    answer(lambda: import_shifts(given.config(), wanted), click.echo, is_json=False)
