"""The story page: everything that happened on the selected call, and the notes that are added to it."""
