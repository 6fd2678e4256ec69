"""Who sits at the desk, and what they may do besides dispatching."""
