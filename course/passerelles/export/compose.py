"""The dossier as a document: title page, seven steps, sections, sources, what is missing.

The words of the sections are those of the portal's dossier page (`portal.dossier_view`), so
that page and document never say two things.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from passerelles.dossier.schema import Dossier
from passerelles.dossier.steps import StepState, steps
from passerelles.export import closing
from passerelles.export.bridge import mark
from passerelles.export.charts import charts
from passerelles.export.model import (
    Block,
    Cover,
    Document,
    Paragraph,
    Part,
    Run,
    Table,
    cleaned,
)
from passerelles.export.words import word
from passerelles.export.writing import day, paragraph, table, to_translate
from passerelles.library.loader import library
from passerelles.library.text import Language
from passerelles.portal.dossier_view import sections
from passerelles.portal.dossier_writer import ShownSection, ShownTable, Writer
from passerelles.portal.strings import string

_SIGNS: Final = {"complete": "●", "thin": "◐", "empty": "○"}


def dossier_document(dossier: Dossier, language: Language) -> Document:
    """Return the dossier as a document in `language`."""
    writer = Writer(language)
    shown = sections(dossier, language)
    states = steps(dossier)
    parts = [_overview(states, shown, language)]
    for state in states:
        parts += _step(dossier, state, shown, writer)
    parts.append(closing.missing(dossier, states, language))
    parts.append(closing.sources(dossier, language))
    return cleaned(
        Document(
            language=language,
            kind="dossier",
            cover=_cover(dossier, language),
            contents=word("contents", language),
            page=word("page", language, page="{page}", pages="{pages}"),
            stamp=dossier.updated,
            parts=tuple(parts),
        )
    )


def _cover(dossier: Dossier, language: Language) -> Cover:
    route = next(route for route in library().process.routes if route.id == dossier.route)
    facts = [word("dossier.route", language, route=route.name[language])]
    if dossier.revision:
        updated = day(dossier.updated, language)
        facts.append(
            string("dossier.revision", language, revision=dossier.revision, updated=updated)
        )
    else:
        facts.append(word("dossier.unsaved", language))
    home = dossier.territories.home or word("dossier.home", language)
    partner = dossier.territories.partner or word("dossier.partner", language)
    return Cover(
        title=word("dossier.title", language),
        subtitle=word("dossier.subtitle", language),
        home=home,
        partner=partner,
        between=word("dossier.between", language, home=home, partner=partner),
        facts=tuple(facts),
        mark=mark(dossier, language),
    )


def _overview(states: tuple[StepState, ...], shown: list[ShownSection], language: Language) -> Part:
    counts = {
        kind: sum(state.state == kind for state in states) for kind in ("complete", "thin", "empty")
    }
    blocks: list[Block] = []
    if not shown:
        blocks.append(paragraph(word("state.empty", language), "lead"))
    blocks.append(paragraph(word("state.summary", language, all=len(states), **counts)))
    rows = tuple(
        (
            f"{state.number}. {state.title[language]}",
            f"{_SIGNS[state.state]}\u00a0{string(f'state.{state.state}', language)}",
            state.reason[language],
        )
        for state in states
    )
    headings = tuple(word(f"state.{key}", language) for key in ("step", "state", "why"))
    blocks.append(table(word("state.table", language), headings, rows))
    return Part("state", 1, word("state", language), tuple(blocks))


def _step(
    dossier: Dossier, state: StepState, shown: list[ShownSection], writer: Writer
) -> list[Part]:
    language = writer.language
    label = string(f"state.{state.state}", language)
    blocks: list[Block] = [
        paragraph(word("step.state", language, state=label, why=state.reason[language]), "lead")
    ]
    note = next((kept for key, kept in dossier.notes.items() if key == str(state.number)), None)
    if note is not None:
        blocks += _own_words(note.text.splitlines(), note.language, language)
    own = [section for section in shown if section.step == state.number]
    if not own:
        blocks.append(paragraph(word("step.nothing", language), "note"))
    title = word("step", language, number=state.number, title=state.title[language])
    return [
        Part(f"step-{state.number}", 1, title, tuple(blocks)),
        *(_section(dossier, section, writer) for section in own),
    ]


def _section(dossier: Dossier, section: ShownSection, writer: Writer) -> Part:
    blocks: list[Block] = []
    if section.spoken is None:
        blocks += [paragraph(sentence) for sentence in section.sentences]
    else:
        blocks += _own_words(section.sentences, section.spoken, writer.language)
    if section.stale:
        blocks.append(paragraph(string("dossier.section.stale", writer.language), "note"))
        blocks += [paragraph(sentence, "note") for sentence in section.computed]
    blocks += charts(dossier, section.id, writer)
    blocks += [_shown(found) for found in section.tables]
    return Part(section.id, 2, section.title, tuple(blocks))


def _own_words(lines: Sequence[str], spoken: Language, language: Language) -> list[Block]:
    """Return what the learner wrote, line by line, marked when it is still to be translated."""
    found: list[Block] = []
    for line in lines:
        if not line.strip():
            continue
        runs = [Run(line, language=spoken)]
        if spoken != language and not found:
            runs.insert(0, to_translate(spoken, language))
        found.append(Paragraph(tuple(runs)))
    return found


def _shown(found: ShownTable) -> Table:
    return table(found.title, found.headings, found.rows, found.numeric)
