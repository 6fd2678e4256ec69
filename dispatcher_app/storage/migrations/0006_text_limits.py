"""How long texts may be and what they may hold: constraints named `<table>_<column>_text`.

The limits are those of `domain/texts.py` as they stood when this was written; a test compares the two. A room must be
able to open its desks after an update, so texts that were let in before are made to fit rather than refused: shortened,
with a space for what cannot be shown. What stood there before stays readable in the audit trail.
"""

LONGEST = {
    ("control_room", "name"): 120,
    ("control_room", "time_zone"): 64,
    ("station", "name"): 120,
    ("station", "source_ref"): 120,
    ("hospital", "name"): 120,
    ("hospital", "source_ref"): 120,
    ("dispatcher", "login"): 63,
    ("dispatcher", "full_name"): 80,
    ("paramedic", "login"): 63,
    ("paramedic", "full_name"): 80,
    ("ambulance", "call_sign"): 16,
    ("emergency_call", "type_code"): 32,
    ("emergency_call", "type_text"): 120,
    ("emergency_call", "location_text"): 200,
    ("emergency_call", "area_text"): 120,
    ("emergency_call", "caller_name"): 120,
    ("emergency_call", "caller_phone"): 40,
    ("emergency_call", "notes"): 20_000,
    ("emergency_call", "ended_at_desk"): 46,
    ("emergency_call", "source_ref"): 120,
    ("assignment", "desk"): 46,
    ("assignment", "source_ref"): 120,
    ("notification", "body"): 1_000,
}

MULTILINE = {("emergency_call", "notes"), ("notification", "body")}

MAY_BE_EMPTY = {
    ("emergency_call", "type_code"),
    ("emergency_call", "location_text"),
    ("emergency_call", "area_text"),
    ("emergency_call", "caller_name"),
    ("emergency_call", "caller_phone"),
    ("emergency_call", "notes"),
    ("emergency_call", "ended_at_desk"),
    ("assignment", "desk"),
}

UNIQUE = {(table, column) for table, column in LONGEST if column in {"login", "call_sign", "source_ref"}}

# Control characters, ends of lines that are no line feed, what turns the direction of writing, and no characters.
FORBIDDEN = r"\u0001-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef" + "".join(
    rf"\U{plane + 0xFFFE:08x}\U{plane + 0xFFFF:08x}" for plane in range(0, 0x110000, 0x10000)
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make what is there fit, then hold everybody to it."""
    # What an assignment was made of is never rewritten, but for this.
    db.execute_sql("ALTER TABLE assignment DISABLE TRIGGER assignment_legal_move")
    for table, column in LONGEST:
        _run(db, _made_fit(table, column))
    # A table with rules still to be judged at COMMIT cannot be altered.
    db.execute_sql("SET CONSTRAINTS ALL IMMEDIATE")
    db.execute_sql("SET CONSTRAINTS ALL DEFERRED")
    db.execute_sql("ALTER TABLE assignment ENABLE TRIGGER assignment_legal_move")
    for table, column in LONGEST:
        _run(db, f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_text CHECK ({_fits(table, column)})")


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let everything in again."""
    for table, column in LONGEST:
        _run(db, f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_text")


def _forbidden(table: str, column: str) -> str:
    return f"[{FORBIDDEN}]" if (table, column) in MULTILINE else rf"[{FORBIDDEN}\t\n]"


def _fits(table: str, column: str) -> str:
    size = "" if (table, column) in MAY_BE_EMPTY else f"{column} <> '' AND "
    return f"{size}char_length({column}) <= {LONGEST[table, column]} AND {column} !~ '{_forbidden(table, column)}'"


def _made_fit(table: str, column: str) -> str:
    """Word the change of all texts that do not fit; of those that must differ, the row's number sees to it."""
    longest = LONGEST[table, column]
    ending = (
        "'#' || id"
        if (table, column) in UNIQUE
        else f"CASE WHEN char_length({column}) > {longest} THEN '…' ELSE '' END"
    )
    shown = rf"regexp_replace({column}, '{_forbidden(table, column)}', ' ', 'g')"
    kept = f"btrim(left({shown}, {longest} - char_length({ending}))) || {ending}"
    if (table, column) not in MAY_BE_EMPTY:
        kept = f"coalesce(nullif({kept}, ''), '?')"
    return f"UPDATE {table} SET {column} = {kept} WHERE NOT ({_fits(table, column)})"  # noqa: S608  (names of our own)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
