"""Tests of who is let to the desk."""
