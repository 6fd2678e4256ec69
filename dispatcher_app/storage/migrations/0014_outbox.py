"""Notifications on their way: each delivery with its tries, claimed by whoever sends it.

Whoever sends gets addresses one by one, each with the message it is for, from the function that claims it. Sending is
of the real world: its times are the server's own clock, also where a recorded week is driven through the room.
"""

import runpy
from pathlib import Path

_CONTACTS = runpy.run_path(str(Path(__file__).with_name("0014_contacts.py")))

AUDIENCES, EVENTS, DESKS, fits = (_CONTACTS[name] for name in ("AUDIENCES", "EVENTS", "DESKS", "fits"))

SENDERS = f"{DESKS}, dispatch_notifier"

FUNCTIONS = (
    "is_next_delivery(delivery)",
    "bury_delivery(bigint, text)",
    "remove_contact(bigint)",
    "pick_up_notifications()",
    "claim_deliveries(integer, integer, integer, integer)",
    "settle_delivery(bigint, bigint, text, double precision, integer, integer)",
    "seconds_to_next_delivery()",
    "retry_dead_deliveries()",
    "prune_outbox(integer)",
)

NOTIFICATION = (
    "ALTER TABLE notification DROP CONSTRAINT notification_audience_check",
    f"ALTER TABLE notification ADD CONSTRAINT notification_audience_check CHECK (audience IN ({AUDIENCES}))",
    f"""
    ALTER TABLE notification
        ADD COLUMN event text NOT NULL DEFAULT 'DISPATCHED'
            CONSTRAINT notification_event_check CHECK (event IN ({EVENTS})),
        ADD COLUMN hospital_id bigint REFERENCES hospital (id) ON DELETE RESTRICT,
        ADD COLUMN subject text NOT NULL DEFAULT ''
            CONSTRAINT notification_subject_text {fits("subject", 120, may_be_empty=True)},
        ADD COLUMN picked_up_at timestamptz""",
    # Nobody was there to send those of before, and nobody should be told of them by now.
    "UPDATE notification SET picked_up_at = created_at",
    "ALTER TABLE notification DROP COLUMN sent_at, DROP COLUMN attempts",
    "CREATE INDEX notification_waiting ON notification (id) WHERE picked_up_at IS NULL",
    """
    CREATE TRIGGER notification_story AFTER INSERT OR UPDATE ON notification
    FOR EACH ROW EXECUTE FUNCTION tell_story()""",
)

