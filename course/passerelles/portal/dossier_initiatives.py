"""Sectors, kind of initiative and plan as a reader of the dossier sees them."""

from __future__ import annotations

from typing import get_args

from passerelles.dossier.sections_initiatives import (
    Initiative,
    InitiativeType,
    PlanStep,
    Quality,
    Sectors,
)
from passerelles.portal.dossier_writer import NOTHING, ShownSection, ShownTable, Writer

_STEP = 5


def sectors(writer: Writer, section: Sectors) -> ShownSection:
    """Return the sectors by mutual interest, and those chosen."""
    chosen = [writer.item("sectors", name) for name in section.chosen]
    key = "sectors.chosen" if chosen else "sectors.none"
    table = writer.table(
        "sectors.table",
        ["sector", "sectors.mutual", "sectors.gap", "sectors.verdict"],
        [
            [
                writer.item("sectors", item.sector),
                writer.number(item.mutual, 1),
                writer.number(abs(item.gap), 1),
                writer.t("sectors.discuss" if item.flagged else "sectors.close"),
            ]
            for item in section.ranked
        ],
    )
    return writer.section("sectors", _STEP, [writer.t(key, names=writer.listed(chosen))], [table])


def initiative_type(writer: Writer, section: InitiativeType) -> ShownSection:
    """Return the kind chosen, the conditions it lacks, and how the four kinds fit."""
    sentences = [
        writer.t(
            "initiative-type.chosen",
            kind=writer.item("initiative-types", section.chosen),
            sector=writer.item("sectors", section.sector),
        )
    ]
    if section.missing:
        conditions = [writer.t(f"initiative-type.missing.{name}") for name in section.missing]
        sentences.append(writer.t("initiative-type.missing", conditions=writer.listed(conditions)))
    table = writer.table(
        "initiative-type.table",
        ["initiative-type.kind", "initiative-type.fit"],
        [
            [writer.item("initiative-types", kind), writer.percent(fit)]
            for kind, fit in section.fits.items()
        ],
    )
    return writer.section("initiative-type", _STEP, sentences, [table])


def initiative(writer: Writer, section: Initiative) -> ShownSection:
    """Return the plan: objective, results, indicators, calendar, budget and risks."""
    sentences = [
        text
        for text in (
            section.title and writer.t("initiative.title", title=section.title),
            section.problem and writer.t("initiative.problem", problem=section.problem),
            section.objective and writer.t("initiative.objective", objective=section.objective),
        )
        if text
    ]
    sentences.append(
        writer.t(
            "initiative.length",
            months=writer.number(section.months),
            horizon=writer.number(section.horizon),
            path=NOTHING.join(section.critical_path) or NOTHING,
            total=writer.money(section.total),
        )
    )
    missing = [step for step in get_args(PlanStep) if step not in section.done]
    if missing:
        steps = writer.listed(writer.item("planning-steps", step) for step in missing)
        sentences.append(writer.t("initiative.missing", steps=steps))
    tables = [
        _results(writer, section),
        _indicators(writer, section),
        _calendar(writer, section),
        _costs(writer, section),
        _payers(writer, section),
        _risks(writer, section),
    ]
    return writer.section("initiative", _STEP, sentences, tables)


def _results(writer: Writer, section: Initiative) -> ShownTable:
    return writer.table(
        "initiative.results",
        ["initiative.result", "initiative.deliverable", "initiative.assumption"],
        [
            [f"{place}. {item.text}", item.deliverable or NOTHING, item.assumption or NOTHING]
            for place, item in enumerate(section.results, start=1)
        ],
    )


def _indicators(writer: Writer, section: Initiative) -> ShownTable:
    qualities = get_args(Quality)
    return writer.table(
        "initiative.indicators",
        [
            "initiative.indicator",
            "initiative.baseline",
            "initiative.target",
            "initiative.month",
            "initiative.means",
            "initiative.lacks",
        ],
        [
            [
                item.name,
                writer.number(item.baseline) if item.baseline_known else NOTHING,
                f"{writer.number(item.target)} {item.unit}".strip(),
                item.month,
                item.means or NOTHING,
                writer.listed(
                    writer.t(f"initiative.smart.{quality}")
                    for quality in qualities
                    if quality not in item.smart
                ),
            ]
            for item in section.indicators
        ],
    )


def _calendar(writer: Writer, section: Initiative) -> ShownTable:
    return writer.table(
        "initiative.calendar",
        [
            "initiative.activity",
            "initiative.start",
            "initiative.finish",
            "initiative.slack",
            "cost",
        ],
        [
            [
                f"{item.code}. {item.name}",
                item.start,
                item.finish,
                writer.t("initiative.critical") if item.critical else writer.number(item.slack),
                writer.money(item.cost),
            ]
            for item in section.activities
        ],
    )


def _costs(writer: Writer, section: Initiative) -> ShownTable:
    return writer.table(
        "initiative.costs",
        ["initiative.expense", "initiative.line", "initiative.payer", "cost"],
        [
            [
                item.label,
                writer.t(f"initiative.line.{item.line}"),
                writer.t(f"initiative.payer.{item.payer}"),
                writer.money(item.quantity * item.unit_cost),
            ]
            for item in section.costs
        ],
    )


def _payers(writer: Writer, section: Initiative) -> ShownTable:
    return writer.table(
        "initiative.payers",
        ["initiative.payer", "initiative.amount"],
        [
            [writer.t(f"initiative.payer.{payer}"), writer.money(amount)]
            for payer, amount in section.payers.items()
        ],
    )


def _risks(writer: Writer, section: Initiative) -> ShownTable:
    return writer.table(
        "initiative.risks",
        [
            "initiative.risk",
            "initiative.probability",
            "initiative.impact",
            "initiative.answer",
        ],
        [
            [item.name, item.probability, item.impact, item.answer or NOTHING]
            for item in sorted(section.risks, key=lambda risk: -risk.probability * risk.impact)
        ],
    )
