"""The comment bank of a classroom: remarks written once, in both languages, used often.

Kept in `hand/comments.json`. A grader reads a remark in their own language; the
learner gets it in theirs.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.data import plain
from passerelles.grading.files import locked, read_json, write_json
from passerelles.grading.settings import Classroom
from passerelles.library.errors import Refusal
from passerelles.library.text import Text

LONGEST: Final = 1_000
"""Characters of one remark in one language."""
MOST: Final = 400
"""Remarks in one classroom."""
_WAIT_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark; `question` is the id of the question it is about, empty for any question."""

    id: str
    question: str
    text: Text

    @property
    def version(self) -> str:
        """Return what tells this wording from another."""
        return sha256(repr((self.question, self.text)).encode()).hexdigest()[:12]


def remarks(classroom: Classroom, question_id: str | None = None) -> tuple[Remark, ...]:
    """Return the remarks in the order they were added, those for one question if given."""
    path = _path(classroom)
    data = read_json(path)
    try:
        found = tuple(
            Remark(str(one["id"]), str(one["question"]), Text(**one["text"]))
            for one in (data["comments"] if data is not None else ())
        )
    except (KeyError, TypeError) as error:
        raise Refusal(
            f"« {path} » est abîmé ; restaurez-le d’une sauvegarde, ou retirez-le pour "
            "recommencer la réserve.",
            f"“{path}” is damaged; restore it from a backup, or remove it to begin the bank anew.",
        ) from error
    if question_id is None:
        return found
    return tuple(one for one in found if one.question in ("", question_id))


def add(classroom: Classroom, question: str, fr: Any, en: Any) -> Remark:
    """Add a remark; the same one again is the one that is there. Raises `Refusal`."""
    text = _text(fr, en)
    with locked(classroom.lock("comments"), _WAIT_SECONDS):
        found = remarks(classroom)
        for one in found:
            if (one.question, one.text) == (question, text):
                return one
        if len(found) >= MOST:
            raise Refusal(
                f"La réserve contient déjà {MOST} commentaires ; supprimez-en un d’abord.",
                f"The bank already holds {MOST} comments; delete one first.",
            )
        made = Remark(secrets.token_hex(6), question, text)
        _write(classroom, (*found, made))
    return made


def edit(classroom: Classroom, remark_id: str, version: str, fr: Any, en: Any) -> Remark:
    """Reword a remark read as `version`; raise `Refusal` when somebody else did meanwhile."""
    text = _text(fr, en)
    with locked(classroom.lock("comments"), _WAIT_SECONDS):
        found = remarks(classroom)
        here = _find(found, remark_id)
        made = Remark(here.id, here.question, text)
        if here.version != version and here != made:
            raise Refusal(
                "Quelqu’un d’autre vient de modifier ce commentaire ; rechargez la page, puis "
                "reprenez le vôtre.",
                "Somebody else has just changed this comment; reload the page, then take up yours "
                "again.",
            )
        _write(classroom, tuple(made if one is here else one for one in found))
    return made


def delete(classroom: Classroom, remark_id: str) -> None:
    """Take a remark out of the bank; marks that used it keep their words. Raises `Refusal`."""
    with locked(classroom.lock("comments"), _WAIT_SECONDS):
        found = remarks(classroom)
        here = _find(found, remark_id)
        _write(classroom, tuple(one for one in found if one is not here))


def _find(found: tuple[Remark, ...], remark_id: str) -> Remark:
    for one in found:
        if one.id == remark_id:
            return one
    raise Refusal(
        "Ce commentaire n’est plus dans la réserve ; rechargez la page.",
        "This comment is no longer in the bank; reload the page.",
    )


def _text(fr: Any, en: Any) -> Text:
    both = [plain(one).strip() if isinstance(one, str) else "" for one in (fr, en)]
    if not all(both):
        raise Refusal(
            "Un commentaire de la réserve s’écrit en français et en anglais ; une langue manque.",
            "A comment of the bank is written in French and in English; one language is missing.",
        )
    if any(len(one) > LONGEST for one in both):
        raise Refusal(
            f"Un commentaire de la réserve tient en {LONGEST} caractères ; abrégez-le.",
            f"A comment of the bank has at most {LONGEST} characters; shorten it.",
        )
    return Text(*both)


def _path(classroom: Classroom) -> Path:
    return classroom.root / "hand" / "comments.json"


def _write(classroom: Classroom, found: tuple[Remark, ...]) -> None:
    listed = [asdict(one) for one in found]
    _path(classroom).parent.mkdir(parents=True, exist_ok=True)
    write_json(_path(classroom), {"schema": 1, "comments": listed})
