"""Below a simulator: saved scenarios and their comparison, the share link, the sensitivity.

Each stands in a folded group. What costs something (the link, the sensitivity)
is worked out when its group is opened, never while a control moves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets

from passerelles.library.errors import Refusal
from passerelles.library.text import Language, enumeration
from passerelles_widgets.chart import Chart
from passerelles_widgets.panel import Panel
from passerelles_widgets.simulators import panel_spec
from passerelles_widgets.simulators.base import Figure, Table
from passerelles_widgets.simulators.panel_keeping import Keeper
from passerelles_widgets.simulators.sensitivity import moved
from passerelles_widgets.strings import string

if TYPE_CHECKING:
    from passerelles_widgets.simulators.panel import LiveSimulator

_PAGE = "PASSERELLES_PAGE"


class Tools:
    """The panel of the tools, and the charts they add in `more` when asked."""

    def __init__(self, live: LiveSimulator, keeper: Keeper) -> None:
        self.live = live
        self.keeper = keeper
        self.language: Language = live.language
        self.opened: set[str] = set()
        self._to_delete: list[str] = []
        self._sensitivity: Chart | None = None
        self._watched = ""
        self._compared: tuple[Chart, ...] = ()
        first = live.tool.data.indicators[0].id
        start = {"name": "", "note": "", "chosen": [], "link": "", "indicator": first}
        self.panel = Panel(self._spec(), start)
        self.more = ipywidgets.VBox([]).add_class("psl-more")
        self.panel.on_action(self._act)
        self.panel.observe(self._changed, names="values")
        live.on_change(self._moved)

    def _spec(self) -> dict[str, Any]:
        data = self.live.tool.data
        return {
            "id": f"{data.id}-tools",
            "lang": self.language,
            "role": "tools",
            "accent": panel_spec.accent(data),
            "title": self._word("tools"),
            "title_level": 4,
            "groups": [self._scenarios(), self._share(), self._sensitivity_group()],
        }

    def _scenarios(self) -> dict[str, Any]:
        saved, examples = self.keeper.saved(), self.keeper.examples()
        fields: list[dict[str, Any]] = [
            {"id": "name", "type": "text", "label": self._word("name"), "max_length": 80},
            {"id": "note", "type": "text", "label": self._word("note"), "max_length": 500},
        ]
        actions = ["save"]
        listed = {**saved, **examples}
        if listed:
            options = [{"id": name, "label": label} for name, label in listed.items()]
            label = self._word("listed" if examples else "saved-list")
            fields.append({"id": "chosen", "type": "choices", "label": label, "options": options})
            actions += ["restore", "compare", *(["delete"] if saved else [])]
        return {
            "id": "scenarios",
            "title": self._word("scenarios"),
            "folded": True,
            "intro": "" if saved else self._word("saved-none"),
            "fields": fields,
            "actions": [{"id": name, "label": self._word(name)} for name in actions],
        }

    def _share(self) -> dict[str, Any]:
        page = os.environ.get(_PAGE, "")
        link = {
            "id": "link",
            "type": "text",
            "label": self._word("link"),
            "help": self._word("link-help"),
            "readonly": True,
            "copy": True,
            "link": page if page.startswith("/") else True,
        }
        return self._opening("share", [link], [])

    def _sensitivity_group(self) -> dict[str, Any]:
        options = [
            {"id": item.id, "label": item.label[self.language]}
            for item in self.live.tool.data.indicators
        ]
        watched = {"id": "indicator", "type": "choice", "label": self._word("indicator")}
        group = self._opening("sensitivity", [{**watched, "options": options}], ["recompute"])
        told = moved(self.live.tool.data, self.language)
        return {**group, "intro": f"{self._word('sensitivity-help')} {told}".strip()}

    def _opening(self, name: str, fields: list[Any], actions: list[str]) -> dict[str, Any]:
        return {
            "id": name,
            "title": self._word(name),
            "folded": True,
            "notify": True,
            "fields": fields,
            "actions": [{"id": action, "label": self._word(action)} for action in actions],
        }

    def _word(self, key: str, **values: object) -> str:
        return string(f"simulator-{key}", self.language, **values)

    def refresh(self) -> None:
        """Show the scenarios the team has saved meanwhile, and what an open link says."""
        spec = self._spec()
        if spec != self.panel.spec:
            self.panel.spec = spec
        self._moved(self.live.values)

    def _moved(self, values: Mapping[str, Any]) -> None:
        """Keep an open link true to the values; say that an open sensitivity is not."""
        if "share" in self.opened:
            self._set(link=self.live.tool.share(values))
        if self._sensitivity is not None and "sensitivity" in self.opened:
            self.panel.status = self._word("outdated")

    def _changed(self, _: Any) -> None:
        watched = self.panel.values.get("indicator")
        if "sensitivity" in self.opened and watched != self._watched:
            self._compute()

    def _act(self, action: str, payload: Any) -> None:
        do: dict[str, Callable[[], None]] = {
            "save": self._save,
            "restore": self._restore,
            "delete": self._delete,
            "compare": self._compare,
            "recompute": self._compute,
            "open": lambda: self._open(payload),
            "close": lambda: self.opened.discard(str(payload)),
        }
        if action not in do:
            return
        if action != "delete":
            self._to_delete = []
        try:
            do[action]()
        except Refusal as refusal:
            self.panel.status = refusal.sentence(self.language)

    def _open(self, group: Any) -> None:
        self.opened.add(str(group))
        if group == "share":
            self._set(link=self.live.tool.share(self.live.values))
        if group == "sensitivity" and self._sensitivity is None:
            self._compute()

    def _save(self) -> None:
        name, note = (str(self.panel.values.get(key) or "") for key in ("name", "note"))
        try:
            self.keeper.save(name, self.live.values, note)
        except Refusal as refusal:
            self.panel.errors = {"name": refusal.sentence(self.language)}
            return
        with self.panel.hold_sync():
            self.panel.errors = {}
            self._set(name="", note="")
            self.panel.spec = self._spec()
            self.panel.status = self._word("saved-as", name=" ".join(name.split()))

    def _chosen(self) -> list[str]:
        listed = (*self.keeper.saved(), *self.keeper.examples())
        ticked = self.panel.values.get("chosen")
        return [name for name in listed if isinstance(ticked, list) and name in ticked]

    def _restore(self) -> None:
        chosen = self._chosen()
        if len(chosen) != 1:
            self.panel.status = self._word("pick-one")
            return
        self.live.put(self.keeper.scenario(chosen[0]), self._word("restored", name=chosen[0]))
        self.panel.status = ""

    def _delete(self) -> None:
        chosen = self._chosen()
        if not chosen:
            self.panel.status = self._word("pick-some")
            return
        if set(chosen) & set(self.keeper.examples()):
            self.panel.status = self._word("example-stays")
            return
        names = enumeration(chosen, self.language)
        if chosen != self._to_delete:
            self._to_delete = chosen
            self.panel.status = self._word("confirm", names=names)
            return
        self._to_delete = []
        for name in chosen:
            self.keeper.delete(name)
        with self.panel.hold_sync():
            self._set(chosen=[])
            self.panel.spec = self._spec()
            self.panel.status = self._word("deleted", names=names)

    def _compare(self) -> None:
        chosen = self._chosen()
        if not chosen:
            self.panel.status = self._word("pick-some")
            return
        named = {self._word("current"): self.live.values}
        named |= {name: self.keeper.scenario(name) for name in chosen}
        notes = {name: self.keeper.note(name) for name in chosen}
        view = self.live.tool.compare(named, self.language, notes)
        shown: tuple[Figure | Table, ...] = (*view.figures, *view.tables)
        known: tuple[Chart | None, ...] = self._compared or (None,) * len(shown)
        self._compared = tuple(
            panel_spec.draw(one, self.language, chart)
            for one, chart in zip(shown, known, strict=True)
        )
        with self.panel.hold_sync():
            self.panel.sentence = view.sentence
            self.panel.status = ""
        self._arrange()

    def _compute(self) -> None:
        """Work the sensitivity out for the indicator watched, the first if the choice is none."""
        known = [item.id for item in self.live.tool.data.indicators]
        given = self.panel.values.get("indicator")
        self._watched = given if given in known else known[0]
        self.panel.busy = True  # many runs of the model: the learner sees that it works
        try:
            figure = self.live.tool.sensitivity_figure(
                self.live.values, self._watched, self.language
            )
        finally:
            self.panel.busy = False
        if any(trace.get("y") for trace in figure.spec["data"]):
            self._sensitivity = panel_spec.draw(figure, self.language, self._sensitivity)
            self._sensitivity.title = figure.title
            self.panel.status = ""
        else:
            self._sensitivity = None
            self.panel.status = self._word("no-swing")
        self._arrange()

    def _arrange(self) -> None:
        sensitivity = (self._sensitivity,) if self._sensitivity is not None else ()
        shown = (*self._compared, *sensitivity)
        if self.more.children != shown:
            self.more.children = shown

    def _set(self, **values: Any) -> None:
        self.panel.values = {**self.panel.values, **values}
