"""The exercise build: nbgrader's cells, a release without keys, the same bytes each time."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from passerelles.build.course import places
from passerelles.build.exercise_cells import ANSWER_STUB
from passerelles.build.exercise_checks import check_solution, leaks
from passerelles.build.exercises import (
    build_exercises,
    load,
    load_all,
    release_notebook,
    source_notebook,
)
from passerelles.build.notebooks import to_bytes
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES

DEMO = Path(__file__).parents[1] / "data" / "exercises" / "e0-demo"


def folders():
    solutions = places().solutions
    real = [exercise.folder for exercise in load_all(solutions)] if solutions else []
    return [DEMO, *real]


@pytest.fixture(params=folders(), ids=lambda folder: folder.name)
def exercise(request):
    return load(request.param)


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(DEMO, tmp_path / "e0-demo"))


def graded(node):
    return {
        cell.metadata.nbgrader.grade_id: (cell.cell_type, cell.metadata.nbgrader.points)
        for cell in node.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }


def test_both_languages_have_the_same_graded_cells_and_points(exercise):
    french, english = (release_notebook(exercise, language) for language in LANGUAGES)
    assert graded(french) == graded(english) == graded(source_notebook(exercise, "fr"))
    assert {kind for kind, _ in graded(french).values()} == {"code", "markdown"}


def test_prose_carries_no_nbgrader_metadata_and_ids_are_names(exercise):
    for language in LANGUAGES:
        node = release_notebook(exercise, language)
        names = {cell.name for cell in exercise.source.cells} | {"begin", "title"}
        for cell in node.cells:
            assert cell.id.removesuffix("-ask") in names
            if cell.cell_type == "markdown" and not cell.metadata.get("nbgrader"):
                assert cell.metadata == {}


def test_a_rebuild_gives_the_same_bytes(exercise):
    for language in LANGUAGES:
        first = to_bytes(release_notebook(exercise, language))
        assert first == to_bytes(release_notebook(load(exercise.folder), language))


def test_nothing_leaks_into_the_release(exercise):
    for language in LANGUAGES:
        assert leaks(exercise, to_bytes(release_notebook(exercise, language))) == []


def test_the_check_sees_every_kind_of_leak(exercise):
    found = [str(leak) for leak in leaks(exercise, to_bytes(source_notebook(exercise, "fr")))]
    text = "\n".join(found)
    for what in ("hidden tests", "right", "why", "key"):
        assert f"“{what}”" in text


def test_a_secret_word_of_the_source_is_nowhere_in_the_release():
    built = build_exercises(DEMO.parent, Path("out"))
    assert set(built) == {Path(f"out/{lang}/e0-demo/e0-demo.ipynb") for lang in LANGUAGES}
    for content in built.values():
        text = content.decode().lower()
        assert "secret" not in text
        assert "begin hidden" not in text
        assert "mark(" not in text


def test_an_explanation_in_the_prose_is_refused(copy):
    path = copy / "e0-demo.md"
    text = path.read_text().replace(
        "Une ville prépare", "Secret-six : on regarde d’abord. Une ville prépare"
    )
    path.write_text(text)
    with pytest.raises(Refusal, match="gives away"):
        build_exercises(copy.parent, copy.parent)


def test_the_solution_earns_everything_and_silence_nothing(exercise):
    before = Path.cwd()
    assert check_solution(exercise) == []
    assert Path.cwd() == before
    assert "NBGRADER_EXECUTION" not in os.environ


def test_a_wrong_solution_is_named(copy):
    (copy / "solution.yml").write_text(
        "d-single: guest\nd-multiple: [diaspora, school]\n"
        "d-order: [look, think, act]\nd-number: 12.5\n"
    )
    found = check_solution(load(copy))
    assert [("d-single" in fault.en, "0 instead of 2" in fault.en) for fault in found] == [
        (True, True)
    ] * 2


def test_a_solution_without_an_answer_is_refused(copy):
    (copy / "solution.yml").write_text("d-single: mayor\n")
    with pytest.raises(Refusal, match="d-multiple, d-number, d-order"):
        check_solution(load(copy))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("type: single", "type: guess", "type must be one of"),
        ("points: 2", "points: 0", "points must be above zero"),
        ("type: essay", "type: short", "d-essay|accept"),
        (":name: d-single", ":name: D single", "name"),
        ('+++ {"tags": ["lang-en"], "name": "opening"}', "+++", "lang"),
    ],
)
def test_a_faulty_source_is_refused_by_file(copy, old, new, told):
    path = copy / "e0-demo.md"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(Refusal, match=told) as refused:
        load(copy)
    assert "e0-demo.md" in refused.value.text.fr


def test_an_exercise_needs_both_kinds_of_question(copy):
    path = copy / "e0-demo.md"
    text = path.read_text()
    path.write_text(text[: text.index("```{code-cell} yaml\n:tags: [question]\n:name: d-essay")])
    with pytest.raises(Refusal, match="at least one automatic"):
        load(copy)


@pytest.mark.slow
def test_the_release_is_what_stock_nbgrader_makes(tmp_path, exercise):
    for language in LANGUAGES:
        course = tmp_path / language
        source = course / "source" / exercise.id / f"{exercise.id}.ipynb"
        source.parent.mkdir(parents=True)
        source.write_bytes(to_bytes(source_notebook(exercise, language)))
        (course / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.ClearSolutions.text_stub = {ANSWER_STUB[language]!r}\n"
        )
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        subprocess.run(
            [
                sys.executable,
                *("-m", "nbgrader", "generate_assignment", exercise.id, "--no-db"),
            ],
            cwd=course,
            env={**os.environ, "PATH": path},
            check=True,
            capture_output=True,
        )
        stock = (course / "release" / exercise.id / f"{exercise.id}.ipynb").read_text()
        ours = to_bytes(release_notebook(exercise, language))
        assert json.loads(stock) == json.loads(ours)
