"""What the dossier says about the agreement: form, parties, texts and actions, ready to compose.

The `agreement` section comes first. Without it, the sentences are those the agreement
simulator would draft from the other sections, in either language; what nobody has written is
left blank, never filled with an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_agreement import Agreement, PlannedAction
from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles_widgets import simulators
from passerelles_widgets.simulators.agreement import drafts
from passerelles_widgets.simulators.agreement.elements import FIELDS


@dataclass(frozen=True, slots=True)
class Draft:
    """The agreement of a dossier; `language` is the one its `texts` (by field) are written in."""

    form: str
    language: Language
    home: str
    partner: str
    domains: tuple[str, ...]
    texts: Mapping[str, str]
    actions: tuple[PlannedAction, ...]
    notes: tuple[str, ...]
    written: bool


def draft(dossier: Dossier, language: Language) -> Draft:
    """Return the agreement as the dossier has it, or as it can be drafted in `language`."""
    section = dossier.sections.agreement
    if section is not None:
        return _written(dossier, section, language)
    home, partner = dossier.territories.home, dossier.territories.partner
    known = drafts.Known(to_plain(dossier)["sections"], language, home, partner)
    revised = dossier.route == "integrate-into-existing"
    return Draft(
        form="revision" if revised else "memorandum-of-understanding",
        language=language,
        home=home,
        partner=partner,
        domains=(),
        texts=drafts.sentences(known),
        actions=tuple(
            PlannedAction(**row, measurable=False) for row in drafts.actions(known) if row["action"]
        ),
        notes=(),
        written=False,
    )


def _written(dossier: Dossier, section: Agreement, language: Language) -> Draft:
    place = 1 if section.form == "revision" else 0
    found = {element.id: element.text for element in section.elements}
    texts = {
        field: text
        for field, ids in FIELDS.items()
        for text in (found.get(ids[place] or "", ""),)  # type: ignore[call-overload]
        if text
    }
    return Draft(
        form=section.form,
        language=section.language,
        home=section.home or dossier.territories.home,
        partner=section.partner or dossier.territories.partner,
        domains=section.domains,
        texts=texts,
        actions=section.actions,
        notes=_notes(dossier, language),
        written=True,
    )


def _notes(dossier: Dossier, language: Language) -> tuple[str, ...]:
    """Return what the simulator says is still weak; nothing when it cannot take the texts back."""
    simulator = simulators.load("agreement")
    try:
        values = simulator.defaults(language, to_plain(dossier))
        return tuple(simulator.view(values, language).notes)
    except Refusal:
        return ()
