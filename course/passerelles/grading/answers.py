"""The answers somebody hands in: read once at the door, then only known questions remain."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from passerelles.dossier.answers import Answers, answers_data, parse_answers
from passerelles.dossier.data import encode
from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal

NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})


def from_workspace(workspace: Workspace, exercise_id: str) -> Answers:
    """Return the answers a learner has given; raise `Refusal` when there are none or unreadable.

    A damaged file is set aside by the store, which is said in the refusal: what
    was not read must not be handed in as an empty copy.
    """
    store = workspace.answers(exercise_id)
    answers = parse_answers(store.load_bytes(), exercise_id)
    if store.notice is not None and not answers.answers:
        raise Refusal(
            f"{store.notice.fr} Répondez de nouveau avant de remettre l’exercice.",
            f"{store.notice.en} Answer again before handing in the exercise.",
        )
    if not any(answered(value) for value in answers.answers.values()):
        raise Refusal(
            "Aucune réponse n’est encore enregistrée ; répondez à une question au moins avant "
            "de remettre l’exercice.",
            "No answer has been saved yet; answer at least one question before handing in the "
            "exercise.",
        )
    return answers


def answered(value: Any) -> bool:
    """Tell whether a stored value is an answer at all."""
    if isinstance(value, str):
        return bool(value.strip())
    return value not in NOTHING


def only(answers: Answers, question_ids: set[str]) -> Answers:
    """Return the answers to known questions; a learner's own keys go no further."""
    kept = {key: value for key, value in answers.answers.items() if key in question_ids}
    return Answers(answers.exercise, answers.version, answers.language, kept)


def to_bytes(answers: Answers) -> bytes:
    """Write answers as the file that is graded."""
    return encode(answers_data(answers))


def digest(answers: Answers) -> str:
    """Return the SHA-256 of the answers alone (hexadecimal), the same in either language."""
    content = {"exercise": answers.exercise, "answers": answers.answers}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
