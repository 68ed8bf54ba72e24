"""The index of a deployment: kept as new as its records, shown, opened, compared."""
