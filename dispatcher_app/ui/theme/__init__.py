"""Colours, type and icons, in dark and in light."""
