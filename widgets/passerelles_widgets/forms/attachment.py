"""The dossier beside its question: a button attaches it as it stands, and says what is in it.

The same in Voila and in JupyterLab. What is kept is a copy: the page says when the dossier
has changed since, and handing in from the course takes the latest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from passerelles.dossier.schema import Dossier
from passerelles.dossier.snapshot import read, same, taken
from passerelles.library.errors import Refusal
from passerelles.library.text import NBSP, Language, Text
from passerelles_widgets import session
from passerelles_widgets.forms.dossier_print import states
from passerelles_widgets.panel import Panel

ATTACH: Final = "attach"
_ATTACH: Final = Text("Joindre mon dossier tel qu’il est", "Attach my dossier as it stands")
_AGAIN: Final = Text("Joindre de nouveau mon dossier", "Attach my dossier again")
_ATTACHED: Final = Text(
    f"Dossier joint{NBSP}: révision {{revision}}, {{home}} et {{partner}}.",
    "Dossier attached: revision {revision}, {home} and {partner}.",
)
_CHANGED: Final = Text(
    f"Votre dossier a changé depuis que vous l’avez joint{NBSP}; joignez-le de nouveau.",
    "Your dossier has changed since you attached it; attach it again.",
)
_NO_PLACE: Final = Text(
    "Aucun espace de travail n’est ouvert ici. Rouvrez l’exercice depuis l’accueil.",
    "No workspace is open here. Open the exercise again from the home page.",
)
_UNNAMED: Final = Text("territoire sans nom", "unnamed territory")


class Attachment:
    """The panel with its button; `snapshot` is the answer, None until there is one."""

    def __init__(
        self,
        spec: Mapping[str, Any],
        expected: Sequence[str],
        language: Language,
        answer: Any,
        tell: Callable[[], None],
    ) -> None:
        self._language = language
        self._expected = list(expected)
        self._tell = tell
        self._spec = dict(spec)
        self._own = list(spec["actions"])
        self.snapshot: Any = answer
        self.panel = Panel(self._with_button(), notes=self._notes())
        if answer is not None and not self._is_current():
            self.panel.sentence = _CHANGED[language]
        self.panel.on_action(self._act)

    def _act(self, action: str, _payload: Any) -> None:
        if action == ATTACH:
            self.attach()

    def attach(self) -> None:
        """Take the dossier as it stands, show what is in it, and tell of the new answer."""
        try:
            snapshot = taken(self._dossier())
        except Refusal as refusal:
            self.panel.sentence = refusal.sentence(self._language)
            return
        self.snapshot = snapshot
        self.panel.sentence = ""
        self.panel.spec = self._with_button()
        self.panel.notes = self._notes()
        self._tell()

    def _dossier(self) -> Dossier:
        workspace = session.current().workspace
        if workspace is None:
            refusal = session.current().refusal or _NO_PLACE
            raise Refusal(refusal.fr, refusal.en)
        return workspace.dossier.load()

    def _is_current(self) -> bool:
        try:
            return same(self.snapshot, self._dossier())
        except Refusal:
            return False

    def _with_button(self) -> dict[str, Any]:
        label = _ATTACH if self.snapshot is None else _AGAIN
        kind = "secondary" if self._own else "primary"
        button = {"id": ATTACH, "label": label[self._language], "kind": kind}
        return {**self._spec, "actions": [button, *self._own]}

    def _notes(self) -> list[str]:
        """Say what is attached, step by step; before that, what is expected."""
        if self.snapshot is None:
            return self._expected
        try:
            dossier = read(self.snapshot)
            unnamed = _UNNAMED[self._language]
            attached = _ATTACHED.format(
                revision=dossier.revision,
                home=dossier.territories.home or unnamed,
                partner=dossier.territories.partner or unnamed,
            )
            return [attached[self._language], *states(dossier, self._language)]
        except Refusal as refusal:
            return [refusal.sentence(self._language)]
