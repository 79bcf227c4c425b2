"""A classroom: an nbgrader course directory made from a checkout's `solutions/`.

Stock nbgrader opens it: `source/`, `release/`, `submitted/`, `autograded/`,
`gradebook.db` (or PostgreSQL), `nbgrader_config.py`. Beside them: `passerelles.yml`
(settings), `questions/` (the keys, for results), `attempts/` (everything handed in)
and `hand/` (levels, comments and order of hand grading).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from passerelles.dossier.data import encode
from passerelles.dossier.files import refusal
from passerelles.grading.database import address, checked_url, exists, shown
from passerelles.grading.files import locked, write_file
from passerelles.grading.gradebook import registered
from passerelles.grading.process import run
from passerelles.grading.settings import (
    LATE_PLUGIN,
    NBGRADER_FILE,
    SETTINGS_FILE,
    SETTINGS_TEXT,
    Classroom,
    read_settings,
)
from passerelles.grading.standing import StudentStatus, status, status_lines, status_plain
from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, Language

__all__ = ["Classroom", "StudentStatus", "init", "open_", "status", "status_lines", "status_plain"]

_WAIT_SECONDS: Final = 60.0
_REGISTER_SECONDS: Final = 180.0
_SIGNS_OF_A_WORKSPACE: Final = (".passerelles", "dossier.json")
_NBGRADER_CONFIG: Final = """\
# nbgrader reads this file when it is started in this folder.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "{course}"
# Text an unanswered question keeps; must stay as released, or nbgrader takes it for an answer.
c.ClearSolutions.text_stub = {stub}
# What lateness costs is written in passerelles.yml (late, penalty_percent).
c.AssignLatePenalties.plugin_class = "{late}"
"""
_EXCHANGE_CONFIG: Final = """\
# Where `nbgrader submit` leaves work.
c.Exchange.root = {root!r}
"""
_DATABASE_CONFIG: Final = """\
# The gradebook, in PostgreSQL: through pg8000, the pure-Python driver installed with the course.
c.CourseDirectory.db_url = {url!r}
# formgrader groups rows by expressions with a value in them. PostgreSQL takes two places of one
# value for two values, unless the driver sends it by name.
import pg8000  # noqa: E402
import pg8000.dbapi  # noqa: E402
pg8000.paramstyle = pg8000.dbapi.paramstyle = "named"
"""


def init(
    directory: Path,
    solutions_dir: Path,
    lang: Language = DEFAULT_LANGUAGE,
    url: str | None = None,
    course: str = "passerelles",
    exchange: Path | None = None,
) -> Classroom:
    """Make the classroom `directory`, or bring an existing one up to date with the sources.

    `url` is the gradebook's: PostgreSQL's, or nothing for SQLite in the classroom. A new
    classroom is nbgrader's `course` and collects from `exchange`, nbgrader's folder. An
    existing classroom keeps its settings, its language and its gradebook. Raises
    `Refusal`: a directory inside a workspace, one that is something else, no exercise
    in `solutions_dir`, questions added or removed after somebody handed in, a
    database that does not answer or that holds another gradebook.
    """
    from passerelles.build.exercise_cells import ANSWER_STUB  # noqa: PLC0415 - nbformat is slow
    from passerelles.build.exercises import load_all  # noqa: PLC0415

    root = Path(directory).absolute()
    _check_place(root)
    _check_database(root, url)
    exercises = load_all(Path(solutions_dir))
    if not exercises:
        raise Refusal(
            f"« {solutions_dir} » ne contient aucun exercice ; indiquez le dossier solutions/ "
            "d’une copie du dépôt.",
            f"“{solutions_dir}” holds no exercise; give the solutions/ folder of a checkout.",
        )
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(error, str(root)) from error
    settings = root / SETTINGS_FILE
    if not settings.exists():
        write_file(settings, SETTINGS_TEXT.format(language=lang).encode())
    classroom = Classroom(root, read_settings(settings))
    if not (root / NBGRADER_FILE).exists():
        stub = json.dumps(ANSWER_STUB[classroom.settings.language], ensure_ascii=False)
        config = _NBGRADER_CONFIG.format(course=course, stub=stub, late=LATE_PLUGIN)
        if exchange is not None:
            config += _EXCHANGE_CONFIG.format(root=str(exchange))
        if url is not None:
            config += _DATABASE_CONFIG.format(url=checked_url(url))
        write_file(root / NBGRADER_FILE, config.encode(), private=url is not None)
    _bring_up_to_date(classroom, exercises)
    return open_(root)


def open_(directory: Path) -> Classroom:
    """Open a classroom; raise `Refusal` when it is missing, damaged or of a newer version."""
    root = Path(directory).absolute()
    if not (root / SETTINGS_FILE).is_file():
        raise Refusal(
            f"« {root} » n’est pas une classe ; faites-en une avec « passerelles classroom init ».",
            f"“{root}” is not a classroom; make one with “passerelles classroom init”.",
        )
    classroom = Classroom(root, read_settings(root / SETTINGS_FILE))
    if not (root / NBGRADER_FILE).is_file():
        raise _incomplete(root, NBGRADER_FILE)
    known = registered(classroom)
    for exercise_id in classroom.exercises():
        for path in (classroom.source(exercise_id), classroom.release(exercise_id)):
            if not path.is_file():
                raise _incomplete(root, str(path.relative_to(root)))
        if exercise_id not in known:
            raise _incomplete(root, f"{shown(address(classroom))} ({exercise_id})")
    return classroom


def _bring_up_to_date(classroom: Classroom, exercises: tuple[object, ...]) -> None:
    from passerelles.build.exercises import (  # noqa: PLC0415 - nbformat is slow
        Exercise,
        questions_file,
        source_notebook,
    )
    from passerelles.build.notebooks import to_bytes  # noqa: PLC0415

    known = registered(classroom) if exists(address(classroom)) else frozenset()
    changed: dict[str, bytes | None] = {}
    with locked(classroom.lock("grade"), _WAIT_SECONDS):
        for exercise in exercises:
            assert isinstance(exercise, Exercise)
            path = classroom.source(exercise.id)
            earlier = path.read_bytes() if path.is_file() else None
            content = to_bytes(source_notebook(exercise, classroom.settings.language))
            written = write_file(path, content)
            released = classroom.release(exercise.id).is_file()
            if written or exercise.id not in known or not released:
                changed[exercise.id] = earlier
    if changed:
        _register(classroom, changed)
    for exercise in exercises:
        assert isinstance(exercise, Exercise)
        write_file(classroom.questions(exercise.id), encode(questions_file(exercise)))


def _register(classroom: Classroom, changed: dict[str, bytes | None]) -> None:
    """Enter the changed exercises in the gradebook; put the source back where that fails."""
    job = {"do": "register", "classroom": str(classroom.root), "exercises": list(changed)}
    outcomes, _ = run(job, _REGISTER_SECONDS)
    done = {outcome["done"] for outcome in outcomes if "done" in outcome}
    for exercise_id, earlier in changed.items():
        if exercise_id in done:
            continue
        if earlier is None:
            classroom.source(exercise_id).unlink(missing_ok=True)
        else:
            write_file(classroom.source(exercise_id), earlier)
        raise Refusal(
            f"L’exercice « {exercise_id} » n’a pas pu entrer dans le carnet de notes (voyez "
            "logs/grading.log) ; si ses questions ont changé après une remise, faites une "
            "nouvelle classe.",
            f"Exercise “{exercise_id}” could not be entered in the gradebook (see "
            "logs/grading.log); if its questions changed after somebody handed in, make a new "
            "classroom.",
        )


def _check_place(root: Path) -> None:
    for folder in (root, *root.parents):
        if any((folder / sign).exists() for sign in _SIGNS_OF_A_WORKSPACE):
            raise Refusal(
                f"« {root} » se trouve dans l’espace de travail « {folder} », où chacun verrait "
                "les corrigés ; choisissez un dossier ailleurs.",
                f"“{root}” lies in the workspace “{folder}”, where everyone would see the keys; "
                "choose a folder elsewhere.",
            )
    if not root.exists():
        return
    if not root.is_dir() or (any(root.iterdir()) and not (root / SETTINGS_FILE).is_file()):
        raise Refusal(
            f"« {root} » existe et n’est pas une classe ; choisissez un dossier vide ou nouveau.",
            f"“{root}” exists and is not a classroom; choose an empty or new folder.",
        )


def _check_database(root: Path, url: str | None) -> None:
    if url is None:
        return
    wanted = checked_url(url)
    if (root / NBGRADER_FILE).exists():
        present = address(Classroom(root, read_settings(root / SETTINGS_FILE)))
        if present != wanted:
            raise Refusal(
                f"Cette classe tient déjà son carnet de notes dans « {shown(present)} » ; faites "
                "une nouvelle classe pour en changer.",
                f"This classroom already keeps its gradebook in “{shown(present)}”; make a new "
                "classroom to change that.",
            )
        return
    if exists(wanted):
        raise Refusal(
            f"La base « {shown(wanted)} » contient déjà un carnet de notes ; donnez une base vide.",
            f"The database “{shown(wanted)}” already holds a gradebook; give an empty one.",
        )


def _incomplete(root: Path, missing: str) -> Refusal:
    return Refusal(
        f"Il manque « {missing} » à la classe « {root} » ; relancez « passerelles classroom "
        "init » ou restaurez-la d’une sauvegarde.",
        f"The classroom “{root}” lacks “{missing}”; run “passerelles classroom init” again or "
        "restore it from a backup.",
    )
