"""The annual report of an index: twelve sections and an appendix, each in its place."""

from __future__ import annotations

from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.report.document import Document
from anlan.evaluate.report.matter import Matter
from anlan.evaluate.report.sections.actions import next_year, problems
from anlan.evaluate.report.sections.appendix import gaps, sources, versions
from anlan.evaluate.report.sections.kinds import against, opinions
from anlan.evaluate.report.sections.maturity import maturity
from anlan.evaluate.report.sections.method import method
from anlan.evaluate.report.sections.platform import rights, systems
from anlan.evaluate.report.sections.scores import first_level, indicators
from anlan.evaluate.report.sections.summary import summary
from anlan.evaluate.report.sections.units import units
from anlan.standards.time import iso

SECTIONS = (
    summary, method, first_level, indicators, against, opinions, units, maturity, systems, rights,
    problems, next_year, gaps, sources, versions,
)  # fmt: skip


def annual_report(of: Matter) -> Document:
    """The report; the same matter gives the same document."""
    framework = of.framework
    title = of.title(ROOT) + of.say(" 指数报告", ": index report")
    if of.period:
        title = f"{title} {of.period}"
    facts = [
        (of.say("对象", "about"), of.subject),
        (of.say("时期", "period"), of.period or of.say("单期", "one period")),
        (of.say("对比期", "compared with"), of.before or of.say("无", "none")),
        (of.say("体系版本", "framework"), f"{framework.id} {framework.version}"),
        (of.say("数据", "data"), ", ".join(of.data)),
    ]
    if of.at is not None:
        facts.append((of.say("数据时间", "data as of"), iso(of.at, of.zone)))
    sections = tuple(section(of) for section in SECTIONS)
    return Document(title, of.language, tuple(facts), sections, of.at)
