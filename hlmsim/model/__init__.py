"""What happens to people: the tables, the sixteen processes of a week, the outcomes. No files, no plots."""
