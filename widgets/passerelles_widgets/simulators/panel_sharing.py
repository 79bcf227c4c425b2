"""A simulator a team works on together: nobody's change is lost, and nobody's lever torn away.

Each member's page has a kernel of its own; what they share is the scenario on the disk. A change
is kept as what it changes, beside what others have changed since; what others change is shown
field by field. Nothing that was taken over is kept again, so nothing goes round in circles.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from passerelles.dossier.merging import merged
from passerelles.library.errors import Refusal
from passerelles_widgets.simulators.panel_keeping import Keeper

if TYPE_CHECKING:
    from passerelles_widgets.simulators.panel import LiveSimulator
    from passerelles_widgets.simulators.panel_tools import Tools

REMEMBERED: Final = 200
"""Patches a browser may be behind with."""

_open: weakref.WeakSet[Sharing] = weakref.WeakSet()


class Sharing:
    """Between one member's simulator and the scenario the team shares."""

    def __init__(self, live: LiveSimulator, keeper: Keeper, tools: Tools) -> None:
        self.live, self.keeper, self.tools = live, keeper, tools
        self._held = dict(live.values)
        """The values as they were when this page last met the team's."""
        self._browser = dict(live.values)
        """The values as the browser last sent them, or was sent them whole."""
        self._patched: list[tuple[int, dict[str, Any]]] = []
        live.incoming, live.replaced = self.incoming, self._replaced
        _open.add(self)

    def incoming(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Return the present values with what the browser has changed since it last sent its own.

        What it had not yet been shown, or kept out of the way of a hand, is no change of its.
        """
        base = {key: self._known().get(key) for key in sent}
        changed: dict[str, Any] = merged(base, dict(self.live.values), dict(sent))
        return changed

    def _known(self) -> dict[str, Any]:
        """Return what the browser showed before its change, as far as it says."""
        base = dict(self._browser)
        seen = self.live.panel.seen
        for number, patch in self._patched:
            base |= {key: value for key, value in patch.items() if number <= _number(seen.get(key))}
        return base

    def _accepted(self) -> None:
        """Note what the browser shows, now that its change has been taken."""
        base, sent, seen = self._known(), dict(self.live.panel.values), self.live.panel.seen
        unseen = [
            (number, {key: one for key, one in patch.items() if number > _number(seen.get(key))})
            for number, patch in self._patched
        ]
        self._patched = [(number, patch) for number, patch in unseen if patch]
        for _, patch in self._patched:
            for key, value in patch.items():
                # The panel's values hold what was sent to the browser; there it still waits.
                if sent.get(key) == value != base.get(key):
                    sent[key] = base.get(key)
        self._browser = sent

    def _replaced(self) -> None:
        """Note that the browser is sent all values afresh, as after a reset."""
        self._patched = []
        self._browser = dict(self.live.panel.values)

    def keep(self, values: Mapping[str, Any]) -> str:
        """Keep a change beside the others'; take over what they changed. Say when, or why not."""
        self._accepted()
        both, said = self.keeper.merge(values, self._held)
        if both is None:
            return said
        self._held = dict(both)
        if both != values:
            self._take(both)
        return said

    def refresh(self) -> None:
        """Take over what others have kept since."""
        both = self.keeper.theirs()
        if both is not None and both != self._held:
            self._held = dict(both)
            self._take(both)
        self.tools.refresh()

    def _take(self, values: Mapping[str, Any]) -> None:
        try:
            fresh = self.live.take(values)
        except Refusal:
            return  # another version's values: what stands here goes on
        if fresh:
            self._patched = [*self._patched, (self.live.panel.patches, fresh)][-REMEMBERED:]


def refresh(simulators: Iterable[str] | None) -> None:
    """Have the open simulators of these names, or all, take over what others have changed."""
    wanted = None if simulators is None else set(simulators)
    for sharing in list(_open):
        if wanted is None or sharing.keeper.tool.id in wanted:
            sharing.refresh()


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
