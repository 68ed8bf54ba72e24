"""The charts of a report, as drawings."""
