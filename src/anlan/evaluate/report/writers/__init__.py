"""What makes a document a file: one writer a format.

Libraries of a format are imported when a file of it is written.
"""
