"""Somebody else was first: what the dispatcher is told, and what can be done next."""
