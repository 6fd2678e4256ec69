"""The verbs at a shell: the window when none is given, and the same operations without it."""

import logging

import click

from dispatcher_app.bootstrap.answers import exit_code_of, refusal
from dispatcher_app.cli.addresses import find_address
from dispatcher_app.cli.answering import sentence_of
from dispatcher_app.cli.audit import audit_group
from dispatcher_app.cli.contacts import contacts_group, notify
from dispatcher_app.cli.crews import crew_group, hospital_group
from dispatcher_app.cli.desk import group
from dispatcher_app.cli.edits import edit
from dispatcher_app.cli.imports import import_group
from dispatcher_app.cli.notes import note
from dispatcher_app.cli.plans import PLAN_VERBS
from dispatcher_app.cli.records import correct, report
from dispatcher_app.cli.replay import replay
from dispatcher_app.cli.taking import take
from dispatcher_app.cli.users import users_group
from dispatcher_app.domain.errors import DispatcherError

__all__ = ["group", "main"]

_log = logging.getLogger(__name__)

_VERBS = (
    audit_group,
    contacts_group,
    crew_group,
    hospital_group,
    import_group,
    users_group,
    correct,
    edit,
    find_address,
    note,
    notify,
    replay,
    report,
    take,
    *PLAN_VERBS,
)

for _verb in _VERBS:
    group.add_command(_verb)


def main() -> int:
    """Run the command line; give the exit code."""
    try:
        group(prog_name="dispatcher")
    except DispatcherError as error:
        click.echo(sentence_of(refusal(error)), err=True)
        return exit_code_of(error)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except Exception as error:  # noqa: BLE001  (logged whole, told briefly)
        _log.exception("a verb failed")
        click.echo(sentence_of(refusal(error)), err=True)
        return exit_code_of(error)
    return 0
