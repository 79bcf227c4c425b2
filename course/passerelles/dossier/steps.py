"""Which of the seven steps of the guide are complete, thin or empty, and why (G 3).

The thresholds are rules of the course, stated here once: step 1 has its own
(`steps_needs`); step 2 is complete when each of the six groups of G 3.1.2 is
represented; step 3 when the four platform principles reach one half, every step
has someone responsible and someone accountable, nobody is overloaded, and
policies have been set against each other with no conflict left to settle and
texts of the four levels examined (G 3.1.3); step 4 when nothing is
unknown about the partner and the agreement is complete (`steps_agreement`). Steps 5, 6 and
7 have their own rules too (`steps_initiatives`, `steps_resources`, `steps_monitoring`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from passerelles.dossier.schema import Dossier
from passerelles.dossier.sections import STEP_COUNT, Group, Principle, Topic
from passerelles.dossier.steps_agreement import agreement
from passerelles.dossier.steps_coherence import agreement_of_policies
from passerelles.dossier.steps_initiatives import initiatives
from passerelles.dossier.steps_monitoring import monitoring
from passerelles.dossier.steps_needs import needs
from passerelles.dossier.steps_resources import resources
from passerelles.dossier.verdicts import State, Verdict, listed
from passerelles.library.text import Text

ENOUGH: Final = 0.5
"""The degree (0 to 1) from which a platform principle counts as met."""

_GROUPS: Final[dict[Group, Text]] = {
    "authorities": Text("les autorités", "the authorities"),
    "public-institutions": Text("les institutions publiques", "public institutions"),
    "civil-society": Text("la société civile", "civil society"),
    "diaspora": Text("la diaspora", "the diaspora"),
    "private-sector": Text("le secteur privé", "the private sector"),
    "knowledge": Text("le monde du savoir", "the world of knowledge"),
}
_PRINCIPLES: Final[dict[Principle, Text]] = {
    "accessible": Text("l’accès de toutes et tous", "access for all"),
    "balanced": Text("l’équilibre", "balance"),
    "independent": Text("l’indépendance", "independence"),
    "transparent": Text("la transparence", "transparency"),
}
_TITLES: Final[tuple[tuple[str, Text], ...]] = (
    ("needs-assessment", Text("Évaluer les besoins", "Assess the needs")),
    ("stakeholder-mapping", Text("Cartographier les parties prenantes", "Map the stakeholders")),
    (
        "defining-cooperation-mechanisms",
        Text("Définir les mécanismes de coopération", "Define the cooperation mechanisms"),
    ),
    (
        "institutionalising-the-partnership-and-joint-strategy",
        Text(
            "Institutionnaliser le partenariat et la stratégie commune",
            "Institutionalise the partnership and the joint strategy",
        ),
    ),
    ("types-of-initiatives", Text("Choisir les initiatives", "Choose the initiatives")),
    (
        "human-and-financial-resources",
        Text("Réunir les ressources humaines et financières", "Bring people and money together"),
    ),
    ("monitoring-and-evaluation", Text("Suivre et évaluer", "Monitor and evaluate")),
)
_INTEGRATE: Final[dict[int, tuple[str, Text]]] = {
    3: (
        "redefining-cooperation-mechanisms",
        Text("Redéfinir les mécanismes de coopération", "Redefine the cooperation mechanisms"),
    ),
    4: ("revising-the-partnership", Text("Réviser le partenariat", "Revise the partnership")),
}


@dataclass(frozen=True, slots=True)
class StepState:
    """One plank of the footbridge: its number (1 to 7), id along the route, title and state."""

    number: int
    id: str
    title: Text
    state: State
    reason: Text


def steps(dossier: Dossier) -> tuple[StepState, ...]:
    """Return the state of the seven steps along the dossier's route."""
    found = {
        1: needs(dossier.sections),
        2: _stakeholders(dossier),
        3: _mechanisms(dossier),
        4: _partner(dossier),
        5: initiatives(dossier.sections),
        6: resources(dossier.sections),
        7: monitoring(dossier.sections),
    }
    made = []
    for number, (step_id, title) in enumerate(_TITLES, start=1):
        if dossier.route == "integrate-into-existing":
            step_id, title = _INTEGRATE.get(number, (step_id, title))  # noqa: PLW2901
        state, reason = found[number]
        made.append(StepState(number, step_id, title, state, reason))
    return tuple(made)


def _stakeholders(dossier: Dossier) -> Verdict:
    section = dossier.sections.stakeholders
    if section is None or not section.items:
        return "empty", Text(
            "Aucune partie prenante n’est encore placée sur la grille.",
            "No stakeholder has been placed on the grid yet.",
        )
    present = {item.group for item in section.items}
    missing = [label for group, label in _GROUPS.items() if group not in present]
    if missing:
        return "thin", Text(
            "Personne ne représente encore {groups}.", "Nobody represents {groups} yet."
        ).format(groups=listed(missing))
    return "complete", Text(
        "Les six groupes de parties prenantes sont représentés.",
        "All six groups of stakeholders are represented.",
    )


def _mechanisms(dossier: Dossier) -> Verdict:
    section, coherence = dossier.sections.mechanisms, dossier.sections.coherence
    if section is None or not any(section.seats.values()):
        if coherence is not None:
            return "thin", Text(
                "Vos politiques sont croisées, mais la plateforme n’a pas encore de sièges.",
                "Your policies have been compared, but the platform has no seats yet.",
            )
        return "empty", Text(
            "La plateforme n’a pas encore de sièges.", "The platform has no seats yet."
        )
    weak = [
        label for name, label in _PRINCIPLES.items() if section.principles.get(name, 0) < ENOUGH
    ]
    if weak:
        return "thin", Text(
            "La plateforme doit encore progresser sur {principles}.",
            "The platform still has to make progress on {principles}.",
        ).format(principles=listed(weak))
    settled = {row.step for row in section.raci if row.responsible and row.accountable}
    unsettled = [str(step) for step in range(1, STEP_COUNT + 1) if step not in settled]
    if unsettled:
        return "thin", Text(
            "Il reste à dire qui réalise et qui répond de ces étapes : {steps}.",
            "It remains to be said who carries out and who answers for these steps: {steps}.",
        ).format(steps=listed([Text(step, step) for step in unsettled]))
    if section.overloaded:
        return "thin", Text(
            "La charge est trop lourde pour {names}.", "The load is too heavy for {names}."
        ).format(names=listed([Text(name, name) for name in section.overloaded]))
    return agreement_of_policies(coherence)


def _partner(dossier: Dossier) -> Verdict:
    partner, known = dossier.sections.partner, dossier.sections.due_diligence
    if partner is None and known is None:
        if dossier.sections.agreement is not None:
            return "thin", Text(
                "Un accord est commencé, mais aucun partenaire n’est choisi.",
                "An agreement has been begun, but no partner is chosen.",
            )
        return "empty", Text("Aucun partenaire n’est encore choisi.", "No partner is chosen yet.")
    if partner is None:
        return "thin", Text(
            "Des informations sont réunies, mais aucun partenaire n’est choisi.",
            "Information has been gathered, but no partner is chosen.",
        )
    topics = get_args(Topic)
    unknown = sum(
        known is None or known.items.get(topic, "unknown") == "unknown" for topic in topics
    )
    if unknown:
        return "thin", Text(
            "{name} est pressenti, mais {unknown} des {all} types d’information à réunir "
            "manquent encore.",
            "{name} is the choice so far, but {unknown} of the {all} kinds of information are "
            "still missing.",
        ).format(name=partner.name, unknown=unknown, all=len(topics))
    return agreement(partner.name, dossier.sections.agreement)
