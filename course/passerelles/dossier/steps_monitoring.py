"""When step 7 is complete: indicators that can be followed, and an evaluation shared (G 3).

Rules of the course: every indicator has a known baseline, a source and somebody who answers
for it; what concerns people is broken down at least once; all six groups of stakeholders do
more than be informed; the evaluation has a date half-way and one at the end (G annexe 2).
Results are not asked for: a plan is complete before its first reading.
"""

from __future__ import annotations

from typing import Final, get_args

from passerelles.dossier.sections import Sections
from passerelles.dossier.sections_monitoring import EvaluationGroup, MonitoringPlan
from passerelles.dossier.verdicts import Verdict, listed
from passerelles.library.text import Text

_GROUPS: Final[dict[EvaluationGroup, Text]] = {
    "authorities": Text("les autorités", "the authorities"),
    "public-institutions": Text("les institutions publiques", "public institutions"),
    "civil-society": Text("la société civile", "civil society"),
    "diaspora": Text("les migrants et la diaspora", "migrants and the diaspora"),
    "private-sector": Text("le secteur privé", "the private sector"),
    "knowledge": Text("les organisations du savoir", "knowledge organisations"),
}


def monitoring(sections: Sections) -> Verdict:
    """Return the state of step 7 and the reason."""
    plan = sections.monitoring_plan
    if plan is None or not plan.indicators:
        return "empty", Text(
            "Aucun indicateur n’est encore écrit.", "No indicator has been written yet."
        )
    return _indicators(plan) or _evaluation(plan) or _complete(plan)


def _indicators(plan: MonitoringPlan) -> Verdict | None:
    unknown = sum(1 for item in plan.indicators if not item.known)
    if unknown:
        return "thin", Text(
            "Indicateurs sans point de départ\u00a0: {count} sur {all}.",
            "Indicators without a baseline: {count} of {all}.",
        ).format(count=unknown, all=len(plan.indicators))
    orphans = sum(1 for item in plan.indicators if not (item.source and item.owner))
    if orphans:
        return "thin", Text(
            "Indicateurs sans source ou sans personne qui en réponde\u00a0: {count} sur {all}.",
            "Indicators without a source, or with nobody to answer for them: {count} of {all}.",
        ).format(count=orphans, all=len(plan.indicators))
    # A withheld row keeps no number of people, but only rows about people are ever withheld.
    personal = [item for item in plan.indicators if item.people or not item.published]
    if personal and not any(item.group for item in personal):
        return "thin", Text(
            "Aucun indicateur n’est ventilé\u00a0: un total peut cacher tout un groupe.",
            "No indicator is broken down: a total can hide a whole group.",
        )
    return None


def _evaluation(plan: MonitoringPlan) -> Verdict | None:
    heard = {part.group for part in plan.participants if part.role != "informed"}
    absent = [_GROUPS[group] for group in get_args(EvaluationGroup) if group not in heard]
    if absent:
        return "thin", Text(
            "Ne participent pas encore à l’évaluation\u00a0: {groups}.",
            "Not taking part in the evaluation yet: {groups}.",
        ).format(groups=listed(absent))
    if not (plan.mid_term and plan.final):
        return "thin", Text(
            "L’évaluation doit avoir une date à mi-parcours et une à la fin.",
            "The evaluation needs a date half-way and one at the end.",
        )
    return None


def _complete(plan: MonitoringPlan) -> Verdict:
    return "complete", Text(
        "Les indicateurs ont un départ, une source et quelqu’un qui en répond ({count})\u00a0;"
        " les six groupes participent à l’évaluation.",
        "The indicators have a baseline, a source and somebody to answer for them ({count}); all"
        " six groups take part in the evaluation.",
    ).format(count=len(plan.indicators))
