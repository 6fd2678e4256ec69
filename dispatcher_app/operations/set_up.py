"""Setting up a control room and the people in it."""

from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.domain.errors import SchemaMismatch
from dispatcher_app.domain.roles import Role
from dispatcher_app.storage import people
from dispatcher_app.storage.board import find_dispatcher
from dispatcher_app.storage.store import Store


def has_control_room(store: Store) -> bool:
    """Tell whether this database has been set up. Raises Unavailable."""
    try:
        with store.snapshot() as tx:
            return people.find_control_room(tx) is not None
    except SchemaMismatch:
        # It has no tables yet: whoever was making it was stopped.
        return False


def set_up_control_room(store: Store, room: ControlRoom) -> bool:
    """Say what this database is, unless it is said; tell whether it was new."""
    with store.transaction() as tx:
        return people.insert_control_room(tx, room)


def ensure_dispatcher(store: Store, login: str, full_name: str) -> None:
    """Give a login a dispatcher's profile, unless it has one."""
    with store.transaction() as tx:
        if find_dispatcher(tx, login) is None:
            people.insert_dispatcher(tx, login, full_name)


def let_in(store: Store, login: str, role: Role) -> None:
    """Give somebody a log-in without a password, unless they have one. Only the server's administrator may."""
    with store.transaction() as tx:
        people.ensure_login(tx, login, role)


def login_of_session(store: Store) -> str:
    """Tell as whom the database knows this session."""
    with store.snapshot() as tx:
        return people.session_login(tx)
