"""Why a score moved between two periods, or differs between two units.

The difference is split without residual into data, weights, framework, base and peers.
"""
