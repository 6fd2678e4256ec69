"""The tests of the start on a fresh machine."""
