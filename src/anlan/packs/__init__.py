"""Packs (薄应用): folders of declarations that make a thin app, with the examples that test them.

my-pack/
  pack.yaml       who it is, what it is for, its owner and its limits
  kinds/ codes/ mappings/ crosswalks/ models/ flows/ standards/ frameworks/ maturity/ triage/
  profiles/
  examples/       records that must come out as written there
"""
