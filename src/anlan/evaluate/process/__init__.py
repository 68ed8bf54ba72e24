"""Process maps: how matters really run, from an event log or the journal of a deployment.

`read_log` opens a log; `map_of` draws what follows what, how often and after how long; `variants`
counts the courses; `conformance` holds them against a declared flow; `hand_overs` tells how long
matters wait between departments. Nothing here has a person for a key.
"""
