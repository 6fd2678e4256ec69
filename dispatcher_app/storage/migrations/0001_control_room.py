"""The tables of the control room: calls, ambulances, their assignments, people, places, audit and outbox."""

TABLES = (
    """
    CREATE TABLE control_room (
        id bigserial PRIMARY KEY CHECK (id = 1),
        name text NOT NULL CHECK (name <> ''),
        time_zone text NOT NULL CHECK (time_zone <> ''),
        is_demo boolean NOT NULL
    )""",
    """
    CREATE TABLE station (
        id bigserial PRIMARY KEY,
        name text NOT NULL CHECK (name <> ''),
        latitude double precision,
        longitude double precision,
        source_ref text UNIQUE,
        CONSTRAINT station_position CHECK (
            (latitude IS NULL) = (longitude IS NULL)
            AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
    )""",
    """
    CREATE TABLE hospital (
        id bigserial PRIMARY KEY,
        name text NOT NULL CHECK (name <> ''),
        latitude double precision,
        longitude double precision,
        source_ref text UNIQUE,
        CONSTRAINT hospital_position CHECK (
            (latitude IS NULL) = (longitude IS NULL)
            AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
    )""",
    """
    CREATE TABLE dispatcher (
        id bigserial PRIMARY KEY,
        login text NOT NULL UNIQUE CHECK (login <> ''),
        full_name text NOT NULL CHECK (full_name <> ''),
        is_active boolean NOT NULL DEFAULT true
    )""",
    """
    CREATE TABLE paramedic (
        id bigserial PRIMARY KEY,
        login text UNIQUE CHECK (login <> ''),
        full_name text NOT NULL CHECK (full_name <> ''),
        level text NOT NULL CHECK (level IN ('ALS', 'BLS')),
        is_active boolean NOT NULL DEFAULT true
    )""",
    """
    CREATE TABLE emergency_call (
        id bigserial PRIMARY KEY,
        number bigint NOT NULL UNIQUE CHECK (number > 0),
        status text NOT NULL CHECK (status IN ('OPEN', 'DISPATCHED', 'CLOSED', 'CANCELLED')),
        priority smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
        type_code text NOT NULL DEFAULT '',
        type_text text NOT NULL,
        received_at timestamptz NOT NULL,
        entered_at timestamptz,
        location_text text NOT NULL,
        area_text text NOT NULL DEFAULT '',
        latitude double precision,
        longitude double precision,
        caller_name text NOT NULL DEFAULT '',
        caller_phone text NOT NULL DEFAULT '',
        notes text NOT NULL DEFAULT '',
        ended_at timestamptz,
        ended_by_id bigint REFERENCES dispatcher (id) ON DELETE RESTRICT,
        ended_at_desk text NOT NULL DEFAULT '',
        source_ref text UNIQUE,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT emergency_call_times CHECK (
            isfinite(received_at) AND isfinite(entered_at) AND isfinite(ended_at) AND received_at > '1900-01-01'),
        CONSTRAINT emergency_call_ended CHECK ((ended_at IS NOT NULL) = (status IN ('CLOSED', 'CANCELLED'))),
        CONSTRAINT emergency_call_position CHECK (
            (latitude IS NULL) = (longitude IS NULL)
            AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
    )""",
    """
    CREATE TABLE ambulance (
        id bigserial PRIMARY KEY,
        call_sign text NOT NULL CHECK (call_sign <> ''),
        status text NOT NULL CHECK (status IN
            ('AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'TRANSPORTING', 'AT_HOSPITAL', 'OUT_OF_SERVICE')),
        status_since timestamptz NOT NULL,
        crew_level text NOT NULL CHECK (crew_level IN ('ALS', 'BLS')),
        station_id bigint REFERENCES station (id) ON DELETE RESTRICT,
        latitude double precision,
        longitude double precision,
        position_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT ambulance_times CHECK (
            isfinite(status_since) AND isfinite(position_at) AND status_since > '1900-01-01'),
        CONSTRAINT ambulance_position CHECK (
            (latitude IS NULL) = (longitude IS NULL)
            AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
    )""",
    # Stamps follow NEMSIS 3.5 eTimes .03 to .13; each pair that is there must be in order.
    """
    CREATE TABLE assignment (
        id bigserial PRIMARY KEY,
        emergency_call_id bigint NOT NULL REFERENCES emergency_call (id) ON DELETE RESTRICT,
        ambulance_id bigint NOT NULL REFERENCES ambulance (id) ON DELETE RESTRICT,
        request_id uuid NOT NULL UNIQUE,
        dispatcher_id bigint REFERENCES dispatcher (id) ON DELETE RESTRICT,
        desk text NOT NULL DEFAULT '',
        paramedic_id bigint REFERENCES paramedic (id) ON DELETE RESTRICT,
        hospital_id bigint REFERENCES hospital (id) ON DELETE RESTRICT,
        dispatched_at timestamptz NOT NULL,
        acknowledged_at timestamptz,
        mobile_at timestamptz,
        on_scene_at timestamptz,
        at_patient_at timestamptz,
        left_scene_at timestamptz,
        at_hospital_at timestamptz,
        transferred_at timestamptz,
        cleared_at timestamptz,
        outcome text CHECK (outcome IN ('TRANSPORTED', 'NO_TRANSPORT', 'STOOD_DOWN', 'DIVERTED', 'BROKE_DOWN')),
        source_ref text UNIQUE,
        CONSTRAINT assignment_times CHECK (isfinite(dispatched_at) AND dispatched_at > '1900-01-01' AND isfinite(
            GREATEST(dispatched_at, acknowledged_at, mobile_at, on_scene_at, at_patient_at, left_scene_at,
                     at_hospital_at, transferred_at, cleared_at))),
        CONSTRAINT assignment_outcome_when_cleared CHECK ((cleared_at IS NULL) = (outcome IS NULL)),
        CONSTRAINT assignment_stamps_in_order CHECK (
            dispatched_at <= LEAST(acknowledged_at, mobile_at, on_scene_at, at_patient_at, left_scene_at,
                                   at_hospital_at, transferred_at, cleared_at)
            AND acknowledged_at <= LEAST(mobile_at, on_scene_at, at_patient_at, left_scene_at, at_hospital_at,
                                         transferred_at, cleared_at)
            AND mobile_at <= LEAST(on_scene_at, at_patient_at, left_scene_at, at_hospital_at, transferred_at,
                                   cleared_at)
            AND on_scene_at <= LEAST(at_patient_at, left_scene_at, at_hospital_at, transferred_at, cleared_at)
            AND at_patient_at <= LEAST(left_scene_at, at_hospital_at, transferred_at, cleared_at)
            AND left_scene_at <= LEAST(at_hospital_at, transferred_at, cleared_at)
            AND at_hospital_at <= LEAST(transferred_at, cleared_at)
            AND transferred_at <= cleared_at)
    )""",
    """
    CREATE TABLE audit_event (
        id bigserial PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        desk text NOT NULL,
        action text NOT NULL,
        table_name text NOT NULL,
        row_id bigint NOT NULL,
        before jsonb,
        after jsonb,
        request_id uuid
    )""",
    """
    CREATE TABLE notification (
        id bigserial PRIMARY KEY,
        assignment_id bigint NOT NULL REFERENCES assignment (id) ON DELETE RESTRICT,
        audience text NOT NULL CHECK (audience IN ('CREW', 'HOSPITAL')),
        body text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        attempts integer NOT NULL DEFAULT 0
    )""",
)

