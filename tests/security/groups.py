"""Who there is, group by group, and which groups have what in common."""

GROUPS = (
    "viewer",
    "paramedic",
    "dispatcher",
    "supervisor",
    "admin",
    "emergency",
    "emergency, open",
    "gate",
    "notifier",
    "no group",
)
"""Each a role `dispatch_…`, an emergency log-in before and after it opened its access; the last is in none of them."""

PEOPLE = {
    "viewer": "vera",
    "paramedic": "pam",
    "dispatcher": "anna",
    "supervisor": "sue",
    "admin": "ada",
    "emergency": "eve",
    "emergency, open": "erin",
    "gate": "dispatch_gate",
    "notifier": "nora",
    "no group": "nobody_at_all",
}
"""Who tries it for each group."""

BOARD = frozenset(GROUPS[:7])
DESKS = frozenset({"dispatcher", "supervisor", "emergency, open"})
CREWS = frozenset({"paramedic"})
SUPERVISORS = frozenset({"supervisor"})
ADMINS = frozenset({"admin"})
OVERSEERS = SUPERVISORS | ADMINS
EMERGENCY = frozenset({"emergency", "emergency, open"})
GATE = frozenset({"gate"})
NOTIFIERS = frozenset({"notifier"})
SENDERS = DESKS | NOTIFIERS

NOBODY: frozenset[str] = frozenset()
