"""One sentence for each element of the agreement, from the section of the dossier that knows it.

Needs and the initiative give the objective; stakeholders the participants; the platform its
governance; the team its management; coherence the plans; the goals adherence and actions;
the initiative results, calendar, budget and monitoring. Each sentence is written in the
language of the agreement, and left out when its section says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from passerelles.library.text import Language, Text, enumeration, money, month, number
from passerelles_widgets.simulators.agreement import wording as say

SOURCES: Final = (
    "partner",
    "needs",
    "stakeholders",
    "mechanisms",
    "coherence",
    "management",
    "sdg-adherence",
    "initiative",
    "budget",
    "monitoring-plan",
)
_MOST_NAMES: Final = 5
_FIRST_GROUPS: Final = ("diaspora", "civil-society")


@dataclass(frozen=True, slots=True)
class Known:
    """The dossier's sections as plain data, the language to write in, and the two names."""

    sections: Mapping[str, Any]
    language: Language
    home: str
    partner: str

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a section, empty when the dossier has none."""
        found = self.sections.get(name)
        return found if isinstance(found, Mapping) else {}

    def write(self, text: Text, **values: object) -> str:
        """Fill a sentence in the agreement's language."""
        return text.format(**values)[self.language]

    def listed(self, names: list[str]) -> str:
        """Enumerate the first names."""
        return enumeration(names[:_MOST_NAMES], self.language)


def sentences(known: Known) -> dict[str, str]:
    """Return the draft of each field that the dossier can fill."""
    made = {
        "background": _background(known),
        "objective": _objective(known),
        "results": _results(known),
        "stakeholders": _stakeholders(known),
        "monitoring": _monitoring(known),
        "coherence": _coherence(known),
        "sdgs": _goals(known),
        "calendar": _calendar(known),
        "budget": _budget(known),
        "management": _management(known),
        "governance": _governance(known),
    }
    return {field: text for field, text in made.items() if text}


def actions(known: Known) -> Iterator[dict[str, Any]]:
    """Return the actions promised for the goals, then those of the initiative."""
    for target in known.section("sdg-adherence").get("targets") or ():
        if target["cited"] and target["claim"] == "commit":
            for pair in target["commitments"]:
                if pair["action"] and pair["measure"]:
                    yield _action(pair["action"], pair["measure"])
    for indicator in known.section("initiative").get("indicators") or ():
        results = known.section("initiative").get("results") or ()
        place = int(indicator["result"])
        if 1 <= place <= len(results):
            quantity = max(float(indicator["target"]), 0.0)
            date = _month(known, int(indicator["month"]))
            yield _action(results[place - 1]["text"], indicator["name"], quantity, date)


def _action(action: str, indicator: str, quantity: float = 0.0, date: str = "") -> dict[str, Any]:
    return {"action": action, "indicator": indicator, "quantity": quantity, "date": date, "who": ""}


def _background(known: Known) -> str:
    if not (known.home and known.partner):
        return ""
    country = known.section("partner").get("country") or ""
    partner = f"{known.partner} ({country})" if country else known.partner
    return known.write(say.BACKGROUND, home=known.home, partner=partner)


def _objective(known: Known) -> str:
    planned = known.section("initiative").get("objective") or ""
    if planned:
        return str(planned)
    needs = known.section("needs").get("items") or ()
    if not needs:
        return ""
    first = max(needs, key=lambda need: need["priority"])
    return known.write(say.OBJECTIVE, need=first["name"])


def _results(known: Known) -> str:
    return " ".join(
        f"{result['text'].rstrip('.')}."
        for result in known.section("initiative").get("results") or ()
        if result["text"]
    )


def _stakeholders(known: Known) -> str:
    items = known.section("stakeholders").get("items") or ()
    names = [item["name"] for item in items if item["group"] in _FIRST_GROUPS]
    others = [item["name"] for item in items if item["group"] not in _FIRST_GROUPS]
    if not names:
        return known.write(say.PARTICIPANTS, names=known.listed(others)) if others else ""
    if not others:
        return known.write(say.PARTICIPANTS_MIGRANTS, names=known.listed(names))
    return known.write(say.PARTICIPANTS_ALL, names=known.listed(names), others=known.listed(others))


def _monitoring(known: Known) -> str:
    found = known.section("monitoring-plan").get("indicators") or known.section("initiative").get(
        "indicators"
    )
    names = list(dict.fromkeys(item["name"] for item in found or ()))
    if not names:
        return ""
    plan = known.section("monitoring-plan")
    months = [_month(known, plan[key]) for key in ("mid_term", "final") if plan.get(key)]
    if not months:
        return known.write(say.MONITORING, names=known.listed(names))
    evaluations = enumeration(months, known.language)
    return known.write(say.MONITORING_DATES, names=known.listed(names), months=evaluations)


def _coherence(known: Known) -> str:
    texts = known.section("coherence").get("instruments") or ()
    names = [item["name"] for item in texts if item["score"] > 0]
    return known.write(say.COHERENCE, names=known.listed(names)) if names else ""


def _goals(known: Known) -> str:
    cited = [item for item in known.section("sdg-adherence").get("targets") or () if item["cited"]]
    parts = []
    for claim, text in say.CLAIMS.items():
        numbers = [item["target"] for item in cited if item["claim"] == claim]
        if numbers:
            one, many = text
            listed = enumeration(numbers, known.language)
            parts.append(known.write(one if len(numbers) == 1 else many, targets=listed))
    return " ".join(parts)


def _calendar(known: Known) -> str:
    plan = known.section("monitoring-plan")
    first, last = _month(known, 0), _month(known, plan.get("final") or 0)
    if first and plan.get("final"):
        return known.write(say.CALENDAR_DATES, first=first, last=last)
    months = known.section("initiative").get("horizon") or 0
    return known.write(say.CALENDAR, months=months) if months else ""


def _month(known: Known, after: int) -> str:
    """Write the month that comes `after` months after the plan's start; nothing without a plan."""
    start = known.section("monitoring-plan").get("start") or ""
    if not start:
        return ""
    year, place = int(start[:4]), int(start[5:]) - 1 + after
    return month(year + place // 12, place % 12 + 1, known.language)


def _budget(known: Known) -> str:
    plan = known.section("initiative")
    total = plan.get("total") or known.section("budget").get("total") or 0
    if not total:
        return ""
    payers = plan.get("payers") or {}
    shares = [
        known.write(
            say.SHARE,
            name={"home": known.home, "partner": known.partner}.get(payer)
            or say.PAYERS[payer][known.language],
            amount=money(amount, known.language),
        )
        for payer, amount in payers.items()
        if amount and payer in say.PAYERS
    ]
    amount = money(total, known.language)
    if not shares:
        return known.write(say.BUDGET, amount=amount)
    return known.write(say.BUDGET_SHARED, amount=amount, shares=enumeration(shares, known.language))


def _management(known: Known) -> str:
    members = known.section("management").get("members") or ()
    names = [member["name"] for member in members if member["name"]]
    if not names:
        return ""
    home = known.home or say.HOME[known.language]
    text = say.MANAGEMENT if known.partner else say.MANAGEMENT_ALONE
    return known.write(text, home=home, names=known.listed(names), partner=known.partner)


def _governance(known: Known) -> str:
    seats = known.section("mechanisms").get("seats") or {}
    total = sum(seats.values())
    if not total:
        return ""
    ours = sum(seats.get(group, 0) for group in _FIRST_GROUPS)
    return known.write(
        say.GOVERNANCE,
        total=number(total, known.language, 0),
        ours=number(ours, known.language, 0),
    )
