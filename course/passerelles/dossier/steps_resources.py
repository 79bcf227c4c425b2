"""When step 6 is complete: money, people and means brought together (G 3.3).

Rules of the course: there is a budget and a funding plan; the two territories pay a share of
their own, which the guide sees as the sign of a partnership that is theirs; four fifths of the
need are covered on average; no single source carries more than half of the plan's weight
(H of at most one half); the days needed are available and most technical means are in place.
What is missing first is said first.
"""

from __future__ import annotations

from typing import Final

from passerelles.dossier.sections import Sections
from passerelles.dossier.sections_resources import Budget, FundingPlan
from passerelles.dossier.verdicts import Verdict
from passerelles.library.text import Text, percent

ENOUGH_COVER: Final = 0.8
"""The share of the need covered on average from which a plan counts as holding."""

MOST_CONCENTRATED: Final = 0.5
"""The Herfindahl index above which a plan depends on too few sources."""

ENOUGH_MEANS: Final = 0.75


def resources(sections: Sections) -> Verdict:
    """Return the state of step 6 and the reason."""
    budget, plan = sections.budget, sections.funding_plan
    if budget is None and plan is None:
        return "empty", Text(
            "Aucun besoin chiffré et aucune source de financement.",
            "No costed need and no source of funding.",
        )
    if budget is None or budget.total <= 0:
        return "thin", Text(
            "Des sources sont inscrites, mais le besoin n’est pas chiffré.",
            "Sources are listed, but the need is not costed.",
        )
    if plan is None or not plan.sources:
        return "thin", Text(
            "Le besoin est chiffré ; il reste à trouver des sources de financement.",
            "The need is costed; sources of funding are still to be found.",
        )
    return _money(plan) or _people(budget)


def _money(plan: FundingPlan) -> Verdict | None:
    if plan.own_share <= 0:
        return "thin", Text(
            "Aucun des deux territoires ne met d’argent à lui : le partenariat dépend d’autrui.",
            "Neither territory puts in money of its own: the partnership depends on others.",
        )
    if plan.expected_cover < ENOUGH_COVER:
        share = Text(percent(plan.expected_cover, "fr"), percent(plan.expected_cover, "en"))
        return "thin", Text(
            "Les sources couvrent en moyenne {share} du besoin, ce qui est trop peu.",
            "The sources cover {share} of the need on average, which is too little.",
        ).format(share=share)
    if plan.herfindahl > MOST_CONCENTRATED:
        return "thin", Text(
            "Le plan repose sur moins de deux sources de même poids ; cherchez-en d’autres.",
            "The plan rests on fewer than two sources of equal weight; look for more.",
        )
    return None


def _people(budget: Budget) -> Verdict:
    if not budget.people or budget.people_cover < 1:
        return "thin", Text(
            "L’argent est trouvé ; il manque des personnes ou du temps pour agir.",
            "The money has been found; people or time to act are missing.",
        )
    if budget.means_ready < ENOUGH_MEANS:
        return "thin", Text(
            "L’argent et les personnes sont là ; trop de moyens techniques manquent encore.",
            "Money and people are there; too many technical means are still missing.",
        )
    return "complete", Text(
        "Le financement tient, les personnes et les moyens techniques sont là.",
        "The funding holds, and people and technical means are there.",
    )
