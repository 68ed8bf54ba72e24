"""Weights and where they come from: people's judgements, or a rule over the data.

Every way returns `Found`: shares that sum to 1 and are never negative, how well founded they are,
and what a reader has to know. What a way cannot do well it says, instead of reporting success.
"""
