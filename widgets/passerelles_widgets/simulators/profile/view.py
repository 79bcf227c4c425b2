"""The territory's profile as it is shown: worth, age and values of its figures."""

from __future__ import annotations

from passerelles.library.text import percent
from passerelles_widgets.simulators.base import Texts, View
from passerelles_widgets.simulators.profile import charts
from passerelles_widgets.simulators.profile.model import Result
from passerelles_widgets.simulators.profile.notes import notes


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.profile(result, texts),
            charts.ages(result, texts),
            charts.values(result, texts),
        ),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if not result.documented:
        return texts["summary_empty"]
    return texts["summary"].format(
        sound=result.sound,
        documented=result.documented,
        completeness=percent(result.completeness, texts.language),
    )
