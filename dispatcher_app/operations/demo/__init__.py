"""A small city of the project's own to look around in, marked as a demonstration wherever it shows."""

from dispatcher_app.operations.demo.create_demo_city import DEFAULT_SEED, create_demo_city
from dispatcher_app.operations.demo.people import DEMO_PEOPLE, let_demo_people_in
from dispatcher_app.operations.demo.refresh_demo_city import refresh_demo_city

__all__ = ["DEFAULT_SEED", "DEMO_PEOPLE", "create_demo_city", "let_demo_people_in", "refresh_demo_city"]
