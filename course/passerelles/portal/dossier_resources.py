"""Budget, people, means and funding plan as a reader of the dossier sees them."""

from __future__ import annotations

from passerelles.dossier.sections_resources import Budget, FundingPlan
from passerelles.portal.dossier_writer import ShownSection, Writer

_STEP = 6


def budget(writer: Writer, section: Budget) -> ShownSection:
    """Return the need line by line, the people and the technical means."""
    sentences = [
        writer.t(
            "budget.total",
            total=writer.money(section.total),
            people=writer.percent(section.people_cover),
            means=writer.percent(section.means_ready),
        )
    ]
    lines = writer.table(
        "budget.lines",
        ["budget.need", "budget.place", "budget.months", "budget.amount"],
        [
            [
                item.label,
                writer.t(f"budget.place.{item.place}"),
                writer.t("budget.span", first=item.first, last=item.last),
                writer.money(item.amount),
            ]
            for item in section.lines
        ],
    )
    people = writer.table(
        "budget.people",
        [
            *("budget.role", "budget.level", "budget.place"),
            *("budget.needed", "budget.available", "budget.ready"),
        ],
        [
            [
                role.name,
                writer.t(f"budget.level.{role.level}"),
                writer.t(f"budget.place.{role.place}"),
                role.needed,
                role.available,
                writer.t("yes" if role.ready else "no"),
            ]
            for role in section.people
        ],
    )
    means = writer.table(
        "budget.means",
        ["budget.thing", "budget.place", "budget.state"],
        [
            [
                item.name,
                writer.t(f"budget.place.{item.place}"),
                writer.t(f"budget.state.{item.state}"),
            ]
            for item in section.means
        ],
    )
    return writer.section("budget", _STEP, sentences, [lines, people, means])


def funding_plan(writer: Writer, section: FundingPlan) -> ShownSection:
    """Return the sources, and how the plan stands up to chance."""
    sentences = [
        writer.t(
            "funding-plan.cover",
            cover=writer.percent(section.expected_cover),
            low=writer.percent(section.low_cover),
            high=writer.percent(section.high_cover),
            whole=writer.percent(section.whole_chance),
        ),
        writer.t(
            "funding-plan.core",
            core=writer.money(section.core),
            gap=writer.money(section.gap),
            own=writer.percent(section.own_share),
        ),
    ]
    if section.peak_shortfall > 0:
        sentences.append(
            writer.t("funding-plan.advance", amount=writer.money(section.peak_shortfall))
        )
    table = writer.table(
        "funding-plan.sources",
        [
            "funding-plan.source",
            "funding-plan.family",
            "budget.amount",
            "funding-plan.chance",
            "funding-plan.month",
            "funding-plan.expected",
        ],
        [
            [
                item.name,
                writer.item("funding-sources", item.kind),
                writer.money(item.amount),
                writer.percent(item.probability),
                item.month,
                writer.money(item.expected),
            ]
            for item in section.sources
        ],
    )
    return writer.section("funding-plan", _STEP, sentences, [table])
