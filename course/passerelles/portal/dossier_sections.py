"""Needs, data, coherence and the team as a reader of the dossier sees them."""

from __future__ import annotations

from passerelles.dossier.sections_governance import Coherence, Management
from passerelles.dossier.sections_needs import DataPlan, Needs, TerritoryProfile
from passerelles.portal.dossier_writer import ShownSection, Writer

_LEVELS = ("political", "technical", "administrative")


def territory_profile(writer: Writer, section: TerritoryProfile) -> ShownSection:
    """Return the territory's figures, and the families without any."""
    missing = [
        writer.item("migration-data-families", name)
        for name, state in section.families.items()
        if state == "missing"
    ]
    sentences = [writer.t("territory-profile.worth", share=writer.percent(section.completeness))]
    if missing:
        names = writer.listed(missing)
        sentences.append(writer.t("territory-profile.missing", families=names))
    figures = writer.table(
        "territory-profile.table",
        ["family", "figure", "value", "unit", "year", "source", "quality", "breakdown"],
        [
            [
                writer.item("migration-data-families", figure.family),
                figure.label,
                figure.value,
                figure.unit,
                str(figure.year),
                figure.source,
                writer.t(f"quality.{figure.quality}"),
                writer.listed(writer.t(f"breakdown.{part}") for part in figure.breakdown),
            ]
            for figure in section.figures
        ],
    )
    return writer.section("territory-profile", 1, sentences, [figures])


def needs(writer: Writer, section: Needs) -> ShownSection:
    """Return the needs, the most pressing first."""
    strategic = sum(1 for need in section.items if need.kind == "strategic")
    counted = writer.t(
        "needs.count", count=writer.number(len(section.items)), strategic=writer.number(strategic)
    )
    table = writer.table(
        "needs.table",
        ["need", "kind", "sector", "priority"],
        [
            [
                need.name,
                writer.t(f"kind.{need.kind}"),
                writer.item("sectors", need.sector),
                need.priority,
            ]
            for need in sorted(section.items, key=lambda need: -need.priority)
        ],
    )
    return writer.section("needs", 1, [counted], [table])


def data_plan(writer: Writer, section: DataPlan) -> ShownSection:
    """Return the survey, the methods and what each family of data will come from."""
    sentences = [
        writer.t(
            "data-plan.sample",
            sample=writer.number(section.sample),
            contacts=writer.number(section.contacts),
            margin=writer.number(section.margin * 100, 1),
            confidence=writer.percent(section.confidence),
            weeks=writer.number(section.weeks, 1),
        )
    ]
    if section.errors:
        errors = {way: writer.number(error, 1) for way, error in section.errors.items()}
        known = {way: errors.get(way, "–") for way in ("convenience", "stratified", "triangulated")}
        sentences.append(writer.t("data-plan.errors", **known))
    methods = writer.table(
        "data-plan.methods",
        ["method", "days", "cost"],
        [
            [
                writer.t(f"method.{plan.method}"),
                plan.days,
                writer.money(plan.cost),
            ]
            for plan in section.methods
        ],
    )
    groups = writer.table(
        "data-plan.groups",
        ["group", "people", "response", "answers"],
        [
            [group.name, group.population, writer.percent(group.response), group.sample]
            for group in section.groups
        ],
    )
    families = writer.table(
        "data-plan.families",
        ["family", "methods"],
        [
            [
                writer.item("migration-data-families", name),
                writer.listed(writer.t(f"method.{method}") for method in methods_of),
            ]
            for name, methods_of in section.families.items()
        ],
    )
    return writer.section("data-plan", 1, sentences, [methods, groups, families])


def coherence(writer: Writer, section: Coherence) -> ShownSection:
    """Return what policies do to each other, the conflicts to settle and the four levels."""
    count = writer.number(len(section.policies))
    share = writer.percent(section.synergy)
    sentences = [writer.t("coherence.synergy", count=count, share=share)]
    if not section.conflicts:
        sentences.append(writer.t("coherence.none"))
    names = [policy.name for policy in section.policies]
    effects: dict[int, list[str]] = {}
    for item in section.interactions:
        if item.target <= len(names):
            said = f"{names[item.target - 1]} {writer.signed(item.score)}"
            effects.setdefault(item.source, []).append(said)
    policies = writer.table(
        "coherence.policies",
        ["policy", "department", "effects"],
        [
            [policy.name, policy.department, writer.listed(effects.get(number, ()))]
            for number, policy in enumerate(section.policies, start=1)
        ],
    )
    conflicts = writer.table(
        "coherence.conflicts",
        ["policy", "hinders", "strength"],
        [[item.source, item.target, writer.signed(item.score)] for item in section.conflicts],
    )
    instruments = writer.table(
        "coherence.instruments",
        ["tier", "text", "agreement"],
        [
            [writer.t(f"tier.{text.tier}"), text.name, writer.signed(text.score)]
            for text in section.instruments
        ],
    )
    return writer.section("coherence", 3, sentences, [conflicts, policies, instruments])


def management(writer: Writer, section: Management) -> ShownSection:
    """Return who is in charge at the three levels, and the training planned."""
    held: dict[str, float] = dict(section.coverage.items())
    shares = {level: held.get(level, 0.0) for level in _LEVELS}
    covered = {level: writer.percent(share) for level, share in shares.items()}
    members = writer.table(
        "management.members",
        ["name", "post", "time", "competences"],
        [
            [
                member.name,
                writer.part("team-levels", "posts", member.post),
                writer.percent(member.time),
                writer.listed(_competence(writer, name) for name in member.has),
            ]
            for member in section.members
        ],
    )
    training = writer.table(
        "management.training",
        ["priority", "level", "competence", "how", "who", "hours"],
        [
            [
                item.priority,
                writer.item("team-levels", item.level),
                _competence(writer, item.competence),
                writer.t(f"way.{item.way}"),
                item.trainee or "–",
                item.hours,
            ]
            for item in section.training
        ],
    )
    sentences = [writer.t("management.coverage", **covered)]
    return writer.section("management", 4, sentences, [members, training])


def _competence(writer: Writer, name: str) -> str:
    return writer.part("team-levels", "competences", name)