DELIVERIES = (
    # Due from `next_try_at` on, unless somebody holds it: until `claimed_until`, or until they say how it went. The
    # number of a claim is never used twice.
    f"""
    CREATE TABLE delivery (
        id bigserial PRIMARY KEY,
        notification_id bigint NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
        assignment_id bigint NOT NULL REFERENCES assignment (id) ON DELETE RESTRICT,
        contact_id bigint NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
        state text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'FAILED', 'SENT', 'DEAD')),
        attempts integer NOT NULL DEFAULT 0,
        queued_at timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        claim bigint NOT NULL DEFAULT 0,
        claimed_until timestamptz,
        settled_at timestamptz,
        last_error text NOT NULL DEFAULT '',
        CONSTRAINT delivery_claimed CHECK (claimed_until IS NULL OR state IN ('WAITING', 'FAILED')),
        CONSTRAINT delivery_settled CHECK ((settled_at IS NULL) = (state = 'WAITING')),
        CONSTRAINT delivery_last_error_text {fits("last_error", 200, may_be_empty=True)}
    )""",
    "CREATE UNIQUE INDEX delivery_notification_id_contact_id ON delivery (notification_id, contact_id)",
    "CREATE INDEX delivery_assignment_id ON delivery (assignment_id)",
    """
    CREATE INDEX delivery_pending ON delivery (contact_id, notification_id) WHERE state IN ('WAITING', 'FAILED')""",
    "CREATE INDEX delivery_dead ON delivery (id) WHERE state = 'DEAD'",
    # A claim changes no state, so nobody hears of it.
    """
    CREATE TRIGGER delivery_story AFTER INSERT OR UPDATE OF state ON delivery
    FOR EACH ROW EXECUTE FUNCTION tell_story()""",
    # What one contact is told of one ambulance comes in its order: never first "stand down", then "go".
    """
    CREATE FUNCTION is_next_delivery(one delivery) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT NOT EXISTS (
            SELECT FROM public.delivery AS earlier JOIN public.assignment AS a ON a.id = earlier.assignment_id
            WHERE earlier.contact_id = one.contact_id AND earlier.notification_id < one.notification_id
              AND earlier.state IN ('WAITING', 'FAILED')
              AND a.ambulance_id = (SELECT ambulance_id FROM public.assignment WHERE id = one.assignment_id))
    $$""",
    """
    CREATE FUNCTION bury_delivery(which bigint, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        untold record;
    BEGIN
        UPDATE public.delivery SET state = 'DEAD', claimed_until = NULL, settled_at = clock_timestamp(),
            last_error = coalesce(nullif(why, ''), nullif(last_error, ''), 'Whoever sent it did not say how it went.')
        WHERE id = which;
        SELECT c.name, m.call_sign, e.number, e.id AS call_id, m.id AS vehicle_id, d.last_error INTO untold
        FROM public.delivery AS d JOIN public.contact AS c ON c.id = d.contact_id
        JOIN public.assignment AS a ON a.id = d.assignment_id
        JOIN public.ambulance AS m ON m.id = a.ambulance_id
        JOIN public.emergency_call AS e ON e.id = a.emergency_call_id
        WHERE d.id = which;
        PERFORM public.raise_alarm('UNDELIVERED', untold.call_id, untold.vehicle_id, left(format(
            '%s was not told about %s and #%s. %s',
            untold.name, untold.call_sign, untold.number, untold.last_error), 300));
    END $$""",
    # By one at a time, so that they come out in the order in which they went in; whoever comes second goes on.
    """
    CREATE FUNCTION pick_up_notifications() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM public.notification WHERE picked_up_at IS NULL)
           OR NOT pg_try_advisory_xact_lock(1346978635) THEN
            RETURN;
        END IF;
        WITH fresh AS (
            UPDATE public.notification SET picked_up_at = clock_timestamp() WHERE id IN (
                SELECT id FROM public.notification WHERE picked_up_at IS NULL ORDER BY id LIMIT 200)
            RETURNING id, assignment_id, audience, hospital_id, created_at
        )
        INSERT INTO public.delivery (notification_id, assignment_id, contact_id, queued_at, next_try_at)
        SELECT f.id, f.assignment_id, c.id, f.created_at, clock_timestamp()
        FROM fresh AS f JOIN public.assignment AS a ON a.id = f.assignment_id
        JOIN public.contact AS c ON c.is_active AND c.audience = f.audience
             AND (c.ambulance_id IS NULL OR c.ambulance_id = a.ambulance_id)
             AND (c.hospital_id IS NULL OR c.hospital_id = f.hospital_id)
        ORDER BY f.id, c.id;
    END $$""",
    # Whoever claims has the message and the address until the lease ends, and then anybody may. How patient a sender is
    # it says itself, within limits: nobody gives up for all others what was hardly tried.
    """
    CREATE FUNCTION claim_deliveries(most integer, lease_s integer, most_attempts integer, longest_age_s integer)
    RETURNS TABLE (delivery_id bigint, claimed bigint, attempt integer, contact_name text, url text, subject text,
                   body text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        moment timestamptz;
    BEGIN
        PERFORM public.pick_up_notifications();
        moment := clock_timestamp();
        -- Whoever died at the last try, or came when it was too late, did not bury it.
        PERFORM public.bury_delivery(late.id, '') FROM (
            SELECT d.id FROM public.delivery AS d
            WHERE d.state IN ('WAITING', 'FAILED') AND (d.claimed_until IS NULL OR d.claimed_until <= moment)
              AND (d.attempts >= greatest(most_attempts, 3)
                   OR d.queued_at < moment - make_interval(secs => greatest(longest_age_s, 60)))
            FOR UPDATE OF d SKIP LOCKED) AS late;
        RETURN QUERY
        WITH due AS (
            SELECT d.id FROM public.delivery AS d
            WHERE d.state IN ('WAITING', 'FAILED') AND d.next_try_at <= moment
              AND (d.claimed_until IS NULL OR d.claimed_until <= moment) AND public.is_next_delivery(d)
            ORDER BY d.next_try_at, d.id LIMIT least(most, 100) FOR UPDATE OF d SKIP LOCKED
        ), held AS (
            UPDATE public.delivery AS d SET claim = d.claim + 1, attempts = d.attempts + 1,
                claimed_until = moment + make_interval(secs => least(lease_s, 600))
            FROM due WHERE d.id = due.id RETURNING d.*
        )
        SELECT h.id, h.claim, h.attempts, c.name, x.url, n.subject, n.body
        FROM held AS h JOIN public.contact AS c ON c.id = h.contact_id
        JOIN public.contact_address AS x ON x.contact_id = h.contact_id
        JOIN public.notification AS n ON n.id = h.notification_id ORDER BY h.next_try_at, h.id;
    END $$""",
    # Only whoever still holds a claim says how it went; after somebody else has taken it over, they will.
    """
    CREATE FUNCTION settle_delivery(which bigint, held bigint, trouble text, pause_s double precision,
                                    most_attempts integer, longest_age_s integer)
    RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        found public.delivery;
        rest_s double precision := greatest(0, least(pause_s, 600));
    BEGIN
        SELECT * INTO found FROM public.delivery AS d WHERE d.id = which AND d.claim = held FOR UPDATE;
        IF found.id IS NULL OR found.state = 'SENT' THEN
            RETURN found.state;
        END IF;
        IF trouble = '' THEN
            UPDATE public.delivery SET state = 'SENT', claimed_until = NULL, settled_at = clock_timestamp(),
                last_error = '' WHERE id = which;
            RETURN 'SENT';
        END IF;
        IF found.state = 'DEAD' THEN
            RETURN 'DEAD';
        END IF;
        IF found.attempts >= greatest(most_attempts, 3)
           OR clock_timestamp() + make_interval(secs => rest_s)
              > found.queued_at + make_interval(secs => greatest(longest_age_s, 60)) THEN
            PERFORM public.bury_delivery(which, trouble);
            RETURN 'DEAD';
        END IF;
        UPDATE public.delivery SET state = 'FAILED', claimed_until = NULL, settled_at = clock_timestamp(),
            next_try_at = clock_timestamp() + make_interval(secs => rest_s), last_error = trouble
        WHERE id = which;
        RETURN 'FAILED';
    END $$""",
    # NULL: nothing waits.
    """
    CREATE FUNCTION seconds_to_next_delivery() RETURNS double precision LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE WHEN EXISTS (SELECT FROM public.notification WHERE picked_up_at IS NULL) THEN 0::float8
            ELSE (SELECT extract(epoch FROM min(greatest(d.next_try_at, d.claimed_until)) - clock_timestamp())::float8
                  FROM public.delivery AS d
                  WHERE d.state IN ('WAITING', 'FAILED') AND public.is_next_delivery(d)) END
    $$""",
    # Of the last twelve hours, a shift: nobody should be sent anywhere by yesterday's message.
    """
    CREATE FUNCTION retry_dead_deliveries() RETURNS bigint LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        WITH again AS (
            UPDATE public.delivery AS d SET state = 'WAITING', attempts = 0, queued_at = clock_timestamp(),
                next_try_at = clock_timestamp(), settled_at = NULL
            FROM public.contact AS c, public.notification AS n
            WHERE d.state = 'DEAD' AND c.id = d.contact_id AND c.is_active AND n.id = d.notification_id
              AND n.created_at > clock_timestamp() - interval '12 hours'
            RETURNING d.id
        )
        SELECT count(*) FROM again
    $$""",
    # A week is the least: until then somebody may still ask who was told. What nobody has taken note of stays.
    """
    CREATE FUNCTION prune_outbox(days integer) RETURNS bigint LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        WITH gone AS (
            DELETE FROM public.notification AS n
            WHERE n.created_at < clock_timestamp() - make_interval(days => greatest(days, 7))
              AND n.picked_up_at IS NOT NULL AND NOT EXISTS (
                SELECT FROM public.delivery AS d JOIN public.assignment AS a ON a.id = d.assignment_id
                WHERE d.notification_id = n.id AND (d.state IN ('WAITING', 'FAILED') OR d.state = 'DEAD' AND EXISTS (
                    SELECT FROM public.alarm AS stands
                    WHERE stands.kind = 'UNDELIVERED' AND stands.acknowledged_at IS NULL
                      AND stands.emergency_call_id = a.emergency_call_id)))
            RETURNING n.id
        )
        SELECT count(*) FROM gone
    $$""",
    # The address goes at once, the name stays with what was sent to it. What still waits is not delivered any more.
    """
    CREATE FUNCTION remove_contact(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        UPDATE public.contact SET is_active = false WHERE id = which AND is_active;
        DELETE FROM public.contact_address WHERE contact_id = which;
        PERFORM public.bury_delivery(id, 'The contact was removed.') FROM public.delivery
        WHERE contact_id = which AND state IN ('WAITING', 'FAILED');
    END $$""",
)

