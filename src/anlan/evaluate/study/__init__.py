"""A framework over a panel: built by the method, and shown as rows."""
