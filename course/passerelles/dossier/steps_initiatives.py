"""When step 5 is complete: sectors of mutual interest, a kind of initiative and its plan (G 3.2).

Rules of the course: a sector is chosen, then a kind of initiative, and the plan goes through
the nine planning steps (G 3.2.3), the calendar within the time allowed. What is missing first
is said first. A scheme (remittances, seasonal work, return, recruitment) does not replace the
plan, and what it owes to rights keeps the step thin (`steps_schemes`).
"""

from __future__ import annotations

from typing import Final, get_args

from passerelles.dossier.sections import Sections
from passerelles.dossier.sections_initiatives import Initiative, PlanStep
from passerelles.dossier.steps_schemes import any_scheme, owed
from passerelles.dossier.verdicts import Verdict, listed
from passerelles.library.text import Text

_PLAN_STEPS: Final[dict[PlanStep, Text]] = {
    "diagnosis": Text("le diagnostic", "the diagnosis"),
    "objectives": Text("les objectifs", "the objectives"),
    "stakeholders": Text("les parties prenantes", "the stakeholders"),
    "actions": Text("les actions", "the actions"),
    "deliverables": Text("les livrables", "the deliverables"),
    "results": Text("les résultats", "the results"),
    "monitoring": Text("le suivi et l’évaluation", "monitoring and evaluation"),
    "calendar": Text("le calendrier", "the calendar"),
    "budget": Text("le budget", "the budget"),
}


def initiatives(sections: Sections) -> Verdict:
    """Return the state of step 5 and the reason."""
    chosen = sections.sectors is not None and bool(sections.sectors.chosen)
    plan = sections.initiative
    if sections.sectors is None and sections.initiative_type is None and plan is None:
        if any_scheme(sections):
            return "thin", Text(
                "Un montage est réglé ; il reste à choisir le secteur et à planifier l’initiative.",
                "A scheme is set up; the sector is still to be chosen and the initiative planned.",
            )
        return "empty", Text(
            "Aucun secteur n’est comparé et aucune initiative n’est planifiée.",
            "No sector has been compared and no initiative planned.",
        )
    if not chosen:
        return "thin", Text(
            "Il reste à choisir un secteur qui compte pour les deux territoires.",
            "A sector that matters to both territories is still to be chosen.",
        )
    if sections.initiative_type is None:
        return "thin", Text(
            "Un secteur est choisi ; il reste à dire par quel type d’initiative l’aborder.",
            "A sector is chosen; the kind of initiative to tackle it with is still to be settled.",
        )
    if plan is None:
        return "thin", Text(
            "Un secteur et un type d’initiative sont choisis ; il reste à planifier.",
            "A sector and a kind of initiative are chosen; the planning is still to be done.",
        )
    return _plan(plan, owed(sections))


def _plan(plan: Initiative, rights: Text | None) -> Verdict:
    if rights is not None:
        return "thin", rights
    missing = [_PLAN_STEPS[step] for step in get_args(PlanStep) if step not in plan.done]
    if missing:
        return "thin", Text(
            "Dans le plan de l’initiative, il reste à compléter {steps}.",
            "In the plan of the initiative, these are still to be completed: {steps}.",
        ).format(steps=listed(missing))
    return "complete", Text(
        "Le plan de « {title} » passe par les neuf étapes.",
        "The plan of “{title}” goes through all nine steps.",
    ).format(title=plan.title)
