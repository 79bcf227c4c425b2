"""What a learner entered in an exercise: `answers.json` beside its notebook.

Answers are data, keyed by language-neutral question ids; they outlive a rebuilt
notebook and a change of language. The grading side reads the same file with
`parse_answers`, which never writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.data import Damaged, check_id, decode, encode, plain
from passerelles.dossier.document import SCHEMA, Document, understood
from passerelles.dossier.files import StoredFile
from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles.library.text import LANGUAGES, Language, Text

FILE_LIMIT: Final = 2_000_000
ANSWER_LIMIT: Final = 100_000
MAX_QUESTIONS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to exercise `exercise` in its version `version`, by question id.

    `language` is the one last used; it says nothing about the answers themselves.
    """

    exercise: str
    version: int = 1
    language: Language = "fr"
    answers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_id(self.exercise)
        if len(self.answers) > MAX_QUESTIONS:
            raise ValueError(f"more than {MAX_QUESTIONS} answers")
        for question in self.answers:
            check_id(question)


class AnswerStore:
    """The answers to one exercise in the workspace `root`; `version` is the exercise's own."""

    def __init__(self, root: Path, exercise_id: str, version: int = 1) -> None:
        self.exercise = check_id(exercise_id)
        self.path = root / "exercises" / self.exercise / "answers.json"
        self._version = version
        # The lock lies outside the exercise's folder, whose content is handed in.
        lock = root / "exercises" / f".{self.exercise}.lock"
        self._file = StoredFile(self.path, FILE_LIMIT, lock)
        self._document: Document[Answers] = Document(
            self._file, self._parse, _dump, lambda: Answers(self.exercise, version)
        )

    @property
    def notice(self) -> Text | None:
        """Say what was found damaged and set aside, if anything."""
        return self._document.notice

    def load(self) -> Answers:
        """Return the answers, none at all before the first; raise `Refusal`."""
        return self._document.load()

    def keep(
        self, question_id: str, value: Any, language: Language, limit: int = ANSWER_LIMIT
    ) -> Answers:
        """Keep one answer (at most `limit` bytes as JSON), replacing an earlier one.

        Raises `Refusal`.
        """
        question = check_id(question_id)
        if language not in LANGUAGES:
            raise Refusal(
                "La langue est « fr » ou « en » ; choisissez l’une des deux.",
                "The language is “fr” or “en”; choose one of them.",
            )
        cleaned = fitted(value, limit)

        def step(before: Answers) -> Answers:
            answers = {**before.answers, question: cleaned}
            if len(answers) > MAX_QUESTIONS:
                raise Refusal(
                    f"Un exercice compte au plus {MAX_QUESTIONS} réponses ; rouvrez-le.",
                    f"An exercise has at most {MAX_QUESTIONS} answers; open it again.",
                )
            return replace(before, version=self._version, language=language, answers=answers)

        return self._document.change(step)

    def load_bytes(self) -> bytes:
        """Return the file as it stands, to be handed in; empty answers if there is no file."""
        self.load()  # sets a damaged file aside first
        raw = self._file.read_bytes()
        return raw if raw is not None else encode(answers_data(Answers(self.exercise)))

    def _parse(self, data: dict[str, Any]) -> Answers:
        found = structure(data, Answers, "answers.json")
        if found.exercise != self.exercise:
            raise Damaged(f"it belongs to exercise {found.exercise}")
        return found


def fitted(value: Any, limit: int = ANSWER_LIMIT) -> Any:
    """Return one answer as plain data, at most `limit` bytes as JSON; raise `Refusal`."""
    cleaned = plain(value)
    if len(encode(cleaned)) > limit:
        raise Refusal(
            f"Cette réponse dépasse {limit // 1000} ko et n’a pas été enregistrée ; "
            "raccourcissez-la.",
            f"This answer is longer than {limit // 1000} kB and was not saved; shorten it.",
        )
    return cleaned


def parse_answers(raw: bytes, exercise_id: str | None = None) -> Answers:
    """Read the bytes of an `answers.json` somebody handed in; raise `Refusal`, never anything else.

    `exercise_id`, when given, is the exercise it must belong to.
    """
    try:
        answers = _parse_whole(raw)
    except Damaged as fault:
        raise Refusal(
            "« answers.json » est illisible ; rouvrez l’exercice, vérifiez vos réponses et "
            "remettez-le de nouveau.",
            "“answers.json” cannot be read; open the exercise again, check your answers and hand "
            "it in once more.",
        ) from fault
    if exercise_id is not None and answers.exercise != exercise_id:
        raise Refusal(
            f"Ces réponses sont celles de l’exercice « {answers.exercise} » ; remettez celles de "
            f"l’exercice « {exercise_id} ».",
            f"These answers belong to exercise “{answers.exercise}”; hand in those of exercise "
            f"“{exercise_id}”.",
        )
    return answers


def _parse_whole(raw: bytes) -> Answers:
    if len(raw) > FILE_LIMIT:
        raise Damaged(f"it is longer than {FILE_LIMIT} bytes")
    path = Path("answers.json")
    return understood(
        decode(raw), SCHEMA, path, {}, lambda data: structure(data, Answers, path.name)
    )


def answers_data(answers: Answers) -> dict[str, Any]:
    """Return the content of an `answers.json` holding `answers`."""
    return {"schema": SCHEMA, **_dump(answers)}


def _dump(answers: Answers) -> dict[str, Any]:
    return {
        "exercise": answers.exercise,
        "version": answers.version,
        "language": answers.language,
        "answers": answers.answers,
    }
