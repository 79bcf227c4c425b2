"""Scenarios, answers, progress, and the folder that holds them."""

import json

import pytest

from passerelles.dossier.answers import MAX_QUESTIONS, AnswerStore, parse_answers
from passerelles.dossier.data import plain
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal


@pytest.fixture
def workspace(tmp_path):
    return Workspace.open(tmp_path / "w")


def test_opening_makes_the_folder_marks_it_and_leaves_no_probe(workspace):
    assert [path.name for path in workspace.root.iterdir()] == [".passerelles"]
    assert Workspace.open(workspace.root).root == workspace.root


def test_opening_refuses_what_cannot_be_a_workspace(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for path in [tmp_path / "no" / "such", tmp_path / "file", tmp_path / "file" / "below"]:
        with pytest.raises(Refusal):
            Workspace.open(path)
    with pytest.raises(Refusal):
        Workspace.open("nul\0byte")


@pytest.mark.parametrize(
    "bad", ["", "..", "../x", "a/b", "-a", "A", "é", "a" * 65, "a\n", "a b", ".x", None, 3, "a\0"]
)
def test_unsafe_ids_are_refused_at_the_door(workspace, bad):
    with pytest.raises(Refusal):
        workspace.scenarios(bad)
    with pytest.raises(Refusal):
        workspace.answers(bad)
    with pytest.raises(Refusal):
        workspace.answers("e4-agreement").keep(bad, 1, "fr")
    with pytest.raises(Refusal):
        workspace.progress.see(bad, "needs")


def test_scenarios_are_kept_saved_replaced_and_deleted(workspace):
    store = workspace.scenarios("partners")
    assert store.current() is None
    assert store.saved() == {}
    store.keep({"weights": [1, 2]})
    store.save("Avant l’élection", {"a": 1}, "première idée")
    store.save("e\u0301te\u0301", {"a": 2})
    store.save("\u00e9t\u00e9", {"a": 3})
    assert Workspace(workspace.root).scenarios("partners").current() == {"weights": [1, 2]}
    assert {name: kept.values["a"] for name, kept in store.saved().items()} == {
        "Avant l’élection": 1,
        "été": 3,
    }
    assert store.saved()["Avant l’élection"].note == "première idée"
    store.delete("été")
    assert list(store.saved()) == ["Avant l’élection"]
    with pytest.raises(Refusal, match="été"):
        store.delete("été")


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_scenario_needs_a_name(workspace, name):
    with pytest.raises(Refusal):
        workspace.scenarios("partners").save(name, {})


def test_scenarios_are_bounded(workspace):
    store = workspace.scenarios("seasonal_work")
    with pytest.raises(Refusal, match="200 kB"):
        store.keep({"text": "x" * 200_000})
    with pytest.raises(Refusal):
        store.save("n", {}, "x" * 2_001)


def test_answers_keep_exercise_version_and_language(workspace):
    store = workspace.answers("e4-agreement", version=3)
    store.keep("q-criteria", ["a", "b"], "fr")
    store.keep("q-rank", {"row": "x"}, "en")
    found = Workspace(workspace.root).answers("e4-agreement").load()
    assert (found.exercise, found.version, found.language) == ("e4-agreement", 3, "en")
    assert found.answers == {"q-criteria": ["a", "b"], "q-rank": {"row": "x"}}
    assert parse_answers(store.load_bytes(), "e4-agreement") == found
    assert [path.name for path in store.path.parent.iterdir()] == ["answers.json"]


def test_answers_are_bounded_and_nothing_is_lost_on_refusal(workspace):
    store = workspace.answers("e3-governance")
    store.keep("essay", "x" * 99_000, "fr")
    with pytest.raises(Refusal, match="100 kB"):
        store.keep("essay", "x" * 100_000, "fr")
    for number in range(19):
        store.keep(f"q{number}", "x" * 99_990, "fr")
    with pytest.raises(Refusal, match="2000 kB"):
        store.keep("last", "x" * 99_990, "fr")
    assert store.load().answers["essay"] == "x" * 99_000
    with pytest.raises(Refusal):
        store.keep("q", "x", "de")
    with pytest.raises(Refusal):
        store.keep("q", {1, 2}, "fr")
    with pytest.raises(Refusal):
        store.keep("q", float("inf"), "fr")


def test_pasted_control_characters_and_lone_surrogates_are_replaced(workspace):
    store = workspace.answers("e3-governance")
    store.keep("q", "a\x00b\ud800c\u202e\n\u0301", "fr")
    assert store.load().answers["q"] == "a\ufffdb\ufffdc\u202e\n\u0301"
    with pytest.raises(Refusal):
        plain({1: "x"})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b'{"exercise": "../x"}',
        b'{"exercise": "e3-governance", "answers": {"Q!": 1}}',
        b'{"exercise": "e3-governance", "answers": {"q": NaN}}',
        b'{"exercise": "e3-governance", "answers": {"q": 1, "q": 2}}',
        b'{"exercise": "e3-governance", "language": "de"}',
        b'{"exercise": "e3-governance", "score": 20}',
        b'{"exercise": "e4-agreement"}',
        b'{"schema": 2, "exercise": "e3-governance"}',
        b'{"schema": true, "exercise": "e3-governance"}',
        json.dumps(
            {"exercise": "e3-governance", "answers": {f"q{n}": 1 for n in range(MAX_QUESTIONS + 1)}}
        ).encode(),
        b" " * 2_000_001,
        b'{"a":' * 100_000,
    ],
    ids=range(15),
)
def test_hostile_answers_handed_in_are_refused_in_a_sentence(raw):
    with pytest.raises(Refusal) as refused:
        parse_answers(raw, "e3-governance")
    assert refused.value.text.fr.endswith(".")


def test_answers_of_another_exercise_are_set_aside(tmp_path):
    mine = AnswerStore(tmp_path, "e3-governance")
    AnswerStore(tmp_path, "e4-agreement").keep("q", 1, "fr")
    mine.path.parent.mkdir()
    mine.path.write_bytes((tmp_path / "exercises/e4-agreement/answers.json").read_bytes())
    assert mine.load().answers == {}
    assert "damaged-1" in mine.notice.en


def test_progress(workspace):
    store = workspace.progress
    assert store.load() == {"modules": {}}
    store.see("m2-institutional", "needs")
    store.see("m2-institutional", "partners")
    store.see("m2-institutional", "needs")
    store.answer("m2-institutional", "q-sample", True)
    store.answer("m2-institutional", "q-sample", False)
    store.last("m2-institutional", "agreement")
    known = Workspace(workspace.root).progress.load()["modules"]["m2-institutional"]
    assert known["seen"] == ["needs", "partners"]
    assert known["last"] == "agreement"
    answer = known["answers"]["q-sample"]
    assert (answer["correct"], answer["ever_correct"], answer["tries"]) == (False, True, 2)
