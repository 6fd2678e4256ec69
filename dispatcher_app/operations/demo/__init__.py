"""A small city of the project's own to look around in, marked as a demonstration wherever it shows."""

from dispatcher_app.operations.demo.create_demo_city import DEFAULT_SEED, create_demo_city
from dispatcher_app.operations.demo.refresh_demo_city import refresh_demo_city

__all__ = ["DEFAULT_SEED", "create_demo_city", "refresh_demo_city"]
