"""Models over years of records, by columns."""
