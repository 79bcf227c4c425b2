"""A question on a page: its panel, the answer in it, and whoever must hear of a change.

Practice and exercise share it. A scenario question shows the simulator itself
between the question and what is said about the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import ipywidgets

from passerelles.library.text import Language
from passerelles_widgets.forms import fields
from passerelles_widgets.forms.marks import PANEL_FIELD, Mark
from passerelles_widgets.panel import Panel

_ELSEWHERE: Final = ("scenario", "dossier")
"""The types whose answer is not in the panel's own fields."""


class Form:
    """One question as widgets: `box` is shown, `answer` is what the learner has entered.

    `panel` holds the sentences and the actions, and for every type but a
    scenario the fields too. Nothing that the browser sends is trusted.
    """

    def __init__(
        self,
        shown: Mapping[str, Any],
        language: Language,
        answer: Any,
        *,
        graded: bool,
        actions: Sequence[Mapping[str, str]] = (),
    ) -> None:
        self.shown = shown
        self.language = language
        self._heard: list[Callable[[], None]] = []
        self._expected = fields.conditions(shown, language)
        spec = fields.panel_spec(shown, language, graded=graded, actions=actions)
        if shown["type"] == "scenario":
            from passerelles_widgets.forms.scenario import start_values, widget  # noqa: PLC0415

            values = start_values(shown, answer, language)
            self._scenario: dict[str, Any] | None = None if answer is None else values
            above = Panel({**spec, "actions": []}, notes=self._expected)
            below = {"id": f"{spec['id']}-result", "title": "", "intro": ""}
            self.panel = Panel({**spec, **below})
            tool = widget(shown, values, self._scenario_changed)
            self.box: Any = ipywidgets.VBox([above, tool, self.panel])
        elif shown["type"] == "dossier":
            from passerelles_widgets.forms.attachment import Attachment  # noqa: PLC0415

            self._attachment = Attachment(spec, self._expected, language, answer, self._tell)
            self.panel = self._attachment.panel
            self.box = self.panel
        else:
            self.panel = Panel(spec, fields.panel_values(shown, answer), notes=self._expected)
            self.panel.observe(lambda _: self._tell(), names="values")
            self.box = self.panel

    @property
    def answer(self) -> Any:
        """The answer as JSON data; `None` while there is none."""
        if self.shown["type"] == "scenario":
            return self._scenario
        if self.shown["type"] == "dossier":
            return self._attachment.snapshot
        return fields.answer_of(self.shown, self.panel.values)

    def on_answer(self, callback: Callable[[], None]) -> None:
        """Call `callback` after every change of the answer."""
        self._heard.append(callback)

    def show_mark(self, mark: Mark) -> None:
        """Show the verdict in words, and the explanation of every part where it belongs."""
        self.panel.sentence = mark.verdict[self.language]
        notes = [] if mark.why is None else [mark.why[self.language]]
        if self.shown["type"] in {"scenario", "table", "dossier"}:
            notes += [_ticked(part.kind, part.text[self.language]) for part in mark.parts]
        else:
            self.panel.marks = mark.panel_marks(self.language)
        self.panel.notes = notes

    def clear_mark(self) -> None:
        """Take the verdict and the explanations away again."""
        self.panel.marks = {}
        self.panel.notes = [] if self.shown["type"] == "scenario" else self._expected
        self.panel.sentence = ""

    def empty(self) -> None:
        """Put the fields back as they were before any answer."""
        if self.shown["type"] not in _ELSEWHERE:
            self.panel.values = fields.panel_values(self.shown, None)

    def check_form(self) -> None:
        """Say under the field when what was typed cannot be read at all."""
        if self.shown["type"] not in _ELSEWHERE:
            typed = self.panel.values.get(PANEL_FIELD)
            answer = None if typed in ("", None) else self.answer
            self.panel.errors = fields.error_of(self.shown, answer, self.language)

    def _scenario_changed(self, values: Mapping[str, Any]) -> None:
        self._scenario = dict(values)
        self._tell()

    def _tell(self) -> None:
        for callback in self._heard:
            callback()


def _ticked(kind: str, text: str) -> str:
    sign = {"right": "✓", "partial": "½"}.get(kind, "✗")
    return f"{sign} {text}"