GRANTS = (
    f"GRANT SELECT ON delivery TO {DESKS}",
    f"GRANT INSERT (event, hospital_id, subject) ON notification TO {DESKS}",
    "GRANT EXECUTE ON FUNCTION remove_contact(bigint) TO dispatch_admin",
    f"GRANT EXECUTE ON FUNCTION {', '.join(FUNCTIONS[4:7])}, prune_outbox(integer) TO {SENDERS}",
    f"GRANT EXECUTE ON FUNCTION retry_dead_deliveries() TO {DESKS}",
)

GONE = (
    "DROP TRIGGER notification_story ON notification",
    *(f"DROP FUNCTION {function}" for function in FUNCTIONS),
    "DROP TABLE delivery",
    f"REVOKE INSERT (event, hospital_id, subject) ON notification FROM {DESKS}",
    "DELETE FROM notification WHERE audience = 'SUPERVISOR'",
    """
    ALTER TABLE notification DROP COLUMN event, DROP COLUMN hospital_id, DROP COLUMN subject, DROP COLUMN picked_up_at,
        ADD COLUMN sent_at timestamptz, ADD COLUMN attempts integer NOT NULL DEFAULT 0""",
    "ALTER TABLE notification DROP CONSTRAINT notification_audience_check",
    "ALTER TABLE notification ADD CONSTRAINT notification_audience_check CHECK (audience IN ('CREW', 'HOSPITAL'))",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make them, the owner's, and grant no more than the work needs."""
    for statement in (*NOTIFICATION, *DELIVERIES):
        _run(db, statement)
    _run(db, "ALTER TABLE delivery OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take them away; what was queued stays queued."""
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
