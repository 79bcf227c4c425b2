"""The rooms of a page: each cell runs when the reader comes near its place.

A page of thirty cells run beforehand would cost thirty panels, their memory and
their messages; most readers come near three. One widget stands for them all: the
browser adds to `near` the cells the reader approaches, and `shown` answers what
each of them shows.
"""

from __future__ import annotations

import ast
import logging
from collections.abc import Mapping
from typing import Any, Final

import ipywidgets
import traitlets
from IPython.core.formatters import DisplayFormatter
from IPython.utils.capture import capture_output

from passerelles_widgets.lazy import at_once
from passerelles_widgets.simulators.panel_sharing import refresh

_VIEW: Final = "application/vnd.jupyter.widget-view+json"


class Rooms(ipywidgets.Widget):
    """The cells of one page, by id.

    `shown` maps a cell's id to what it shows, in order: `{"widget": model id}`,
    `{"html": …}`, `{"text": …}`, or `{"failed": true}`, with the fault in the log.
    """

    _model_name = traitlets.Unicode("RoomsModel").tag(sync=True)
    _model_module = traitlets.Unicode("passerelles").tag(sync=True)
    _view_name = traitlets.Unicode("RoomsView").tag(sync=True)
    _view_module = traitlets.Unicode("passerelles").tag(sync=True)

    near = traitlets.List(traitlets.Unicode()).tag(sync=True, echo_update=False)
    shown = traitlets.Dict().tag(sync=True)

    def __init__(self, cells: Mapping[str, str], names: dict[str, Any]) -> None:
        """Keep the `cells` (id to code), to be run among the variables `names`."""
        self._waiting = dict(cells)
        self._names = names
        super().__init__()
        self.on_msg(self._told)

    def _told(self, _rooms: Any, content: Any, _buffers: Any) -> None:
        """Take over what others of the team have changed: `{"changed": [simulators] or null}`."""
        if isinstance(content, dict) and "changed" in content:
            named = content["changed"]
            refresh([one for one in named if isinstance(one, str)] if named is not None else None)

    @traitlets.observe("near")
    def _open(self, _change: Any) -> None:
        for cell in self.near:
            if (code := self._waiting.pop(cell, None)) is not None:
                self.shown = {**self.shown, cell: self.run(code)}

    def run(self, code: str) -> list[dict[str, Any]]:
        """Run a cell; return what it displays and what its last expression shows."""
        try:
            with at_once(), capture_output(stdout=False, stderr=False) as displayed:
                value = _value(code, self._names)
        except Exception:
            logging.getLogger(__name__).exception("a part of the page could not be built")
            return [{"failed": True}]
        bundles = [output.data for output in displayed.outputs]
        if value is not None:
            bundles.append(DisplayFormatter().format(value)[0])
        return [_item(bundle) for bundle in bundles]


def _value(code: str, names: dict[str, Any]) -> Any:
    tree = ast.parse(code)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - the course's own cells
        return None
    before = ast.Module(tree.body[:-1], [])
    exec(compile(before, "<cell>", "exec"), names)  # noqa: S102
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307


def _item(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """Return the best a page can show of what has a widget, a page or a text to show."""
    if _VIEW in bundle:
        return {"widget": bundle[_VIEW]["model_id"]}
    if "text/html" in bundle:
        return {"html": bundle["text/html"]}
    return {"text": bundle.get("text/plain", "")}
