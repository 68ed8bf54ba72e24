"""Respond: calls and tasks move by commands, each decided purely into facts.

`desk` takes commands from people; `opening`, `acceptance` and `clocks` do what time and data
demand; the rules are declarations: triage, region profile, task standard, flow.
"""
