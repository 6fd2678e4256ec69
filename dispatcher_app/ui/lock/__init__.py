"""The session lock: what covers the desk, what lifts it, and what makes it fall when nobody is there."""
