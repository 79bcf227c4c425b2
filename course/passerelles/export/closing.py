"""The last parts of the dossier's document: what is still missing, and the sources."""

from __future__ import annotations

from typing import Final

from passerelles.build.boxes import source_label
from passerelles.dossier.schema import Dossier
from passerelles.dossier.steps import StepState
from passerelles.export.model import Block, Part
from passerelles.export.words import word
from passerelles.export.writing import paragraph, table
from passerelles.library.loader import library
from passerelles.library.text import Language, enumeration
from passerelles.portal.dossier_writer import NOTHING
from passerelles.portal.strings import string

# What a whole dossier holds; schemes, exchange and the game's lessons depend on the partnership.
_EXPECTED: Final[dict[int, tuple[str, ...]]] = {
    1: ("territory", "corridors", "territory-profile", "needs", "data-plan"),
    2: ("stakeholders",),
    3: ("mechanisms", "coherence"),
    4: ("partner", "due-diligence", "sdg-adherence", "agreement", "management"),
    5: ("sectors", "initiative-type", "initiative"),
    6: ("budget", "funding-plan"),
    7: ("monitoring-plan",),
}


def missing(dossier: Dossier, states: tuple[StepState, ...], language: Language) -> Part:
    """Return what holds each unfinished step back, and the sections not opened yet."""
    title = word("missing", language)
    rows = []
    for state in states:
        absent = [
            string(f"section.{name}", language)
            for name in _EXPECTED[state.number]
            if dossier.section(name) is None
        ]
        if state.state == "complete" and not absent:
            continue
        why = NOTHING if state.state == "complete" else state.reason[language]
        rows.append(
            (
                f"{state.number}. {state.title[language]}",
                why,
                enumeration(absent, language) or word("missing.opened", language),
            )
        )
    if not rows:
        return Part("missing", 1, title, (paragraph(word("missing.none", language)),))
    headings = tuple(word(f"missing.{key}", language) for key in ("step", "why", "sections"))
    found = table(word("missing.table", language), headings, tuple(rows))
    return Part("missing", 1, title, (found,))


def sources(dossier: Dossier, language: Language) -> Part:
    """Return where the dossier's own figures come from, and the passages each step follows."""
    rows = _own(dossier)
    blocks: list[Block] = []
    if rows:
        keys = ("sources.figure", "sources.source", "sources.year")
        headings = tuple(word(key, language) for key in keys)
        blocks.append(table(word("sources.own", language), headings, tuple(rows)))
    else:
        blocks.append(paragraph(word("sources.none", language)))
    blocks.append(paragraph(word("sources.method", language)))
    blocks.append(paragraph(word("sources.hypotheses", language), "note"))
    blocks.append(_passages(language))
    return Part("sources", 1, word("sources", language), tuple(blocks))


def _passages(language: Language) -> Block:
    rows = [
        (
            f"{step.number}. {step.stage.name[language]}",
            " · ".join(source_label(source, language) for source in step.source),
        )
        for step in library().process.steps
    ]
    headings = (word("missing.step", language), word("sources.passages", language))
    return table(word("sources.sections", language), headings, tuple(rows))


def _own(dossier: Dossier) -> list[tuple[str, str, str]]:
    profile, plan = dossier.sections.territory_profile, dossier.sections.monitoring_plan
    found = [
        (figure.label or NOTHING, figure.source or NOTHING, str(figure.year))
        for figure in (profile.figures if profile else ())
    ]
    found += [
        (item.name, item.source, plan.start[:4])
        for item in (plan.indicators if plan else ())
        if plan and item.source and not item.group
    ]
    return found
