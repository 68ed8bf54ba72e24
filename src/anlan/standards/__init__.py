"""The vocabulary everything else is written in: kinds, codes, time, place, errors.

Nothing here knows the rest of the house.
"""
