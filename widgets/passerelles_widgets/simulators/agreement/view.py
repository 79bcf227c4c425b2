"""The agreement as it is shown: its state, its actions, and the text composed clause by clause."""

from __future__ import annotations

from passerelles.library.text import enumeration, percent
from passerelles_widgets.simulators.agreement import charts
from passerelles_widgets.simulators.agreement.clauses import clauses, lowered
from passerelles_widgets.simulators.agreement.model import MOST_DOMAINS, Result
from passerelles_widgets.simulators.base import Heading, Table, Texts, View


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, the two figures, the composed text and the notes."""
    return View(
        sentence=_sentence(result, texts),
        figures=(charts.states(result, texts), charts.measures(result, texts)),
        tables=(_draft(result, texts),),
        notes=_notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    return texts["summary_ready" if result.ready else "summary"].format(
        form=texts[f"form_{result.form}"],
        complete=result.complete_elements,
        all=len(result.elements),
        empty=result.empty_elements,
        measurable=percent(result.measurable_actions, texts.language),
    )


def _draft(result: Result, texts: Texts) -> Table:
    headings = (Heading(texts["clause"]), Heading(texts["text"]))
    return Table("draft", texts["draft_title"], headings, clauses(result, texts))


def _notes(result: Result, texts: Texts) -> tuple[str, ...]:
    notes = []
    if not (result.home and result.partner):
        notes.append(texts["note_parties"])
    empty = [
        lowered(charts.label(item, result, texts))
        for item in result.elements
        if item.rating == "empty"
    ]
    if empty:
        names = enumeration(empty, texts.language)
        notes.append(texts["note_empty"].format(elements=names))
    notes += [
        texts["note_thin"].format(
            element=charts.label(item, result, texts), lacking=charts.lacking(item, result, texts)
        )
        for item in result.elements
        if item.rating == "thin" and item.field != "actions"
    ]
    notes += [
        texts["note_action"].format(action=item.action, missing=charts.wanted(item, texts))
        for item in result.actions
        if item.lacks
    ]
    notes += [texts["note_late"].format(action=item.action, date=item.date) for item in result.late]
    if not result.domains:
        notes.append(texts["note_no_domain"])
    if len(result.domains) > MOST_DOMAINS:
        notes.append(texts["note_domains"].format(count=len(result.domains)))
    if result.unnamed:
        notes.append(texts["note_unnamed"].format(count=result.unnamed))
    if result.ready:
        notes.append(texts["note_ready"])
    return tuple(notes)
