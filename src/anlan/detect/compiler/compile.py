"""From a declaration to a plan the engines can run, or a refusal that teaches.

Checks that every name means something in the record kinds, that every value fits the type of
its field, that measure, window and levels fit together, and that the model keeps the law of
the design.
"""

from __future__ import annotations

import hashlib
from functools import partial

from anlan.detect.compiler.composition import reads_findings
from anlan.detect.compiler.filter import Filter, compile_filter
from anlan.detect.compiler.fit import measure_plan
from anlan.detect.compiler.horizon import horizon
from anlan.detect.compiler.law import Law
from anlan.detect.compiler.link import about, check_subject
from anlan.detect.compiler.origin import Origin, Origins
from anlan.detect.compiler.plan import Plan, Threshold
from anlan.detect.compiler.questions import ask
from anlan.detect.compiler.sentence import Sentence
from anlan.detect.language.condition import Condition
from anlan.detect.language.duration import microseconds
from anlan.detect.language.model import Model
from anlan.standards.codes import Codes
from anlan.standards.kinds import FieldType, Kinds, Subject


def compile_model(model: Model, kinds: Kinds, codes: Codes) -> Plan:
    """The plan of a model.

    BadDeclaration when a name or value does not fit the record kinds or each other; Refused,
    naming the field, the law and what to key on instead, when the model would be about a person.
    """
    origins = Origins(model, kinds)
    law = Law(model, origins)
    law.words()
    joins = law.joins()
    named = about(model, origins)
    key = law.key(named.where, named.name)

    def narrow(condition: Condition | None, place: str) -> Filter:
        return compile_filter(condition, partial(ask, law, codes), place)

    where = narrow(model.where, "where")
    subject = law.subject(key, where)
    check_subject(model, named, subject)
    reads_findings(model, where)
    measure = model.measure
    window = horizon(model.stretch, measure.season.days_off if measure.season else ())
    cooldown = model.raise_.cooldown
    levels = sorted(model.raise_.levels, key=lambda level: level.level)
    return Plan(
        model=model,
        kind=origins.kind,
        joins=joins,
        where=where,
        key=key.attribute,
        subject=subject,
        address=_address(key, subject, law),
        where_it_is=tuple(n for n in ("area", "longitude", "latitude") if law.may_read(n)),
        horizon=window,
        measure=measure_plan(model, law, window, narrow),
        thresholds=tuple(Threshold(level.level, float(level.at_least)) for level in levels),
        cooldown=None if cooldown is None else microseconds(cooldown),
        expires_after=microseconds(model.raise_.expires_after),
        sentence=Sentence(model, codes, law.readable),
        digest=_digest(model, origins, codes),
    )


def _address(key: Origin, subject: str, law: Law) -> tuple[str, ...]:
    """The field that words what the key identifies, if there is one.

    Only premises are where their address is; an area is not where one of its records is. An
    address that is personal, or not held for the purpose of the model, is never read; nor does
    the record's own address say where a joined key is. A finding words its key itself.
    """
    if "." in key.name:
        return ()
    if key.field.subject_in is not None:
        return ("place",) if law.may_read("place") else ()
    if subject != Subject.PREMISES or not law.may_read("address"):
        return ()
    is_text = law.readable("key", "address").field.type is FieldType.TEXT
    return ("address",) if is_text else ()


def _digest(model: Model, origins: Origins, codes: Codes) -> str:
    """Changes with the declaration, the shape of the kinds it reads, and their code tables."""
    shapes = {f"{each.kind.id} {each.kind.time} {each.kind.shape}" for each in origins}
    tables = {each.field.codes for each in origins} - {None}
    shapes |= {f"{table} {codes[str(table)].shape}" for table in tables}
    return hashlib.sha256("\n".join([model.digest, *sorted(shapes)]).encode()).hexdigest()
