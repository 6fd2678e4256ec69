"""Who may what, tried by everybody; and random work, judged by a model."""
