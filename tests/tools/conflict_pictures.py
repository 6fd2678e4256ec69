"""The pictures of the conflicts: each is made for real, by a second desk that gets in the way."""

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.domain.statuses import CallStatus
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.ui.theme.tokens import Tokens
from tests.tools.studio import SIZES, Studio


def draw_conflicts(scene: Studio, tokens: Tokens) -> None:
    """Make each conflict for real, and draw what the dispatcher is told."""
    waiting = [call.id for call in load_board(scene.rival).calls if call.status is CallStatus.OPEN]
    scene.suffix = tokens.name
    scene.desk.window.resize(*SIZES[0])
    _ambulance_taken(scene, waiting[0], waiting[1])
    _call_taken(scene, waiting[1])
    _call_over(scene, waiting[2], "cancelled")
    _call_over(scene, waiting[3], "closed")
    _record_busy(scene, waiting[4])
    _unreachable(scene, waiting[5])


def _ambulance_taken(scene: Studio, mine: EmergencyCallId, other: EmergencyCallId) -> None:
    scene.desk.window.select_call(mine)
    nearest = scene.desk.window.nearest_available(mine, None)
    if nearest is None:
        raise LookupError("no available ambulance with a position")
    dispatch_ambulance(scene.rival, DispatchAmbulance(other, nearest.ambulance.id), "anna")
    scene.refuse_and_draw("conflict-ambulance-taken")


def _call_taken(scene: Studio, call: EmergencyCallId) -> None:
    scene.refresh()
    scene.desk.window.select_call(call)
    scene.refuse_and_draw("conflict-call-taken")


def _call_over(scene: Studio, call: EmergencyCallId, how: str) -> None:
    scene.desk.window.select_call(call)
    with scene.rival.transaction() as tx:
        tx.database.execute_sql(
            "UPDATE emergency_call SET status = %s, ended_at = now(), ended_at_desk = 'desk 2',"
            " ended_by_id = (SELECT id FROM dispatcher WHERE login = 'anna') WHERE id = %s",
            (how.upper(), call),
        )
    scene.refuse_and_draw(f"conflict-call-{how}")


def _record_busy(scene: Studio, call: EmergencyCallId) -> None:
    scene.desk.window.select_call(call)
    with scene.rival.transaction() as tx:
        tx.database.execute_sql("SELECT 1 FROM emergency_call WHERE id = %s FOR UPDATE", (call,))
        scene.refuse_and_draw("conflict-record-busy")


def _unreachable(scene: Studio, call: EmergencyCallId) -> None:
    scene.desk.window.select_call(call)
    scene.server.stop()
    scene.refuse_and_draw("conflict-unreachable")
    scene.server.start()
