"""The four schemes of step 5 as a reader of the dossier sees them."""

from __future__ import annotations

from typing import get_args

from passerelles.dossier.sections_schemes import (
    MobilityScheme,
    RemittanceScheme,
    ReturnScheme,
    Safeguard,
    SkillsScheme,
)
from passerelles.portal.dossier_writer import ShownSection, Writer

_STEP = 5


def remittances(writer: Writer, section: RemittanceScheme) -> ShownSection:
    """Return the fund, who adds to it, and what remittances do to the gap between families."""
    key = "remittance-scheme"
    t = writer.t
    sentences = [
        t(
            f"{key}.fund",
            pooled=writer.money(section.pooled),
            matched=writer.money(section.matched),
            rule=t(f"{key}.rule.{section.rule}"),
            projects=writer.number(section.projects),
            cost=writer.money(section.project_cost),
        ),
        t(
            f"{key}.money",
            formal=writer.percent(section.formal_share),
            cost=writer.percent(section.transfer_cost, 1),
            productive=writer.percent(section.productive),
        ),
        t(
            f"{key}.gap",
            before=writer.number(section.gini_before, 3),
            after=writer.number(section.gini, 3),
            prices=writer.percent(section.inflation, 1),
            net=writer.money(section.net_without),
        ),
    ]
    table = writer.table(
        f"{key}.table",
        [f"{key}.partner", f"{key}.amount", f"{key}.ceiling"],
        [
            [t(f"{key}.{row.partner}"), writer.money(row.amount), writer.money(row.ceiling)]
            for row in section.contributions
            if row.amount > 0
        ],
    )
    return writer.section(key, _STEP, sentences, [table])


def mobility(writer: Writer, section: MobilityScheme) -> ShownSection:
    """Return the seasons planned, what is offered, and the rates assumed."""
    key = "mobility-scheme"
    t = writer.t
    sentences = [
        t(
            f"{key}.plan",
            seasons=writer.number(section.seasons),
            whole=writer.number(section.whole),
            peak=writer.number(section.peak),
            hours=writer.number(section.hours),
        ),
        t(
            f"{key}.offer",
            beds=writer.number(section.beds),
            health=writer.number(section.health),
            priority=writer.percent(section.priority),
        ),
        t(f"{key}.{'complaints' if section.complaints else 'no-complaints'}"),
        t(
            f"{key}.rates",
            rate=writer.percent(section.return_rate),
            irregular=writer.percent(section.irregular_share, 1),
        ),
        t(f"{key}.cost", cost=writer.money(section.cost), budget=writer.money(section.budget)),
    ]
    table = writer.table(
        f"{key}.table",
        [f"{key}.period", f"{key}.weeks", f"{key}.workers"],
        [[row.name, row.weeks, row.workers] for row in section.demand],
    )
    return writer.section(key, _STEP, sentences, [table])


def back(writer: Writer, section: ReturnScheme) -> ShownSection:
    """Return the loan, the support, what may happen, and the safeguards."""
    key = "return-scheme"
    t = writer.t
    sentences = [
        t(
            f"{key}.loan",
            families=writer.number(section.families),
            lent=writer.money(section.lent),
            rate=writer.percent(section.rate, 1),
            term=writer.number(section.term),
            grace=writer.number(section.grace),
            instalment=writer.money(section.instalment),
        ),
        t(
            f"{key}.support",
            months=writer.number(section.support_months),
            survival=writer.percent(section.survival),
            low=writer.number(section.survivors_low),
            high=writer.number(section.survivors_high),
            horizon=writer.number(section.horizon),
        ),
        t(
            f"{key}.risk",
            par=writer.percent(section.par30),
            loss=writer.money(section.loss),
            high=writer.money(section.loss_high),
        ),
        t(
            f"{key}.cost",
            cost=writer.money(section.cost),
            each=writer.money(section.cost_per_survivor),
        ),
    ]
    table = writer.table(
        f"{key}.table",
        [f"{key}.safeguard", f"{key}.there"],
        [
            [t(f"{key}.safeguard.{name}"), t(f"{key}.{'yes' if there else 'no'}")]
            for name in get_args(Safeguard)
            for there in (name in section.safeguards,)
        ],
    )
    return writer.section(key, _STEP, sentences, [table])


def skills(writer: Writer, section: SkillsScheme) -> ShownSection:
    """Return the recruitment, its compensation, and the conditions it meets."""
    key = "skills-scheme"
    t = writer.t
    replaced = section.years_to_replace
    sentences = [
        t(
            f"{key}.plan",
            profession=section.profession or t(f"{key}.anybody"),
            recruits=writer.number(section.recruits),
            years=writer.number(section.years),
        ),
        t(
            f"{key}.money",
            compensation=writer.money(section.compensation),
            training=writer.percent(section.training_share),
            keeping=writer.percent(section.keeping_share),
            coverage=writer.percent(section.coverage),
        ),
        t(
            f"{key}.never" if replaced is None else f"{key}.replaced",
            gap=writer.number(section.gap, 0),
            years=writer.number(section.horizon if replaced is None else replaced),
        ),
    ]
    table = writer.table(
        f"{key}.table",
        [f"{key}.condition", f"{key}.met"],
        [
            [t(f"{key}.condition.{name}"), t(f"{key}.{'yes' if met else 'no'}")]
            for name, met in section.conditions.items()
        ],
    )
    return writer.section(key, _STEP, sentences, [table])
