"""The study of an index, made once for every time it was computed."""

from __future__ import annotations

import threading

from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.deployment.index import ACTOR, Index
from anlan.evaluate.study.study import Study
from anlan.govern.grants import service_grant
from anlan.standards.errors import NotFound
from anlan.store.query import Both, Equals, IsNull, Query
from anlan.web.access import Caller


class Studies:
    """The latest study of every framework."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._made: dict[str, tuple[object, Study]] = {}

    def of(self, caller: Caller, index: Index) -> Study:
        """The study behind the scores the caller reads; NotFound while there are none.

        The caller's read of the scores is what is decided and kept; the records are read as they
        are when scores are computed.
        """
        framework = index.framework
        state = _computed(caller, index)
        with self._making:
            known = self._made.get(framework.id)
            if known is None or known[0] != state:
                study = index.study(service_grant(ACTOR, "evaluation"))
                known = self._made[framework.id] = state, study
            return known[1]


def _computed(caller: Caller, index: Index) -> tuple[tuple[str, int], ...]:
    """When the score of the whole was last changed in every period."""
    where = Both(
        Equals("framework", index.framework.id),
        Equals("framework_version", index.framework.version),
        Equals("node", ROOT),
        IsNull("area"),
    )
    rows = caller.read(Query("score", ("period", "computed"), where=where, order=("period",)))
    if not rows:
        raise NotFound("no scores yet", value=index.framework.id, way_out="compute the index first")
    return tuple((row["period"], row["computed"]) for row in rows)
