"""The verbs: one call, one transaction."""
