"""The room's types of calls: a list that comes from a file, and is read by every desk."""

from collections.abc import Iterable

from dispatcher_app.domain.call_taking import CallType
from dispatcher_app.storage import call_models
from dispatcher_app.storage.store import Transaction

_SAVE = """
    INSERT INTO call_type AS t (code, words, default_priority, needs)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::smallint[], %s::text[])
    ON CONFLICT (code) DO UPDATE SET words = EXCLUDED.words, default_priority = EXCLUDED.default_priority,
        needs = EXCLUDED.needs, is_active = true
    WHERE (t.words, t.default_priority, t.needs, t.is_active)
        IS DISTINCT FROM (EXCLUDED.words, EXCLUDED.default_priority, EXCLUDED.needs, true)
    RETURNING xmax = 0"""


def save_call_types(tx: Transaction, types: Iterable[CallType]) -> tuple[int, int]:
    """Write types, known again by their code; give how many were new, and how many said something else before."""
    rows = [(kind.code, kind.words, kind.default_priority, kind.needs) for kind in types]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    written = [is_new for (is_new,) in tx.database.execute_sql(_SAVE, columns).fetchall()]
    return sum(written), len(written) - sum(written)


def read_call_types(tx: Transaction) -> tuple[CallType, ...]:
    """List the types in use, by their words."""
    model = call_models.CallType
    query = model.select().where(model.is_active).order_by(model.words, model.code)
    return tuple(CallType(row.code, row.words, row.default_priority, row.needs) for row in query.execute(tx.database))
