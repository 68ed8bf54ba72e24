"""The method of composite indicators, on plain arrays: no deployment, no files, no clock.

Values are float64 [rows, indicators]; a row is a unit in a period; NaN is a missing value. Steps
follow the OECD/JRC Handbook on Constructing Composite Indicators (2008).
"""
