"""Maturity: how far an organisation has come, level by level, on evidence anyone can check.

A model declares what each level demands of each dimension; evidence says what is met, by which
source, on which day; `assess` says which levels are reached and what lacks for the next.
"""
