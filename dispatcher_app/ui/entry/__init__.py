"""Call-taking: the panel beside the board in which a call is written down while the caller speaks."""
