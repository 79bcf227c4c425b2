"""Questions: what is read, what is refused, and what a learner may see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles_widgets.forms.kinds import Matching, Question
from passerelles_widgets.forms.questions import KINDS, from_json, public, to_json

SAMPLES = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "questions.yml").read_text(encoding="utf-8")
)["samples"]


def sample(kind, **change):
    return {**SAMPLES[kind], **change}


@pytest.mark.parametrize("kind", SAMPLES)
def test_round_trip_through_json(kind):
    question = from_json(SAMPLES[kind])
    again = from_json(json.loads(json.dumps(to_json(question))))
    assert again == question
    assert type(question) is KINDS[kind]


@pytest.mark.parametrize("kind", SAMPLES)
def test_structure_chooses_the_type(kind):
    assert structure(SAMPLES[kind], Question, "here") == from_json(SAMPLES[kind])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_public_holds_no_key(kind, language):
    shown = json.dumps(public(from_json(SAMPLES[kind]), language), ensure_ascii=False)
    for word in ("SECRET", '"right"', '"key"', '"why"', '"accept"', '"tolerance"', '"at_least"'):
        assert word not in shown, word


def test_public_of_ordering_and_matching_does_not_give_the_order_away():
    ordering = from_json(SAMPLES["ordering"])
    for number in range(50):
        asked = from_json({**SAMPLES["ordering"], "id": f"q-{number}"})
        ids = [item["id"] for item in public(asked, "fr")["items"]]
        assert sorted(ids) == ["a", "b", "c"]
        assert ids != ["a", "b", "c"]
    assert public(ordering, "fr")["items"] == public(ordering, "fr")["items"]
    options = [option["id"] for option in public(from_json(SAMPLES["matching"]), "en")["options"]]
    assert options != [row["key"] for row in SAMPLES["matching"]["rows"]]


def test_public_is_in_one_language_and_the_same_ids_in_both():
    fr, en = (public(from_json(SAMPLES["single"]), language) for language in ("fr", "en"))
    assert fr["prompt"] == "Laquelle ?"
    assert en["prompt"] == "Which one?"
    assert [o["id"] for o in fr["options"]] == [o["id"] for o in en["options"]]


def test_a_row_key_is_one_id_or_several():
    question = from_json(SAMPLES["matching"])
    assert isinstance(question, Matching)
    assert [row.key for row in question.rows] == [("x",), ("y",), ("x", "z")]


@pytest.mark.parametrize(
    ("kind", "change", "says"),
    [
        ("single", {"type": "riddle"}, "type must be one of"),
        ("single", {"prompt": {"fr": "Une langue ?"}}, "missing key 'en'"),
        ("single", {"points": 0}, "points must be above zero"),
        ("single", {"id": "Not An Id"}, "lower case"),
        ("single", {"answer": "a"}, "unknown key 'answer'"),
        ("single", {"options": SAMPLES["multiple"]["options"]}, "one right option"),
        ("ordering", {"key": ["a", "b"]}, "every item once"),
        ("number", {"tolerance": -1}, "negative"),
        ("scenario", {"constraints": []}, "at least 1 constraint"),
        ("table", {"columns": SAMPLES["table"]["columns"][:1]}, "unknown column"),
    ],
)
def test_faults_are_named(kind, change, says):
    with pytest.raises(Refusal) as refused:
        from_json(sample(kind, **change), "e3.md:12")
    assert says in refused.value.text.en
    assert refused.value.text.fr.startswith("e3.md:12")


def test_two_options_of_the_same_name_are_refused():
    options = [*SAMPLES["single"]["options"], SAMPLES["single"]["options"][1]]
    with pytest.raises(Refusal, match="same id"):
        from_json(sample("single", options=options))
