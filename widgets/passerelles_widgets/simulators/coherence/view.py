"""Policy coherence as it is shown: matrix, map, levels, and the conflicts in their order."""

from __future__ import annotations

from passerelles.library.text import enumeration, percent
from passerelles_widgets.simulators.base import Heading, Table, Texts, View
from passerelles_widgets.simulators.coherence import charts, tiers_chart
from passerelles_widgets.simulators.coherence.model import Result
from passerelles_widgets.simulators.coherence.notes import ENOUGH, notes


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, figures, tables and notes of a result."""
    return View(
        sentence=_sentence(result, texts),
        figures=(
            charts.matrix(result, texts),
            charts.influence_map(result, texts),
            tiers_chart.tiers(result, texts),
        ),
        tables=(_conflicts(result, texts), _hidden(result, texts)),
        notes=notes(result, texts),
    )


def _sentence(result: Result, texts: Texts) -> str:
    if len(result.standings) < ENOUGH:
        return texts["summary_empty"]
    language = texts.language
    said = {
        "count": len(result.standings),
        "synergy": percent(result.synergy, language),
        "vertical": percent(result.vertical, language),
    }
    if not result.urgent:
        return texts["summary_none"].format(**said)
    first = result.urgent[0]
    settle = texts["settle_one" if result.to_settle == 1 else "settle_many"]
    return texts["summary"].format(
        settle=settle.format(count=result.to_settle),
        source=result.policy(first.source).name,
        target=result.policy(first.target).name,
        **said,
    )


def _conflicts(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["rank"], "number", 0),
        Heading(texts["source_policy"]),
        Heading(texts["target_policy"]),
        Heading(texts["strength"], "number", 0),
        Heading(texts["weight"], "number", 1),
        Heading(texts["departments"]),
        Heading(texts["decision"]),
    )
    urgent = set(result.urgent)
    rows = tuple(
        (
            rank,
            result.policy(item.source).name,
            result.policy(item.target).name,
            item.score,
            item.weight,
            _departments(result, (item.source, item.target), texts),
            texts["settle" if item in urgent else "watch"],
        )
        for rank, item in enumerate(result.conflicts, start=1)
    )
    return Table("conflicts", texts["conflicts_title"], headings, rows)


def _departments(result: Result, policies: tuple[int, int], texts: Texts) -> str:
    named = [result.policy(index).department for index in policies]
    return enumeration(dict.fromkeys(filter(None, named)), texts.language) or texts["none"]


def _hidden(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["source_policy"]),
        Heading(texts["target_policy"]),
        Heading(texts["relay"]),
        Heading(texts["direct_effect"], "number", 0),
        Heading(texts["indirect_effect"], "number", 0),
    )
    rows = tuple(
        (
            result.policy(item.source).name,
            result.policy(item.target).name,
            result.policy(item.relay).name,
            item.direct,
            item.indirect,
        )
        for item in result.hidden
    )
    return Table("hidden", texts["hidden_title"], headings, rows)
