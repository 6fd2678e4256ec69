"""From an order about running work to the operation that carries it out."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain import plans
from dispatcher_app.operations import changing_plans, ending_calls, handing_over, stamping_work
from dispatcher_app.operations.planning import PlanDone, was_done
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.plans.plan_flow import PlanMeans

VERBS: Mapping[type[plans.Plan], Callable[..., PlanDone]] = MappingProxyType(
    {
        plans.StampAssignment: stamping_work.stamp_assignment,
        plans.ClearAmbulance: stamping_work.clear_ambulance,
        plans.UndoStamp: stamping_work.undo_stamp,
        plans.StandDown: changing_plans.stand_down,
        plans.DivertAmbulance: changing_plans.divert_ambulance,
        plans.SwapAmbulances: changing_plans.swap_ambulances,
        plans.ReportBreakdown: changing_plans.report_breakdown,
        plans.TakeOutOfService: changing_plans.take_out_of_service,
        plans.ReturnToService: changing_plans.return_to_service,
        plans.CloseCall: ending_calls.close_call,
        plans.CancelCall: ending_calls.cancel_call,
        plans.ReopenCall: ending_calls.reopen_call,
        plans.HandOverCall: handing_over.hand_over_call,
    }
)


def carry_out(desk: Desk, plan: plans.Plan) -> PlanDone:
    """Carry an order out in the name of the desk's person. Raises as its operation does."""
    return VERBS[type(plan)](desk.store, plan, desk.login)


def plan_means(desk: Desk, now: ServerNow) -> PlanMeans:
    """Give the window's flow what it needs of this desk."""
    return PlanMeans(partial(carry_out, desk), partial(was_done, desk.store), now, desk.person.oversees)
