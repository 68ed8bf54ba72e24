"""One file a format; each reads a file into chunks of text cells."""
