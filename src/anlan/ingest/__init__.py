"""Sources to records: a file, read through a declared mapping, becomes records of a kind.

Every row ends in exactly one of stored, duplicate or quarantined.
"""
