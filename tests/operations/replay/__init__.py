"""Replaying recorded days through the verbs."""
