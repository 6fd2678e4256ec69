"""Who is at the desk: the log-in window, and the dialog before emergency access."""
