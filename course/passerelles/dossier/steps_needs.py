"""Step 1: whether needs are assessed (G 3.1.1).

The rules are the course's own. Complete: needs are written, practical and strategic ones
(the guide asks for both); the plan to collect data combines two methods at least, so that
sources can be cross-checked; and five of the ten families of data at least are documented in
the profile or brought by a method of the plan. Empty: nothing at all. Thin: anything between,
the corridors of the map alone included.
"""

from __future__ import annotations

from typing import Final

from passerelles.dossier.sections import Sections
from passerelles.dossier.verdicts import Verdict
from passerelles.library.text import Text

METHODS_ENOUGH: Final = 2
FAMILIES_ENOUGH: Final = 5

_KINDS: Final = {
    "practical": Text("pratique", "practical"),
    "strategic": Text("stratégique", "strategic"),
}


def needs(sections: Sections) -> Verdict:
    """Return the state of step 1 and why."""
    written = sections.needs.items if sections.needs else ()
    plan, profile = sections.data_plan, sections.territory_profile
    if not written and plan is None and not (profile and profile.figures):
        return _nothing_gathered(sections)
    if not written:
        return "thin", Text(
            "Des données sont réunies ou prévues, mais aucun besoin n’est encore écrit.",
            "Data are gathered or planned, but no need has been written down yet.",
        )
    for kind, label in _KINDS.items():
        if all(need.kind != kind for need in written):
            return "thin", Text(
                "La liste des besoins n’en contient aucun de nature {kind}.",
                "The list of needs holds no {kind} one.",
            ).format(kind=label)
    return _plan(sections)


def _nothing_gathered(sections: Sections) -> Verdict:
    """Return the state of step 1 while there are neither needs nor data."""
    if sections.corridors and sections.corridors.items:
        return "thin", Text(
            "Vos corridors sont sur la carte, mais aucun besoin n’est encore écrit.",
            "Your corridors are on the map, but no need has been written down yet.",
        )
    return "empty", Text(
        "Aucun besoin n’est encore écrit, aucune donnée réunie.",
        "No need has been written down yet, no data gathered.",
    )


def _plan(sections: Sections) -> Verdict:
    """Return the state of step 1 once needs are written down."""
    plan = sections.data_plan
    if plan is None:
        return "thin", Text(
            "Les besoins sont écrits\u00a0; il reste à prévoir comment les vérifier.",
            "Needs are written down; how to check them is still to be planned.",
        )
    if len(plan.methods) < METHODS_ENOUGH:
        return "thin", Text(
            "Le plan de collecte ne permet aucun recoupement\u00a0: il lui faut deux méthodes.",
            "The data plan allows no cross-checking: it takes two methods.",
        )
    known = _known(sections)
    if known < FAMILIES_ENOUGH:
        return "thin", Text(
            "Familles de données documentées ou prévues\u00a0: {known} sur dix\u00a0; il en faut"
            " {enough} au moins.",
            "Families of data documented or planned: {known} of ten; it takes at least {enough}.",
        ).format(known=known, enough=FAMILIES_ENOUGH)
    return "complete", Text(
        "Les besoins sont écrits, et plusieurs méthodes serviront à les vérifier.",
        "Needs are written down, and several methods will check them.",
    )


def _known(sections: Sections) -> int:
    """Count the families of data that the profile documents or the plan will bring."""
    plan, profile = sections.data_plan, sections.territory_profile
    planned = {name for name, methods in plan.families.items() if methods} if plan else set()
    documented = (
        {name for name, state in profile.families.items() if state != "missing"}
        if profile
        else set()
    )
    return len(planned | documented)
