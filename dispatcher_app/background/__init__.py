"""How it runs: the one thread that speaks to the database, and what carries its answers back to the window."""
