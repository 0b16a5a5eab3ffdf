"""Identifiers stop at the door: every column that was sent is looked at before anything is kept."""
