"""What a board tells as its time: the database's own, or in a replay that of the last thing that has happened there."""

BOARD_CLOCK = """
    CASE WHEN current_setting('dispatcher.replayed', true) = 'on' THEN coalesce(greatest(
        (SELECT max(status_since) FROM ambulance), (SELECT max(received_at) FROM emergency_call WHERE ended_at IS NULL)
    ), clock_timestamp()) ELSE clock_timestamp() END"""
"""An SQL expression. The setting is one of the connection: see `ConnectionSettings.is_replay`."""
