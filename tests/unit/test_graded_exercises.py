"""What holds of every graded exercise: points, keys, explanations, nothing given away."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from tests.graded import ROOT, SECRETS, Graded

from passerelles.build.course import course
from passerelles.library.text import LANGUAGES
from passerelles_widgets.forms.kinds import Choice, Matching
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.questions import public, to_json
from passerelles_widgets.forms.tasks import Essay, Scenario, TableQuestion

EXERCISES = {"e1-context": (16, 4), "e2-needs": (20, 10), "e4-agreement": (20, 10)}
MODULES = " ".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "modules").glob("*/*.md"))
)


@pytest.fixture(scope="module", params=EXERCISES)
def graded(request):
    return Graded(request.param)


def test_points_add_up_and_the_opening_says_them(graded):
    automatic, by_hand = EXERCISES[graded.exercise.id]
    assert graded.points() == (automatic, by_hand)
    opening = next(cell for cell in graded.exercise.source.cells if cell.name == "opening")
    assert f"({automatic} points)" in opening.source
    assert f"({by_hand} points)" in opening.source
    minutes = {entry.id: entry.minutes for entry in course().exercises}
    assert f"{minutes[graded.exercise.id]} minutes" in opening.source


def test_parts_of_a_question_give_its_points(graded):
    for question in graded.exercise.questions:
        match question:
            case Scenario():
                parts = sum(one.points for one in question.constraints)
            case TableQuestion():
                parts = sum(one.points for one in question.checks)
            case Essay():
                parts = sum(one.highest() for one in question.rubric)
                assert all(len(one.levels) == 3 for one in question.rubric)
                assert all(one.levels[0].points == 0 for one in question.rubric)
            case _:
                continue
        assert parts == pytest.approx(question.points), question.id


def test_types_vary_and_every_question_has_hint_and_source(graded):
    kinds = Counter(question.type for question in graded.exercise.questions)
    assert len(kinds) >= 6
    for question in graded.exercise.questions:
        assert question.hint is not None, question.id
        assert question.source, question.id


def test_the_model_solution_earns_full_marks_and_silence_nothing(graded):
    assert graded.solution.keys() == graded.questions.keys()
    for name, question in graded.questions.items():
        given = mark(question, graded.solution[name])
        assert given.by_hand if isinstance(question, Essay) else given.right, name
        for empty in (None, "", [], {}):
            assert mark(question, empty).score == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scenario_left_as_it_is_earns_nothing(graded, language):
    for name, question in graded.questions.items():
        if isinstance(question, Scenario):
            assert graded.score(name, graded.start(name, language)) == 0


def test_explanations_differ_from_one_option_to_the_next(graded):
    for question in graded.exercise.questions:
        if isinstance(question, Choice):
            whys = [option.why for option in question.options]
        elif isinstance(question, Matching):
            whys = [row.why for row in question.rows]
        else:
            continue
        for language in LANGUAGES:
            assert len({why[language] for why in whys}) == len(whys), question.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_public_gives_a_key_away(graded, language):
    for question in graded.exercise.questions:
        shown = public(question, language)
        start = shown.pop("start", {})
        text = json.dumps(shown, ensure_ascii=False)
        assert not [word for word in SECRETS if word in text], question.id
        if isinstance(question, Essay):
            assert question.model_answer[language][:40] not in text
        assert not isinstance(question, Scenario) or start == to_json(question)["start"]


def test_no_question_repeats_one_of_a_module(graded):
    for name, question in graded.questions.items():
        assert f":name: {name}\n" not in MODULES
        for language in LANGUAGES:
            assert question.prompt[language] not in MODULES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opening_says_that_the_territory_is_invented(graded, language):
    opening = next(cell.source for cell in graded.exercise.source.in_language(language))
    assert {"fr": "sont inventés", "en": "are invented"}[language] in opening
