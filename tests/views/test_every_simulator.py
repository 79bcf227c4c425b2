"""What the generic panel gives every simulator there is, and the next one too."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from tests.views.fake_simulator import here

from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language
from passerelles_widgets import simulators
from passerelles_widgets.simulators.base import Parameter, View
from passerelles_widgets.simulators.checks import faults
from passerelles_widgets.simulators.panel import SimulatorPage
from passerelles_widgets.simulators.simulator import Simulator

IDS = simulators.ids()
CHANCE = {
    # What shows the draws, and which two columns of its table are the interval's ends.
    "diffusion": ("curve", (2, 3)),
    "partners": ("scores", (-2, -1)),
    "partnership": ("outcome", (3, 4)),
    "resources": ("cash", (4, 3)),
    "return_credit": ("losses", None),
    "survey": ("estimates", (2, 3)),
}
every = pytest.mark.parametrize("name", IDS)
both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(autouse=True)
def _no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PASSERELLES_SHARE", "QUERY_STRING", "PASSERELLES_PAGE"):
        monkeypatch.delenv(name, raising=False)


def opened(name: str, root: Path, language: Language = "fr") -> SimulatorPage:
    return SimulatorPage(simulators.load(name), here(root, language))


def packed(message: Any) -> str:
    text = json.dumps(message).encode()
    return base64.urlsafe_b64encode(zlib.compress(text)).decode().rstrip("=")


def other_value(item: Parameter, now: Any) -> Any:
    """Return another value of a parameter, or None where none is at hand."""
    if item.type == "number":
        return item.max if now != item.max else item.min
    if item.type == "switch":
        return not now
    if item.type == "choice":
        return next(option.id for option in item.options if option.id != now)
    if item.type == "choices":
        return [] if now else [item.options[0].id]
    if item.type == "text":
        return "Autre chose"
    return now[:-1] if len(now) > max(1, item.min_rows) else None


def changed(tool: Simulator, values: dict[str, Any], count: int = 1) -> list[dict[str, Any]]:
    """Return up to `count` scenarios, each with one parameter changed that the model accepts."""
    found = []
    for item in tool.data.parameters:
        value = other_value(item, values[item.id])
        if value is None or len(found) == count:
            continue
        candidate = {**values, item.id: value}
        try:
            tool.run(candidate)
        except Refusal:
            continue
        found.append(candidate)
    assert found
    return found


@every
def test_its_data_follow_the_rules(name: str) -> None:
    assert faults(simulators.load(name).data) == []


@every
@both
def test_a_damaged_an_old_and_a_foreign_link_give_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, language: Language
) -> None:
    tool = simulators.load(name)
    good = tool.share(changed(tool, tool.defaults(language))[0])
    past = {"v": 1, "id": name, "values": {"a-parameter-of-old": 3}}
    later = {"v": tool.data.version + 1, "id": name, "values": {}}
    wrong = {"v": 1, "id": name, "values": {tool.data.parameters[0].id: {"no": "value"}}}
    links = (good[:-6], good[::-1], "%00", packed(past), packed(later), packed(wrong), packed([]))
    own = tool.defaults(language)
    for link in links:
        monkeypatch.setenv("QUERY_STRING", f"share={link}")
        shown = opened(name, tmp_path, language)
        said = shown.live.panel.sentence
        assert re.fullmatch(r"[^\n]{30,}[.)»”]", said), said
        assert shown.live.values == own
    monkeypatch.setenv("QUERY_STRING", f"share={good}")
    assert opened(name, tmp_path, language).live.values != own


@every
@both
def test_scenarios_with_notes_side_by_side(tmp_path: Path, name: str, language: Language) -> None:
    shown = opened(name, tmp_path, language)
    tools, tool = shown.tools.panel, shown.live.tool
    for number, values in enumerate(changed(tool, shown.live.values, 2)):
        shown.live.put(values)
        tools.values = {**tools.values, "name": f"Essai {number}", "note": f"Note n° {number}"}
        tools.act("save")
    shown.live.put(tool.defaults(language))
    kept = [f"Essai {number}" for number in range(number + 1)]
    tools.values = {**tools.values, "chosen": kept}
    tools.act("compare")
    chart, differences = shown.tools.more.children
    go.Figure(chart.figure)
    assert [heading["label"] for heading in chart.table["headings"]][2:] == kept
    assert len(chart.table["rows"]) == len(tool.data.indicators)
    assert differences.table["rows"][0][2:] == [f"Note n° {number}" for number in range(len(kept))]
    assert len(differences.table["rows"]) > 1
    assert tools.sentence


@every
@both
def test_the_tornado_or_why_there_is_none_and_what_it_leaves_out(
    tmp_path: Path, name: str, language: Language
) -> None:
    shown = opened(name, tmp_path, language)
    tools, tool = shown.tools.panel, shown.live.tool
    tools.act("open", "sensitivity")
    if shown.tools.more.children:
        (chart,) = shown.tools.more.children
        go.Figure(chart.figure)
        named = [row[0] for row in chart.table["rows"]]
        assert len(named) == len(set(named))
    else:
        assert tools.status
    (group,) = [group for group in tools.spec["groups"] if group["id"] == "sensitivity"]
    for item in tool.data.parameters:
        varied = [column for column in item.columns if column.vary]
        if item.type in {"text", "table"}:
            assert item.label[language] in group["intro"]
        for column in varied:
            assert column.label[language] in group["intro"]


@every
def test_where_chance_plays_its_draws_and_their_interval_are_shown(name: str) -> None:
    tool = simulators.load(name)
    assert (name in CHANCE) == any(item.id == "seed" for item in tool.data.parameters)
    if name not in CHANCE:
        return
    values = tool.defaults("en")
    figure_id, ends = CHANCE[name]
    (figure,) = [one for one in tool.view(values, "en").figures if one.id == figure_id]
    for row in figure.table.rows if ends else ():
        low, high = (row[end] for end in ends)
        assert isinstance(low, float | int)
        assert isinstance(high, float | int)
        assert low <= high
    again = tool.model.run(tool.model.Scenario.from_values(tool.check(values)))
    assert tool.viewer.view(again, tool.texts("en")) == tool.view(values, "en")
    assert tool.view({**values, "seed": values["seed"] + 1}, "en") != tool.view(values, "en")


@every
@both
def test_every_chart_has_words_and_the_same_data_as_a_table(name: str, language: Language) -> None:
    tool = simulators.load(name)
    view = tool.view(tool.defaults(language), language)
    assert view.figures
    for figure in view.figures:
        go.Figure(figure.spec)
        assert figure.title
        assert len(figure.alt) > 20
        assert figure.table.rows
    for table in [*view.tables, *(figure.table for figure in view.figures)]:
        assert table.title
        assert all(heading.label for heading in table.headings)
        assert all(len(row) == len(table.headings) for row in table.rows)


@every
@both
def test_the_last_change_is_told_in_words(tmp_path: Path, name: str, language: Language) -> None:
    shown = opened(name, tmp_path, language)
    tool, start = shown.live.tool, shown.live.values
    for values in changed(tool, start, 5):
        shown.live.put(start)
        shown.live.panel.values = values
        said = shown.live.panel.sentence
        moved = next(item for item in tool.data.parameters if values[item.id] != start[item.id])
        assert re.fullmatch(r"[A-Z][^\n{}]{20,}\.", said), said
        assert moved.type == "table" or moved.phrase[language] in said
        assert not shown.live.panel.errors


def written(view: View) -> str:
    figures = [[one.spec, one.alt, one.table.rows] for one in view.figures]
    tables = [one.rows for one in view.tables]
    return json.dumps([view.sentence, view.notes, figures, tables], ensure_ascii=False)


@every
@both
def test_a_year_is_never_broken_into_thousands(
    tmp_path: Path, name: str, language: Language
) -> None:
    tool = simulators.load(name)
    values = tool.defaults(language)
    years = [item for item in tool.data.parameters if item.format == "year"]
    cells = [(item, c) for item in tool.data.parameters for c in item.columns if c.format == "year"]
    shown = opened(name, tmp_path, language)
    fields = [field for group in shown.live.panel.spec["groups"] for field in group["fields"]]
    fields += [column for field in fields for column in field.get("columns", [])]
    assert sum(field.get("format") == "year" for field in fields) == len(years) + len(cells)
    after = {**values, **{item.id: 2031 for item in years}}
    for item, column in cells:
        after[item.id] = [{**row, column.id: 2031} for row in values[item.id]]
    told = [tool.sentence(values, after, language)]
    views = (tool.view(after, language), tool.compare({"A": values, "B": after}, language))
    told += [written(view) for view in views]
    for grouped in ("2\u202f031", "2,031", "2\u00a0031", "2 031"):
        assert not any(grouped in one for one in told)


@both
def test_the_course_s_own_scenarios_can_be_loaded_and_compared(
    tmp_path: Path, language: Language
) -> None:
    shown = opened("partnership", tmp_path, language)
    tools, tool = shown.tools.panel, shown.live.tool
    examples = tool.examples(language)
    assert len(examples) == 4
    (field,) = [f for f in tools.spec["groups"][0]["fields"] if f["id"] == "chosen"]
    assert [option["id"] for option in field["options"]] == list(examples)
    assert all(examples[option["id"]].note in option["label"] for option in field["options"])
    first, second, *_ = examples
    tools.values = {**tools.values, "chosen": [first, second]}
    tools.act("compare")
    assert examples[first].note in json.dumps(
        shown.tools.more.children[1].table, ensure_ascii=False
    )
    tools.act("delete")
    assert tools.status
    tools.values = {**tools.values, "chosen": [first]}
    tools.act("restore")
    assert shown.live.values == examples[first].values
    tools.values = {**tools.values, "name": first, "note": "La mienne"}
    tools.act("save")
    (field,) = [f for f in tools.spec["groups"][0]["fields"] if f["id"] == "chosen"]
    (label,) = [option["label"] for option in field["options"] if option["id"] == first]
    assert "La mienne" in label
