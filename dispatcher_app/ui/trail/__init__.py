"""The trail window: what supervisors see of who did what."""
