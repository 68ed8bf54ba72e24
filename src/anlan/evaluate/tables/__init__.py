"""Data as plain tables, and frameworks of other tools, read into a framework and its panel."""
