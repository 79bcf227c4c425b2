"""A practice question: it answers at once, explains every option, and may be tried again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Text
from passerelles_widgets import session
from passerelles_widgets.forms.form import Form
from passerelles_widgets.forms.marking import mark
from passerelles_widgets.forms.questions import from_json, public

_ACTIONS: Final = (
    ("check", Text("Vérifier", "Check"), "primary"),
    ("hint", Text("Un indice", "A hint"), "secondary"),
    ("again", Text("Recommencer", "Try again"), "link"),
)
_DONE: Final = Text(
    f"Déjà réussie{NBSP}; vous pouvez la refaire.", "Already answered rightly; try it again freely."
)
_TRIED: Final = Text("Déjà essayée, pas encore réussie.", "Already tried, not yet right.")


class Practice:
    """A practice question on a page; `form.box` is the widget."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.question = from_json(spec)
        self._session = session.current()
        language = self._session.language
        shown = public(self.question, language)
        remembered, answer = self._remembered()
        self.form = Form(
            shown,
            language,
            answer,
            graded=False,
            actions=[
                {"id": name, "label": label[language], "kind": kind}
                for name, label, kind in _ACTIONS
                if name != "hint" or self.question.hint is not None
            ],
        )
        self.form.panel.status = remembered
        self.form.panel.on_action(self._act)
        self.form.on_answer(self.form.clear_mark)

    def _act(self, action: str, _payload: Any) -> None:
        if action == "check":
            self.check()
        elif action == "hint" and self.question.hint is not None:
            self.form.panel.sentence = self.question.hint[self._session.language]
        elif action == "again":
            self.form.empty()
            self.form.clear_mark()
            self.form.panel.errors = {}

    def check(self) -> None:
        """Mark the answer, explain it, and note in the progress whether it was right."""
        answer = self.form.answer
        given = mark(self.question, answer)
        self.form.show_mark(given)
        if answer is None or given.by_hand:
            return
        workspace = self._session.workspace
        if workspace is None or not self._session.module:
            return
        try:
            workspace.progress.answer(self._session.module, self.question.id, given.right, answer)
        except Refusal as refusal:
            self.form.panel.status = refusal.sentence(self._session.language)
            return
        self.form.panel.status = ""

    def _remembered(self) -> tuple[str, Any]:
        """Say whether the learner has been here before, and return the last answer."""
        workspace = self._session.workspace
        if workspace is None:
            return "", None
        try:
            modules = workspace.progress.load()["modules"]
        except Refusal as refusal:
            return refusal.sentence(self._session.language), None
        known = modules.get(self._session.module)
        tried = known["answers"].get(self.question.id) if known else None
        if tried is None:
            return "", None
        said = _DONE if tried["ever_correct"] else _TRIED
        return said[self._session.language], tried["value"]


def question(spec: Mapping[str, Any]) -> Any:
    """Return a practice question ready to be shown; `spec` is the whole question as JSON data.

    Raises `Refusal` when `spec` is no question.
    """
    return Practice(spec).form.box
