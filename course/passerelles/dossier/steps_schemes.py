"""What the schemes of step 5 still owe to people's rights before the step counts as complete.

Rules of the course: a return is voluntary only with all its safeguards (R 5.2); recruitment is
agreed with the territory of origin and gives equal rights (R 4.2); where places are kept for
workers who went home, they can complain without losing them (R 5.1).
"""

from __future__ import annotations

from typing import get_args

from passerelles.dossier.sections import Sections
from passerelles.dossier.sections_schemes import Safeguard
from passerelles.library.text import Text


def any_scheme(sections: Sections) -> bool:
    """Tell whether one of the four schemes stands in the dossier."""
    return any(
        scheme is not None
        for scheme in (
            sections.remittance_scheme,
            sections.mobility_scheme,
            sections.return_scheme,
            sections.skills_scheme,
        )
    )


def owed(sections: Sections) -> Text | None:
    """Return what a scheme still owes to rights, None when nothing is missing."""
    back = sections.return_scheme
    if back is not None and len(set(back.safeguards)) < len(get_args(Safeguard)):
        return Text(
            "Dans le programme de retour, il manque des garanties d’un départ volontaire.",
            "In the return programme, safeguards of a voluntary departure are missing.",
        )
    skills = sections.skills_scheme
    if skills is not None and not (
        skills.conditions.get("agreed") and skills.conditions.get("equal")
    ):
        return Text(
            "Le recrutement demande un rythme fixé avec le territoire d’origine et des droits "
            "égaux.",
            "Recruitment calls for a pace agreed with the territory of origin and for equal "
            "rights.",
        )
    work = sections.mobility_scheme
    if work is not None and work.priority > 0 and not work.complaints:
        return Text(
            "Dans la mobilité saisonnière, il manque un lieu de plainte sans risque pour la place "
            "de l’année suivante.",
            "In seasonal mobility, a place to complain with no risk to next year’s place is "
            "missing.",
        )
    return None