INDEXES = (
    # The last word on double booking: it holds for code that forgets the lock, and for any psql prompt.
    """
    CREATE UNIQUE INDEX assignment_one_open_per_ambulance ON assignment (ambulance_id) WHERE cleared_at IS NULL""",
    """
    CREATE UNIQUE INDEX assignment_one_open_per_paramedic ON assignment (paramedic_id) WHERE cleared_at IS NULL""",
    # People type call signs in either case, and a call sign is never two vehicles.
    "CREATE UNIQUE INDEX ambulance_call_sign ON ambulance (upper(call_sign))",
    "CREATE INDEX assignment_emergency_call_id ON assignment (emergency_call_id)",
    "CREATE INDEX emergency_call_ended_by_id ON emergency_call (ended_by_id)",
    "CREATE INDEX emergency_call_on_board ON emergency_call (received_at) WHERE ended_at IS NULL",
    "CREATE INDEX ambulance_station_id ON ambulance (station_id)",
    "CREATE INDEX notification_assignment_id ON notification (assignment_id)",
)

NAMES = (
    "notification",
    "audit_event",
    "assignment",
    "ambulance",
    "emergency_call",
    "paramedic",
    "dispatcher",
    "hospital",
    "station",
    "control_room",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make everything."""
    for statement in (*TABLES, *INDEXES):
        db.execute_sql(statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Remove everything, dependants first."""
    for name in NAMES:
        db.execute_sql(f"DROP TABLE {name}")
