"""Address help at a shell."""

from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.address_book import load_address_book


def find_address(config: AppConfig, room: Room, text: str) -> list[dict[str, Any]]:
    """Find what a text may mean, the likeliest first, as JSON. Raises InvalidInput where no streets are known."""
    with desk_for(config, room) as desk:
        book = load_address_book(desk.store)
    if not len(book):
        sentence = "No streets are known here yet. Read a map of them with: dispatcher import streets FILE"
        raise InvalidInput({"address": [sentence]})
    return [as_json(place) for place in book.find(text)]
