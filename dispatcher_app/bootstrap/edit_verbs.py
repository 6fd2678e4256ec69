"""The flow of edits, bound to a desk."""

from functools import partial

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.edits import EditCall
from dispatcher_app.operations.editing import Edited, edit_call
from dispatcher_app.operations.planning import was_done
from dispatcher_app.ui.conflict.dialog_host import DialogHost
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.edit.edit_flow import EditFlow, EditMeans


def edit_flow(desk: Desk, jobs: JobRunner, window: DeskWindow, now: ServerNow, dialogs: DialogHost) -> EditFlow:
    """Let calls be edited at a desk's window."""
    means = EditMeans(partial(_edit, desk), partial(was_done, desk.store), now, desk.person.can_dispatch)
    return EditFlow(window, jobs, means, dialogs)


def _edit(desk: Desk, command: EditCall) -> Edited:
    return edit_call(desk.store, command, desk.login)
