"""Demand forecasts: how many calls an area will make, hour by hour, for placing units.

It is about places. There is no person, no household and no premises in it: an area is a declared
area or a square of at least `calls.SMALLEST` metres.

* `panel.py`     calls counted per area and step of the week; what was not observed
* `methods.py`   the candidates: last week, the mean, the pooled model
* `contest.py`   rolling origin: each candidate forecasts weeks it has not seen
* `spread.py`    intervals that also hold where counts are small
* `hot.py`       which share of the later calls falls in the areas chosen
* `feedback.py`  would the forecast chase its own tail?
* `calls.py`     calls read through the store's door
* `demand.py`    `forecast`, all of it together
"""
