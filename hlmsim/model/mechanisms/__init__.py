"""The mechanisms: one process of the week a file."""
