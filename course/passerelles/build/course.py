"""The course as `course.yml` lays it out, and where its files are.

In a checkout the files stand at the top of the repository; in an installed
wheel they travel inside the package (`passerelles/_course/`). A checkout takes
precedence. `solutions/` never travels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import passerelles
from passerelles.library.errors import Refusal
from passerelles.library.records import load_yaml
from passerelles.library.text import Text


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long a module takes: reading it, and doing what it asks."""

    reading: int
    doing: int


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """One module of the course, in the guide's order.

    `folder` is its place under `modules/`; `adds` says what the learner will
    have added to the dossier at its end.
    """

    id: str
    number: int
    folder: str
    title: Text
    summary: Text
    minutes: Minutes
    objectives: tuple[Text, ...]
    adds: Text
    steps: tuple[int, ...] = ()
    simulators: tuple[str, ...] = ()
    coming_simulators: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExerciseEntry:
    """One exercise; its source is `solutions/<id>/`, its release `exercises/<lang>/<id>/`."""

    id: str
    module: str
    title: Text
    summary: Text
    minutes: int


@dataclass(frozen=True, slots=True)
class Course:
    """The whole course: modules and exercises, in order."""

    title: Text
    subtitle: Text
    modules: tuple[ModuleEntry, ...]
    exercises: tuple[ExerciseEntry, ...]

    def module(self, module_id: str) -> ModuleEntry:
        """Return a module; raise `Refusal` for an unknown id."""
        for module in self.modules:
            if module.id == module_id:
                return module
        known = ", ".join(module.id for module in self.modules)
        raise Refusal(
            f"Le module « {module_id} » n’existe pas ; choisissez parmi : {known}.",
            f"There is no module “{module_id}”; choose one of: {known}.",
        )

    def exercise(self, exercise_id: str) -> ExerciseEntry:
        """Return an exercise; raise `Refusal` for an unknown id."""
        for exercise in self.exercises:
            if exercise.id == exercise_id:
                return exercise
        known = ", ".join(exercise.id for exercise in self.exercises)
        raise Refusal(
            f"L’exercice « {exercise_id} » n’existe pas ; choisissez parmi : {known}.",
            f"There is no exercise “{exercise_id}”; choose one of: {known}.",
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Where the course's files lie; `solutions` is None outside a checkout."""

    root: Path
    modules: Path
    exercises: Path
    course_file: Path
    solutions: Path | None

    def written(self, module: ModuleEntry) -> bool:
        """Tell whether the module's text is there yet."""
        return any((self.modules / module.folder).glob("*.md"))


@cache
def places() -> Places:
    """Find the course: the checkout this package is installed from, else the wheel's copy."""
    package = Path(passerelles.__file__).resolve().parent
    checkout = package.parent.parent
    root = checkout if (checkout / "course" / "course.yml").is_file() else package / "_course"
    solutions = root / "solutions"
    return Places(
        root=root,
        modules=root / "modules",
        exercises=root / "exercises",
        course_file=root / "course" / "course.yml",
        solutions=solutions if solutions.is_dir() else None,
    )


@cache
def course() -> Course:
    """Read `course.yml` once."""
    return load_yaml(places().course_file, Course)
