"""The panel: every field of a simulator or of a question in one widget of native HTML inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from passerelles.library.text import DEFAULT_LANGUAGE, LANGUAGES, Language
from passerelles_widgets.assets import stub
from passerelles_widgets.strings import words

Action = Callable[[str, Any], None]
_ONE_WAY = {"sync": True, "echo_update": False}


class Panel(anywidget.AnyWidget):
    """Labelled inputs, actions and the sentences that go with them.

    `spec` says what is asked, `values` what was answered (field id to JSON
    value, unchecked: the browser is not trusted), `errors` what is wrong, by
    field (`field`, `field/row/column`, or empty for the whole panel), `marks`
    what was right, by `field` or `field/option`. `sentence` is read out when it
    changes, `status` is a small line, `notes` a list below the sentence.

    Where others work on the same values, `patch` shows theirs without touching what the hand
    holds: `patches` counts them, and `seen` says which one each field of the browser has taken.
    """

    _esm = stub(("panel.js", "panel-fields.js", "panel-lists.js"), ("panel.css",))

    spec = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(**_ONE_WAY)
    seen = traitlets.Dict().tag(**_ONE_WAY)
    patches = traitlets.Int(0).tag(sync=True)
    errors = traitlets.Dict().tag(sync=True)
    marks = traitlets.Dict().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    notes = traitlets.List().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(
        self, spec: Mapping[str, Any], values: Mapping[str, Any] | None = None, **traits: Any
    ) -> None:
        self._actions: list[Action] = []
        super().__init__(
            spec=dict(spec),
            values=dict(values or {}),
            words=words("panel", language_of(spec)),
            **traits,
        )
        self.on_msg(self._receive)

    def on_action(self, callback: Action) -> None:
        """Call `callback(action id, payload)` at each press of a button."""
        self._actions.append(callback)

    def act(self, action: str, payload: Any = None) -> None:
        """Do what pressing the button `action` does."""
        for callback in self._actions:
            callback(action, payload)

    def do(self, what: str, **details: Any) -> None:
        """Ask the browser to `copy` (text), `download` (name, text, type) or `focus` (field)."""
        self.send({"do": what, **details})

    def patch(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Show `values` field by field, as far as the hand is off them; return those that differ.

        No observer is called: this is nobody's change at this panel.
        """
        fresh = {key: value for key, value in values.items() if self.values.get(key) != value}
        if fresh:
            # Set below the traits: a change of `values` would be sent whole, and tear a lever away.
            self._trait_values["values"] = {**self.values, **fresh}
            self.patches += 1
            self.send({"do": "patch", "n": self.patches, "values": fresh})
        return fresh

    def _receive(self, _panel: Any, content: Any, _buffers: Any) -> None:
        """Take the values that go with a press of a button, then act on it.

        The front end may still hold back the last change of value when the
        button is pressed, so the message carries the values it was pressed with.
        """
        if not isinstance(content, dict) or not isinstance(content.get("action"), str):
            return
        edited = content.get("values")
        if isinstance(edited, dict):
            values = {**self.values, **edited}
            if values != self.values:
                self.set_state({"values": values})
        self.act(content["action"], content.get("payload"))


def language_of(spec: Mapping[str, Any]) -> Language:
    """Return the language of a specification, French when it names none of ours."""
    lang = spec.get("lang")
    return next((known for known in LANGUAGES if known == lang), DEFAULT_LANGUAGE)
