"""Where a learner stands in the modules: sections seen, practice answers, the last place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypedDict

from passerelles.dossier.data import check_id, encode, plain
from passerelles.dossier.document import Document
from passerelles.dossier.files import StoredFile
from passerelles.dossier.store import now
from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles.library.text import Text

LIMIT: Final = 1_000_000
MAX_MODULES: Final = 50
MAX_ENTRIES: Final = 500
ANSWER_LIMIT: Final = 10_000
"""Bytes of one practice answer worth remembering."""


class PracticeAnswer(TypedDict):
    """A practice question: last answer and whether it was right, ever right, tries, time."""

    correct: bool
    ever_correct: bool
    tries: int
    at: str
    value: Any


class ModuleProgress(TypedDict):
    """One module: sections seen in order, practice answers, last anchor ("" if none)."""

    seen: list[str]
    answers: dict[str, PracticeAnswer]
    last: str


class Progress(TypedDict):
    """`progress.json` as it is: modules by id."""

    modules: dict[str, ModuleProgress]


@dataclass(frozen=True, slots=True)
class _Answer:
    correct: bool
    ever_correct: bool
    tries: int
    at: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class _Module:
    seen: tuple[str, ...] = ()
    answers: dict[str, _Answer] = field(default_factory=dict)
    last: str = ""


@dataclass(frozen=True, slots=True)
class _Progress:
    modules: dict[str, _Module] = field(default_factory=dict)


class ProgressStore:
    """The progress file of the workspace `root`."""

    def __init__(self, root: Path) -> None:
        self._document: Document[_Progress] = Document(
            StoredFile(root / "progress.json", LIMIT),
            lambda data: structure(data, _Progress, "progress.json"),
            asdict,
            _Progress,
        )

    @property
    def notice(self) -> Text | None:
        """Say what was found damaged and set aside, if anything."""
        return self._document.notice

    def load(self) -> Progress:
        """Return the progress as plain data, a fresh copy; raise `Refusal`."""
        return {
            "modules": {
                module: {
                    "seen": list(known.seen),
                    "answers": {
                        question: PracticeAnswer(**asdict(answer))  # type: ignore[typeddict-item]
                        for question, answer in known.answers.items()
                    },
                    "last": known.last,
                }
                for module, known in self._document.load().modules.items()
            }
        }

    def see(self, module: str, section: str) -> None:
        """Note that a section has been seen, and that the learner stands there."""
        anchor = check_id(section)

        def step(known: _Module) -> _Module:
            seen = known.seen if anchor in known.seen else (*known.seen, anchor)
            return replace(known, seen=seen, last=anchor)

        self._change(module, step)

    def answer(self, module: str, question: str, correct: bool, value: Any = None) -> None:
        """Note one try at a practice question; `value` is the answer, as JSON data.

        A value too long to be kept is left out; the try is noted all the same.
        """
        question_id = check_id(question)
        kept = plain(value)
        if len(encode({"value": kept})) > ANSWER_LIMIT:
            kept = None

        def step(known: _Module) -> _Module:
            before = known.answers.get(question_id, _Answer(False, False, 0, ""))
            tried = _Answer(
                bool(correct), before.ever_correct or bool(correct), before.tries + 1, now(), kept
            )
            return replace(known, answers={**known.answers, question_id: tried})

        self._change(module, step)

    def last(self, module: str, anchor: str) -> None:
        """Note where in the module the learner stands."""
        place = check_id(anchor)
        self._change(module, lambda known: replace(known, last=place))

    def _change(self, module: str, step: Any) -> None:
        module_id = check_id(module)

        def whole(before: _Progress) -> _Progress:
            after = step(before.modules.get(module_id, _Module()))
            modules = {**before.modules, module_id: after}
            entries = max(len(after.seen), len(after.answers))
            if len(modules) > MAX_MODULES or entries > MAX_ENTRIES:
                raise Refusal(
                    "La progression ne peut pas grandir davantage ; videz-la depuis l’accueil.",
                    "The progress cannot grow any further; empty it from the home page.",
                )
            return _Progress(modules)

        self._document.change(whole)
