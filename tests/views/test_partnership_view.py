"""What the partnership game shows, in both languages and at its limits."""

import json
import re

import plotly.graph_objects as go
import pytest

from passerelles.dossier.schema import Dossier
from passerelles.portal.dossier_view import sections
from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership.catalogue import rules

SIM = simulators.load("partnership")
LANGUAGES = ("fr", "en")
STRATEGIES = ("own", "guide", "money", "speed", "visibility")


def scenarios(language):
    values = SIM.defaults(language)
    for strategy in STRATEGIES:
        yield {**values, "strategy": strategy}
    yield {**values, "plan": []}
    yield {**values, "plan": [{"quarter": 12, "decision": "hand-over", "effort": "strong"}] * 48}
    yield {**values, "strategy": "guide", "route": "integrate-into-existing", "difficulty": "rough"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_valid_and_have_words_and_a_table(language):
    for values in scenarios(language):
        view = SIM.view(values, language)
        assert [figure.id for figure in view.figures] == ["relations", "means", "outcome"]
        for figure in view.figures:
            go.Figure(figure.spec)
            json.dumps(figure.spec, allow_nan=False)
            assert figure.alt
            assert figure.title
            assert figure.spec["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
        for table in [*view.tables, *(figure.table for figure in view.figures)]:
            assert len(table.headings) <= 6
            assert all(len(row) == len(table.headings) for row in table.rows)
        assert view.sentence


def test_the_two_languages_say_the_same_in_their_own_words():
    for fr_values, en_values in zip(scenarios("fr"), scenarios("en"), strict=True):
        french, english = SIM.view(fr_values, "fr"), SIM.view(en_values, "en")
        assert french.sentence != english.sentence
        assert len(french.notes) == len(english.notes)
        for a, b in zip(french.notes, english.notes, strict=True):
            assert a != b
        for a, b in zip(french.figures, english.figures, strict=True):
            assert a.title != b.title
            assert a.alt != b.alt
        for a, b in zip(french.tables, english.tables, strict=True):
            assert a.title != b.title
            assert len(a.rows) == len(b.rows)


def test_french_typography():
    texts = [t for d in rules().decisions.values() for t in (d.advice.fr,)]
    texts += [t for e in rules().events for t in (e.label.fr, e.story.fr)]
    for values in scenarios("fr"):
        view = SIM.view(values, "fr")
        texts += [view.sentence, *view.notes, *(figure.alt for figure in view.figures)]
    for said in texts:
        assert not re.search(r"(?<=\w) [:;?!%»]", said), said
        assert not re.search(r"\w[;?!]", said), said
        assert "« " not in said, said
        assert "'" not in said, said
        assert "{" not in said, said


def test_the_sentence_names_what_mattered_most_and_its_recommendation():
    view = SIM.view({**SIM.defaults("en"), "strategy": "guide"}, "en")
    assert view.sentence.startswith("In this story the partnership ends at ")
    assert "“Choose the partner on criteria (4)”" in view.sentence
    assert "“Choose the partner with care”" in view.sentence


def test_the_notes_say_why_decisions_are_refused():
    notes = " ".join(SIM.view(SIM.defaults("en"), "en").notes)
    assert "“Associations’ trust” has to reach 40" in notes
    assert "it first takes, a quarter earlier, “Measure the baselines (7)”" in notes


def test_many_refusals_are_counted_not_listed():
    rows = [{"quarter": 1, "decision": "hand-over", "effort": "normal"}] * 9
    notes = SIM.view({**SIM.defaults("en"), "plan": rows}, "en").notes
    assert sum("is refused" in note for note in notes) == 6
    assert "And 3 other decisions refused; the table of the story names them." in notes
    seven = SIM.view({**SIM.defaults("en"), "plan": rows[:7]}, "en").notes
    assert any(note.startswith("And one other decision refused") for note in seven)


def test_a_game_without_decisions_says_where_to_start():
    view = SIM.view({**SIM.defaults("fr"), "plan": []}, "fr")
    assert any(note.startswith("Aucune décision") for note in view.notes)
    debrief, steps, story, _ = view.tables
    assert debrief.rows == ()
    assert [row[2] for row in steps.rows] == [0.0] * 7
    assert len(story.rows) == 12


def test_the_events_are_told_in_a_table_too():
    view = SIM.view({**SIM.defaults("en"), "strategy": "guide"}, "en")
    told = [row[1] for row in view.tables[3].rows]
    assert told
    for label in told:
        assert label in view.figures[0].alt


def test_a_change_is_said_in_words():
    values = SIM.defaults("en")
    said = SIM.sentence(values, {**values, "strategy": "guide"}, "en")
    assert (
        said.startswith("With “following the guide” instead of “mine”") or "plan followed" in said
    )
    assert "the overall score rises from" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dossier_shows_the_lessons(language):
    values = {**SIM.defaults(language), "strategy": "guide", "takeaway": "<b>Écouter</b>"}
    dossier = Dossier().with_sections(SIM.contribution(values))
    (shown,) = sections(dossier, language)
    assert shown.id == "lessons"
    assert shown.step == 7
    assert "<b>Écouter</b>" in shown.sentences[0]
    assert len(shown.tables[0].rows) == 4
    assert len(shown.tables[1].rows) > 20
    assert not any("{" in text for text in shown.sentences)
    silent = Dossier().with_sections(SIM.contribution({**values, "takeaway": ""}))
    assert sections(silent, language)[0].sentences[0] != shown.sentences[0]
