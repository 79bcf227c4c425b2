"""Which charts each section of the dossier gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from passerelles.dossier.schema import Dossier
from passerelles.export import charts_initiative, charts_money, charts_people, charts_plan
from passerelles.export.model import Picture
from passerelles.portal.dossier_writer import Writer

_DRAWN: Final[dict[str, Callable[[Writer, Any], Iterator[Picture]]]] = {
    "corridors": charts_people.corridors,
    "needs": charts_people.needs,
    "stakeholders": charts_people.stakeholders,
    "mechanisms": charts_people.mechanisms,
    "partner": charts_people.partner,
    "sectors": charts_plan.sectors,
    "initiative": charts_initiative.initiative,
    "monitoring-plan": charts_plan.monitoring,
}


def charts(dossier: Dossier, section_id: str, writer: Writer) -> tuple[Picture, ...]:
    """Return the charts of a section the dossier holds; none for a section without one."""
    if section_id == "funding-plan" and dossier.sections.budget is not None:
        plan = dossier.section(section_id)
        return tuple(charts_money.cash(writer, dossier.sections.budget, plan))
    draw = _DRAWN.get(section_id)
    return tuple(draw(writer, dossier.section(section_id))) if draw else ()
