"""The monitoring plan as a reader of the dossier sees it."""

from __future__ import annotations

from typing import Final

from passerelles.dossier.sections_monitoring import MonitoredIndicator, MonitoringPlan
from passerelles.portal.dossier_writer import NOTHING, ShownSection, Writer

_STEP: Final = 7
_YEAR: Final = 12


def monitoring_plan(writer: Writer, section: MonitoringPlan) -> ShownSection:
    """Return the indicators with their lights, who takes part, and what to revise."""
    lit = [item for item in section.indicators if item.light != "grey"]
    green = sum(1 for item in lit if item.light == "green")
    sentences = [
        writer.t("monitoring-plan.lights", green=writer.number(green), all=writer.number(len(lit)))
        if lit
        else writer.t("monitoring-plan.unread"),
        writer.t(
            "monitoring-plan.evaluations",
            mid_term=_date(section, section.mid_term),
            final=_date(section, section.final),
        ),
    ]
    if section.methods:
        methods = (writer.t(f"monitoring-plan.method.{name}") for name in section.methods)
        sentences.append(writer.t("monitoring-plan.methods", methods=writer.listed(methods)))
    kept = sum(1 for item in section.indicators if not item.published)
    if kept:
        sentences.append(
            writer.t(
                "monitoring-plan.withheld",
                count=writer.number(kept),
                threshold=writer.number(section.publish_from),
            )
        )
    return writer.section(
        "monitoring-plan",
        _STEP,
        sentences,
        [
            writer.table(
                "monitoring-plan.indicators",
                _headings("indicator", "baseline", "actual", "target", "progress", "light"),
                [_values(writer, section, item) for item in section.indicators],
            ),
            writer.table(
                "monitoring-plan.sources",
                _headings("indicator", "source", "owner"),
                [
                    [_name(item), item.source or NOTHING, item.owner or NOTHING]
                    for item in section.indicators
                    if not item.group
                ],
            ),
            writer.table(
                "monitoring-plan.participants",
                _headings("organisation", "group", "role"),
                [
                    [
                        part.name or NOTHING,
                        writer.item("stakeholder-groups", part.group),
                        writer.t(f"monitoring-plan.role.{part.role}"),
                    ]
                    for part in section.participants
                ],
            ),
            writer.table(
                "monitoring-plan.revise",
                _headings("indicator", "light", "step"),
                [
                    [
                        _name(item),
                        writer.t(f"monitoring-plan.light.{item.light}"),
                        writer.t(f"monitoring-plan.step.{item.step}"),
                    ]
                    for item in section.indicators
                    if item.light != "green"
                ],
            ),
        ],
    )


def _headings(*names: str) -> list[str]:
    return [f"monitoring-plan.{name}" for name in names]


def _name(item: MonitoredIndicator) -> str:
    return f"{item.name} ({item.group})" if item.group else item.name


def _values(writer: Writer, section: MonitoringPlan, item: MonitoredIndicator) -> list[str]:
    details = ", ".join(part for part in (item.group, item.unit) if part)
    return [
        f"{item.name} ({details})" if details else item.name,
        _value(writer, item.baseline),
        _dated(writer, section, item.actual, item.measured),
        _dated(writer, section, item.target, item.due),
        NOTHING if item.progress is None else writer.percent(item.progress),
        writer.t(f"monitoring-plan.light.{item.light}"),
    ]


def _value(writer: Writer, value: float | None) -> str:
    return NOTHING if value is None else writer.number(value)


def _dated(writer: Writer, section: MonitoringPlan, value: float | None, month: int) -> str:
    if value is None:
        return NOTHING
    return f"{writer.number(value)} ({_date(section, month)})"


def _date(section: MonitoringPlan, month: int) -> str:
    """Write the month that lies `month` months after the start, as 07/2027."""
    if not month:
        return NOTHING
    year, first = (int(part) for part in section.start.split("-"))
    months = year * _YEAR + first - 1 + month
    return f"{months % _YEAR + 1:02d}/{months // _YEAR}"
