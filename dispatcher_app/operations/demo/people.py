"""The people of the demonstration: anybody may be any of them, to see what each may do."""

from dispatcher_app.domain.roles import Person, Role
from dispatcher_app.operations.demo import content
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import importing_demo as demo
from dispatcher_app.storage.people import ensure_login, insert_dispatcher
from dispatcher_app.storage.store import Store

DEMO_PEOPLE: tuple[Person, ...] = (
    *(Person(login, name, Role.DISPATCHER) for login, name in content.DISPATCHERS),
    *(Person(login, name, role) for login, name, role in content.OTHERS),
    Person(*content.PARAMEDIC_LOG_IN, Role.PARAMEDIC),
)


@restarting
def let_demo_people_in(store: Store) -> None:
    """Give each of them a log-in without a password, and a profile. Raises Unavailable."""
    with store.transaction() as tx:
        for person in DEMO_PEOPLE:
            if person.role is Role.PARAMEDIC:
                demo.give_paramedic_log_in(tx, person.full_name, person.login)
            else:
                insert_dispatcher(tx, person.login, person.full_name)
            ensure_login(tx, person.login, person.role)
