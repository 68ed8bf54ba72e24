"""The distributed run: the same declarations on Spark, spread over partitions.

    facts → clock → intake, by record → models, by key → findings

`spread`, `clocks`, `settling` and `running` know nothing of Spark: they say which partition
sees what, and host the engine there. `batch` runs them over a history, `stream` over a stream
that goes on; `session` finds Spark, `facts` brings the journal to it.
"""
