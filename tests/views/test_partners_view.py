"""What the partner simulator shows: valid figures, no colour alone, sentences in both languages."""

import json
import re
from importlib import resources

import plotly.graph_objects as go
import pytest

from passerelles_widgets.simulators.registry import load

LANGUAGES = ("fr", "en")


@pytest.fixture(scope="module")
def simulator():
    return load("partners")


def changed(simulator, lang, **cells):
    """Return the defaults with cells of the first row replaced."""
    values = simulator.defaults(lang)
    values["candidates"][0] |= {key.replace("_", "-"): value for key, value in cells.items()}
    return values


ALL_VERIFIED = dict.fromkeys(
    [
        "socio_economic_context",
        "political_context",
        "operating_environment",
        "migration_context",
        "migration_competences",
        "operational_capacity",
    ],
    "verified",
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rows", [1, 2, 4, 10])
def test_figures_are_valid_plain_json_with_table_and_alternative(simulator, lang, rows):
    values = simulator.defaults(lang)
    first = values["candidates"][0]
    values["candidates"] = [
        first | {"name": f"T{n}", "main-migrant-groups": n} for n in range(rows)
    ]
    view = simulator.view(values, lang)
    assert [figure.id for figure in view.figures] == ["scores", "ranks"]
    for figure in view.figures:
        go.Figure(figure.spec)
        json.dumps(figure.spec, allow_nan=False)
        assert figure.alt.endswith(".")
        assert len(figure.table.rows) == rows
        for line in figure.table.rows:
            assert len(line) == len(figure.table.headings)


def test_nothing_is_told_by_colour_alone(simulator):
    for figure in simulator.view(simulator.defaults("en"), "en").figures:
        bars = [trace for trace in figure.spec["data"] if trace["type"] == "bar"]
        assert len({trace["marker"]["pattern"]["shape"] for trace in bars}) == len(bars)
        assert all(text for trace in bars for text in trace["text"])
        assert figure.spec["layout"]["showlegend"]


def test_the_stacked_bars_add_up_to_the_score(simulator):
    view = simulator.view(simulator.defaults("en"), "en")
    *bars, draws, total = view.figures[0].spec["data"]
    for index, text in enumerate(total["text"]):
        score = sum(trace["x"][index] for trace in bars)
        assert f"{score:.2f}" in text
        low = draws["x"][index]
        high = low + draws["error_x"]["array"][index]
        assert low <= score <= high
        assert total["x"][index] == pytest.approx(max(high, score))


def test_the_sentence_names_leader_score_and_acceptability(simulator):
    french = simulator.view(simulator.defaults("fr"), "fr").sentence
    english = simulator.view(simulator.defaults("en"), "en").sentence
    assert french == (
        "Tizraghin arrive en tête avec 6,70 points sur 10, soit 0,20 de plus que Ndiarème, et "
        "reste premier dans 58\u00a0% des 500 pondérations essayées."
    )
    assert english == (
        "Tizraghin comes first with 6.70 points out of 10, 0.20 more than Ndiarème, and stays "
        "first in 58% of the 500 weightings tried."
    )


def test_a_tie_is_called_a_tie(simulator):
    values = simulator.defaults("en")
    twin = values["candidates"][0] | {"name": "Twin"}
    values["candidates"] = [values["candidates"][0], twin]
    assert "Tizraghin and Twin share first place" in simulator.view(values, "en").sentence


@pytest.mark.parametrize(
    ("cells", "words", "stop"),
    [
        ({}, "Three kinds of information on Tizraghin are still unknown", True),
        (ALL_VERIFIED | {"political_context": "unknown"}, "One kind of information", True),
        (dict.fromkeys(ALL_VERIFIED, "unknown"), "All six kinds of information", True),
        (dict.fromkeys(ALL_VERIFIED, "partial"), "Nothing is unknown on Tizraghin", False),
        (ALL_VERIFIED, "There is enough information on Tizraghin", False),
    ],
)
def test_the_first_note_says_whether_to_sign(simulator, cells, words, stop):
    note = simulator.view(changed(simulator, "en", **cells), "en").notes[0]
    assert note.startswith(words)
    assert note.endswith("do not sign yet.") == stop


def test_a_fragile_lead_a_stronger_rival_and_the_channel_are_pointed_out(simulator):
    values = simulator.defaults("en")
    assert "comes first in only 58%" in simulator.view(values, "en").notes[1]
    uniform = simulator.view(values | {"spread": "uniform"}, "en").notes
    assert "San Abelino wins more draws than Tizraghin" in uniform[1]
    resources = simulator.view(values | {"weight-available-resources": 90}, "en").notes
    assert any("not identified through migrants’ associations" in note for note in resources)


def test_one_candidate_and_one_without_a_name(simulator):
    values = changed(simulator, "fr", name="")
    values["candidates"] = values["candidates"][:1]
    view = simulator.view(values, "fr")
    assert view.sentence == "Territoire 1 obtient 6,70 points sur 10, sans concurrent."
    assert any("au moins un deuxième" in note for note in view.notes)
    assert any("n’a pas de nom" in note for note in view.notes)
    assert simulator.contribution(values) == {}


def test_a_name_cannot_bring_markup_into_a_chart(simulator):
    hostile = "<b>{0}</b><script>alert(1)</script>"
    view = simulator.view(changed(simulator, "en", name=hostile), "en")
    assert hostile in view.sentence
    for figure in view.figures:
        written = json.dumps(figure.spec)
        assert "<script" not in written
        assert "&lt;script&gt;" in written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_are_written_as_the_language_asks(simulator, lang):
    data = simulator.data
    written = [data.title[lang], data.purpose[lang], data.reading[lang]]
    written += [text[lang] for text in data.texts.values()]
    for parameter in data.parameters:
        written += [parameter.label[lang], parameter.phrase[lang]]
        written += [text[lang] for text in (parameter.help, parameter.reason) if text]
        for column in parameter.columns:
            written += [column.label[lang], *([column.help[lang]] if column.help else [])]
            assert column.phrase
        if parameter.source == "hypothesis":
            assert parameter.reason
    for text in written:
        assert "'" not in text
        if lang == "fr":
            assert not re.search(
                r"(?<![\u00a0\u202f])[;?!»%]|«(?!\u00a0)|[^\u00a0]:(?!\w)", text
            ), text
        else:
            assert not re.search(r"[\s\u00a0][:;?!%]", text), text


def test_every_text_is_used_by_the_view():
    folder = resources.files("passerelles_widgets.simulators.partners")
    source = folder.joinpath("view.py").read_text("utf-8") + folder.joinpath("notes.py").read_text(
        "utf-8"
    )
    for key in load("partners").data.texts:
        stem = re.sub(r"_(\d|n|[a-z]+(-[a-z]+)+)$", "_", key)
        assert f'"{key}"' in source or f'"{stem}' in source, key
