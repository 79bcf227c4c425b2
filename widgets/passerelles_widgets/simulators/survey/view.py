"""A survey's design as it is shown: what it costs, whom it reaches, how far off it may be."""

from __future__ import annotations

from passerelles.library.text import money, number
from passerelles_widgets.simulators.base import Texts, View
from passerelles_widgets.simulators.survey import charts, plan_charts
from passerelles_widgets.simulators.survey.model import Result
from passerelles_widgets.simulators.survey.notes import notes


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, the figures and the notes of a result.

    Without a survey among the methods there is no sample, and no error of one to show.
    """
    plan = (plan_charts.families(result, texts), plan_charts.calendar(result, texts))
    sample = (charts.estimates(result, texts), charts.allocation(result, texts))
    return View(
        sentence=_sentence(result, texts),
        figures=(*sample, *plan) if "surveys" in result.methods else plan,
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if not result.cells:
        return texts["summary_empty"]
    language = texts.language
    if "surveys" not in result.methods:
        return texts["summary_no_survey"].format(
            cost=money(result.cost, language), weeks=number(result.weeks, language, 1)
        )
    return texts["summary"].format(
        sample=number(result.sample, language, 0),
        contacts=number(result.contacts, language, 0),
        cost=money(result.cost, language),
        weeks=number(result.weeks, language, 1),
        convenience=number(result.convenience_error, language, 1),
        stratified=number(result.stratified_error, language, 1),
        triangulated=number(result.triangulated_error, language, 1),
    )
