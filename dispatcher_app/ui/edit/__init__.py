"""Editing a call: the sheet, what others change meanwhile, and choosing where two people's edits collide."""
