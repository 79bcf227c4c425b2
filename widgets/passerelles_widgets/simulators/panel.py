"""A simulator in a notebook: its controls, its result as it changes, its tools.

One panel holds every parameter, one more the sentence of the result, one chart
each figure. Values come from the browser and are checked by the simulator;
what it refuses is said beside the field, and the last valid result stays.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import ipywidgets

from passerelles.library.errors import Refusal
from passerelles.library.text import Language
from passerelles_widgets import session
from passerelles_widgets.chart import Chart
from passerelles_widgets.panel import Panel
from passerelles_widgets.simulators import panel_spec
from passerelles_widgets.simulators.base import View
from passerelles_widgets.simulators.panel_keeping import Keeper
from passerelles_widgets.simulators.panel_sharing import Sharing
from passerelles_widgets.simulators.panel_tools import Tools
from passerelles_widgets.simulators.registry import load
from passerelles_widgets.simulators.simulator import Simulator
from passerelles_widgets.strings import string

Heard = Callable[[Mapping[str, Any]], None]

_SAME_GESTURE: Final = 1.5  # seconds: a slider's movement is one change, told from where it began
_log = logging.getLogger(__name__)


class LiveSimulator:
    """The controls and the result of one simulator; `box` is what is shown."""

    def __init__(
        self,
        tool: Simulator,
        values: Mapping[str, Any],
        language: Language,
        actions: list[dict[str, str]],
    ) -> None:
        self.tool = tool
        self.language = language
        self.values = tool.check(values, language)
        self._before = self.values
        self._moved: tuple[float, set[str]] = (0.0, set())
        self._heard: list[Heard] = []
        self._charts: dict[str, Chart] = {}
        self.incoming: Callable[[dict[str, Any]], dict[str, Any]] = dict
        """What to make of the values the browser sends, where others work on them too."""
        self.replaced: Callable[[], None] = lambda: None
        """Told when the browser is sent all values afresh."""
        self.panel = Panel(panel_spec.controls(tool.data, language, actions), self.values)
        self.result = Panel(panel_spec.result(tool.data, language))
        # Below the charts: their number changes with the values, and no chart may jump.
        self.notes = Panel(panel_spec.notes(tool.data, language))
        self.results = ipywidgets.VBox([self.result]).add_class("psl-results")
        self._show(tool.view(self.values, language))
        columns = ipywidgets.Box([self.panel, self.results]).add_class("psl-columns")
        self.box: Any = ipywidgets.VBox([columns]).add_class("psl-simulator")
        if panel_spec.is_wide(tool.data):
            self.box.add_class("psl-wide")
        self.panel.observe(self._changed, names="values")

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts shown, in order: figures, then tables alone."""
        return tuple(self._charts.values())

    def on_change(self, heard: Heard) -> None:
        """Call `heard(values)` after every valid change."""
        self._heard.append(heard)

    def put(self, values: Mapping[str, Any], sentence: str = "") -> None:
        """Set the values as if the learner had, saying `sentence`; raise `Refusal`."""
        checked = self.tool.check(values, self.language)
        view = self.tool.view(checked, self.language)
        self.values = self._before = checked
        with self.panel.hold_sync():
            # Set without the observer: this is no change of the learner's to explain.
            self.panel.unobserve(self._changed, names="values")
            self.panel.values = checked
            self.panel.observe(self._changed, names="values")
            self.panel.errors = {}
            self.panel.sentence = sentence
        self.replaced()
        self._show(view)
        self._tell()

    def take(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Show values others have set; return the fields that differ. Raise `Refusal`.

        Nobody here has changed anything: no sentence is said, and nothing is kept again.
        """
        checked = self.tool.check(values, self.language)
        view = self.tool.view(checked, self.language)
        faulty = {path.partition("/")[0] for path in self.panel.errors}
        theirs = {
            key: value
            for key, value in checked.items()
            if value != self.values.get(key) and key not in faulty
        }
        self.values = self._before = checked
        fresh = self.panel.patch(theirs)
        if self.panel.errors and not self.tool.faults(self.panel.values):
            self.panel.errors = {}
        self._show(view)
        return fresh

    def _changed(self, _: Any) -> None:
        values = self.incoming(self.panel.values)
        faults = self.tool.faults(values)
        if faults:
            self.panel.errors = {path: text[self.language] for path, text in faults.items()}
            return
        checked = self.tool.check(values, self.language)
        if checked == self.values:
            self.panel.errors = {}
            return
        try:
            view = self.tool.view(checked, self.language)
            sentence = self.tool.sentence(self._reference(checked), checked, self.language)
        except Refusal as refusal:
            self.panel.errors = {"": refusal.sentence(self.language)}
            return
        except Exception:  # noqa: BLE001 - whatever a model may raise
            # A model that fails must not take the page with it: say so, keep the last result.
            _log.exception("simulator %s failed", self.tool.id)
            self.panel.errors = {"": string("simulator-failed", self.language)}
            return
        self.values = checked
        # The charts leave first: what follows writes to the disk before it answers.
        self._show(view)
        with self.panel.hold_sync():
            self.panel.errors = {}
            self.panel.sentence = sentence
            self._tell()

    def _reference(self, checked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the values the change started from: those before the whole movement."""
        moved = {name for name in checked if checked[name] != self.values[name]}
        now = time.monotonic()
        last, which = self._moved
        if moved != which or now - last > _SAME_GESTURE:
            self._before = self.values
        self._moved = (now, moved)
        return self._before

    def _show(self, view: View) -> None:
        self.result.sentence = view.sentence
        self.notes.notes = list(view.notes)
        shown = {f"figure-{figure.id}": figure for figure in view.figures} | {
            f"table-{table.id}": table for table in view.tables
        }
        known = self._charts
        self._charts = {
            key: panel_spec.draw(one, self.language, known.get(key)) for key, one in shown.items()
        }
        if known.keys() != self._charts.keys():
            figures = [self._charts[f"figure-{figure.id}"] for figure in view.figures]
            tables = [self._charts[f"table-{table.id}"] for table in view.tables]
            self.results.children = (self.result, *figures, self.notes, *tables)

    def _tell(self) -> None:
        for heard in self._heard:
            heard(self.values)


def simulator(name: str) -> Any:
    """Return the simulator `name` ready to be shown, with the learner's own values.

    They are kept at every change. Raises `Refusal` for an unknown name.
    """
    return SimulatorPage(load(name), session.current()).box


class SimulatorPage:
    """A simulator with the learner's workspace behind it and its tools below it."""

    def __init__(self, tool: Simulator, current: session.Session) -> None:
        language = current.language
        self.keeper = Keeper(tool, current)
        start = self.keeper.start()
        self._own = start.own
        actions = [_action("reset", language)]
        if tool.data.writes:
            actions.insert(0, _action("contribute", language, "primary"))
        if start.own is not None:
            actions.append(_action("own", language))
        self.live = LiveSimulator(tool, start.values, language, actions)
        self.live.panel.sentence = start.sentence
        self.live.panel.status = self.keeper.status
        self.tools = Tools(self.live, self.keeper)
        team = self.keeper.workspace is not None and self.keeper.workspace.team
        self.sharing = Sharing(self.live, self.keeper, self.tools) if team else None
        self.box = self.live.box
        self.box.children = (*self.box.children, self.tools.panel, self.tools.more)
        self.live.on_change(self._keep)
        self.live.panel.on_action(self._act)

    def _keep(self, values: Mapping[str, Any]) -> None:
        keep = self.sharing.keep if self.sharing else self.keeper.keep
        self.live.panel.status = keep(values)

    def _act(self, action: str, _payload: Any) -> None:
        live, language = self.live, self.live.language
        if action == "contribute":
            live.panel.status = self.keeper.contribute(live.values)
        elif action == "reset":
            live.put(live.tool.defaults(language), string("simulator-was-reset", language))
        elif action == "own" and self._own is not None:
            live.put(self._own, string("simulator-own-back", language))


def scenario_panel(name: str, values: Mapping[str, Any], on_change: Heard) -> Any:
    """Return the simulator `name` as the input of a question; raise `Refusal`.

    Nothing is kept here: `on_change` hears every valid scenario, and whoever
    asks keeps it. Resetting goes back to `values`.
    """
    language = session.current().language
    tool = load(name)
    start = dict(values)
    live = LiveSimulator(tool, start, language, [_action("reset", language)])
    live.on_change(on_change)

    def act(action: str, _payload: Any) -> None:
        if action == "reset":
            live.put(start, string("simulator-was-reset", language))

    live.panel.on_action(act)
    return live.box


def _action(name: str, language: Language, kind: str = "secondary") -> dict[str, str]:
    return {"id": name, "label": string(f"simulator-{name}", language), "kind": kind}
