"""The command line: `__main__` parses and answers for errors, one file acts for each group."""
