"""What becomes of work that runs: its stamps at a key, changes of plan, and how a call ends."""
