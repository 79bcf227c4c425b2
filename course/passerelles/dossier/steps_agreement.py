"""Step 4: the agreement with the partner chosen, complete, thin or not written yet (G 3.1.7).

It is complete when it names the partner chosen, when each of its elements is complete and
when every action, of which there is at least one, can be measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from passerelles.dossier.sections_agreement import Agreement, ElementId
from passerelles.dossier.verdicts import Verdict, listed
from passerelles.library.text import Text

_MOST_NAMED: Final = 4

_NAMES: Final[Mapping[ElementId, Text]] = {
    "background": Text("les autorités en présence", "the authorities concerned"),
    "objective": Text("l’objectif", "the objective"),
    "objectives": Text("les objectifs", "the objectives"),
    "actions": Text("les actions", "the actions"),
    "expected-results": Text("les résultats attendus", "the expected results"),
    "stakeholders": Text("les parties prenantes", "the stakeholders"),
    "new-stakeholders": Text("les parties prenantes qui entrent", "the stakeholders who join"),
    "monitoring-and-evaluation": Text("le suivi et l’évaluation", "monitoring and evaluation"),
    "indicators": Text("les indicateurs", "the indicators"),
    "plan-coherence": Text("la cohérence avec les plans", "coherence with plans"),
    "coherence": Text("la cohérence", "coherence"),
    "sdgs": Text("l’adhésion aux ODD", "adherence to the SDGs"),
    "calendar": Text("le calendrier", "the calendar"),
    "budget": Text("le budget", "the budget"),
    "management": Text("la gestion", "management"),
    "governance": Text("la gouvernance", "governance"),
}


def agreement(partner: str, section: Agreement | None) -> Verdict:
    """Return the state of the agreement with `partner`."""
    name = Text(partner, partner)
    if section is None or not section.elements:
        return "thin", Text(
            "Le partenaire choisi est {name}\u00a0; il reste à rédiger l’accord.",
            "The partner chosen is {name}; the agreement is still to be written.",
        ).format(name=name)
    if section.partner.casefold() != partner.casefold():
        return "thin", Text(
            "L’accord n’est pas au nom du partenaire choisi, {name}.",
            "The agreement does not name the partner chosen, {name}.",
        ).format(name=name)
    poor = [_NAMES[item.id] for item in section.elements if item.rating != "complete"]
    if poor:
        return "thin", _to_write(poor)
    if not section.actions or not all(action.measurable for action in section.actions):
        return "thin", Text(
            "L’accord prévoit des actions que rien ne mesure.",
            "The agreement plans actions that nothing measures.",
        )
    return "complete", Text(
        "L’accord avec {name} a tous ses éléments, et chaque action peut être mesurée.",
        "The agreement with {name} has all its elements, and every action can be measured.",
    ).format(name=name)


def _to_write(poor: list[Text]) -> Text:
    if len(poor) > _MOST_NAMED:
        return Text(
            "L’accord est commencé\u00a0; il reste à compléter {count} éléments.",
            "The agreement is begun; {count} elements are still to be completed.",
        ).format(count=len(poor))
    return Text(
        "Dans l’accord, il reste à compléter {elements}.",
        "In the agreement, these are still to be completed: {elements}.",
    ).format(elements=listed(poor))
