"""Dispatcher: the ambulance dispatch desk."""
