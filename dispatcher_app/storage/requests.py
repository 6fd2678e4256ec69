"""Requests: each is carried out once, and whoever lost the answer can make sure of what became of it."""

from dispatcher_app.domain.ids import RequestId
from dispatcher_app.domain.plan_errors import OrderWithdrawn
from dispatcher_app.storage.store import Transaction

_WITHDRAWN = "withdrawn"

_WRITE = "INSERT INTO request (id, verb) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING verb"


def claim_request(tx: Transaction, request_id: RequestId, verb: str) -> bool:
    """Write that this transaction carries a request out, and sign the trail with it; False if one before it did.

    Where another transaction is at the same request, this waits for its end. Raises OrderWithdrawn, LockNotGranted.
    """
    is_new = tx.database.execute_sql(_WRITE, (str(request_id), verb)).fetchone() is not None
    if is_new:
        tx.database.execute_sql("SELECT set_config('dispatcher.request_id', %s, true)", (str(request_id),))
    elif _verb_of(tx, request_id) == _WITHDRAWN:
        raise OrderWithdrawn
    return is_new


def was_carried_out(tx: Transaction, request_id: RequestId) -> bool:
    """Tell whether a request took effect. One that has not is taken back: it will not, however late it comes.

    Waits for a transaction that is just carrying it out. Raises LockNotGranted.
    """
    if tx.database.execute_sql(_WRITE, (str(request_id), _WITHDRAWN)).fetchone() is not None:
        return False
    return _verb_of(tx, request_id) != _WITHDRAWN


def _verb_of(tx: Transaction, request_id: RequestId) -> str:
    (verb,) = tx.database.execute_sql("SELECT verb FROM request WHERE id = %s", (str(request_id),)).fetchone()
    return str(verb)
