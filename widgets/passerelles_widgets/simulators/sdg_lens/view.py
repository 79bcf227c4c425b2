"""The lens as it is shown: three boxes for each target, powers, and the words to write."""

from __future__ import annotations

from passerelles.library.text import enumeration, percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.sdg_lens import charts
from passerelles_widgets.simulators.sdg_lens.charts import named
from passerelles_widgets.simulators.sdg_lens.model import Lens, Result


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, the two figures, the table of wordings and the notes."""
    return View(
        sentence=_sentence(result, texts),
        figures=(charts.boxes(result, texts), charts.powers(result, texts)),
        tables=(_claims(result, texts),),
        notes=_notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if not result.cited:
        return texts["summary_none"]
    return texts["summary"].format(
        cited=_count("cited", len(result.cited), texts),
        committed=_count("committed", result.committed, texts),
        attentive=_count("attentive", result.attentive, texts),
        advocated=_count("advocated", result.advocated, texts),
        solidity=percent(result.solidity, texts.language),
    )


def _count(key: str, count: int, texts: Texts) -> str:
    """Write a count with its noun: « aucune cible », “one target”, “3 targets”."""
    form = {0: "none", 1: "one"}.get(count, "many")
    return texts[f"{key}_{form}"].format(count=count)


def _claims(result: Result, texts: Texts) -> Table:
    headings = tuple(
        Heading(texts[key]) for key in ("target", "claim", "wording", "missing_heading")
    )
    rows = tuple(
        (
            named(lens, texts),
            texts[f"claim_{lens.claim}"],
            wording(lens, texts),
            enumeration([texts[f"box_{box}"] for box in lens.missing], texts.language)
            or texts["nothing"],
        )
        for lens in result.cited
    )
    return Table("claims", texts["claims_title"], headings, rows)


def wording(lens: Lens, texts: Texts) -> str:
    """Return the sentence an agreement may hold about a target."""
    said = {"target": _written(lens, texts), "reason": lens.reason}
    promised = lens.promised
    if lens.claim == "commit" and promised is not None:
        key = "wording_commit" if lens.direct else "wording_commit_indirect"
        return texts[key].format(action=promised.action, measure=promised.measure, **said)
    if lens.claim == "attentive" and lens.powers:
        powers = enumeration(lens.powers, texts.language)
        return texts["wording_attentive_powers"].format(powers=powers, **said)
    return texts[f"wording_{lens.claim}"].format(**said)


def _written(lens: Lens, texts: Texts) -> str:
    """Return a target as a sentence quotes it: “10.c (cost of remittances)”."""
    number, _, name = named(lens, texts).partition(" ")
    if not name:
        return number
    return texts["target_written"].format(number=number, name=name[0].lower() + name[1:])


def _notes(result: Result, texts: Texts) -> tuple[str, ...]:
    notes = [
        texts["note_aside"].format(target=lens.target)
        for lens in result.cited
        if lens.claim == "aside"
    ]
    notes += [
        texts["note_no_power"].format(target=_written(lens, texts))
        for lens in result.cited
        if lens.claim == "advocate" and lens.promised is not None
    ]
    for lens in result.cited:
        if lens.claim == "attentive" and len(lens.missing) == 1:
            key = f"note_one_box_{lens.missing[0]}"
            notes.append(texts[key].format(target=_written(lens, texts)))
    notes += [
        texts["note_shared"].format(target=_written(lens, texts))
        for lens in result.cited
        if lens.claim == "commit" and lens.shared
    ]
    notes += [
        texts["note_overlooked"].format(target=_written(lens, texts)) for lens in result.overlooked
    ]
    if result.cited and not result.committed:
        notes.append(texts["note_nothing_promised"])
    return tuple(notes)
