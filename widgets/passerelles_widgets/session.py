"""What the cells of one notebook share: the language, the module and the learner's workspace."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, Language, Text

WORKSPACE_VARIABLE: Final = "PASSERELLES_WORKSPACE"
TEAM_VARIABLE: Final = "PASSERELLES_TEAM"
"""Names the folder of the dossier and the scenarios a team shares; unset for who works alone."""
_SIGNS_OF_A_WORKSPACE: Final = ("dossier.json", ".passerelles")


@dataclass(frozen=True, slots=True)
class Session:
    """The language and module of the page, and where the learner's work is kept.

    `workspace` is `None` when the folder cannot be opened, and `refusal` then
    says why; everything still works, nothing is kept.
    """

    language: Language
    module: str
    root: Path
    workspace: Workspace | None
    refusal: Text | None = None


_current: Session | None = None


def begin(course: str, lang: str = DEFAULT_LANGUAGE) -> None:
    """Start the session of a notebook: `course` is its module's id, `lang` is `fr` or `en`.

    Raises `Refusal` for another language. A workspace that cannot be opened is
    no error: each widget says that nothing is being kept.
    """
    language = _language(lang)
    global _current  # noqa: PLW0603 - a kernel runs one notebook
    root = find_workspace()
    try:
        _current = Session(language, course, root, Workspace.open(root, find_shared()))
    except Refusal as refusal:
        _current = Session(language, course, root, None, refusal.text)


def current() -> Session:
    """Return the session; a notebook that never began one gets a French one, of no module."""
    if _current is None:
        begin(course="")
    assert _current is not None
    return _current


def find_workspace() -> Path:
    """Return the learner's folder.

    It is the one the environment names, else the nearest folder, upwards from
    the working directory, that holds a dossier, else the working directory.
    """
    named = os.environ.get(WORKSPACE_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / sign).exists() for sign in _SIGNS_OF_A_WORKSPACE):
            return folder
    return here


def find_shared() -> Path | None:
    """Return the folder the learner's team shares, None for who works alone."""
    named = os.environ.get(TEAM_VARIABLE, "").strip()
    return Path(named) if named else None


def _language(lang: str) -> Language:
    for language in LANGUAGES:
        if lang == language:
            return language
    raise Refusal(
        f"La langue «\u00a0{lang}\u00a0» n’existe pas ici\u00a0; choisissez fr ou en.",
        f"There is no language “{lang}” here; choose fr or en.",
    )
