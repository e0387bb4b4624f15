"""The trainers' player: recordings of two networks, streamed to a page in the browser or written into one file."""

WEEKS, MOST_WEEKS = 104, 520
"""Weeks of a session when nothing is said, and at most."""
