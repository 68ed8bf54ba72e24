"""The seal on a held-out span: every look at it is in the audit log, and is counted.

A model that was changed after a look at the span it is judged on has been fitted to it; nobody
can forbid the look, but everybody can see it.
"""

from __future__ import annotations

import uuid

from anlan.detect.compiler.plan import Plan
from anlan.govern.audit import AuditRecord
from anlan.govern.grants import Grant
from anlan.standards.time import Instant, iso
from anlan.store.facts import Fact
from anlan.store.query import Both, Equals, Query
from anlan.store.store import Store

TARGET = "held-out span"


def opened_before(store: Store, plan: Plan, grant: Grant, cut: Instant) -> int:
    """How often anybody looked at what this model finds in a held-out part; this look is added."""
    what = f"back-test of {plan.name}"
    same = Query("audit", ("at",), Both(Equals("target", TARGET), Equals("conditions", what)))
    now = store.clock()
    look = AuditRecord(
        now, grant, TARGET, (), what, 0, "allowed",
        f"version {plan.model.version} from {iso(cut)} on", personal=False,
    )  # fmt: skip
    with store.writing(actor=grant.actor, purpose=grant.purpose) as unit:
        looks = len(unit.select(same))
        unit.append(Fact("audit.read", "audit", uuid.uuid4().hex, 1, now, look.data()))
    return looks
