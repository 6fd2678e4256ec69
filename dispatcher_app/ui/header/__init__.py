"""The numbers of the room, the clock, and how old the picture is."""
