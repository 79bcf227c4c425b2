"""The chart: a plotly figure drawn in the browser, with the same data as a table and as CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import anywidget
import traitlets

from passerelles.library.text import Language
from passerelles_widgets.assets import stub
from passerelles_widgets.strings import words

_HEAVY: Final = 4_000  # characters of JSON: a trace on a poor line


class Chart(anywidget.AnyWidget):
    """One figure, or one table alone when the figure is empty.

    `figure` is a plotly specification (`{"data": […], "layout": {…}}`);
    `table` is `{"title", "headings": [{"label", "format", "digits"}], "rows"}`
    with unrounded numbers, the shares of a `percent` column as shares of one;
    `label` says in words what the figure shows; `title` is its caption.

    Heavy traces (a coastline) stand in `ground`, by their place in the figure,
    which keeps an empty trace there: one that does not change is sent once, not
    each time a lever moves.
    """

    _esm = stub(("chart.js",), ("chart.css", "plotly-cartesian.min.js"))

    figure = traitlets.Dict().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    ground = traitlets.Dict().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        figure: Mapping[str, Any],
        table: Mapping[str, Any],
        label: str,
        lang: Language,
        **traits: Any,
    ) -> None:
        ground = {
            str(place): trace
            for place, trace in enumerate(figure.get("data", ()))
            if len(json.dumps(trace)) > _HEAVY
        }
        super().__init__(
            figure=_above(figure, ground),
            ground=ground,
            table=dict(table),
            label=label,
            lang=lang,
            words=words("chart", lang),
            **traits,
        )

    def show(self, figure: Mapping[str, Any], table: Mapping[str, Any], label: str) -> None:
        """Draw another figure in the same place, in one message."""
        with self.hold_sync():
            drawn = figure.get("data", ())
            self.ground = {
                place: trace
                for place, trace in self.ground.items()
                if int(place) < len(drawn) and drawn[int(place)] == trace
            }
            self.figure = _above(figure, self.ground)
            self.table = dict(table)
            self.label = label


def _above(figure: Mapping[str, Any], ground: Mapping[str, Any]) -> dict[str, Any]:
    """Return `figure` with an empty trace wherever `ground` holds one."""
    if not ground:
        return dict(figure)
    data = [{} if str(place) in ground else one for place, one in enumerate(figure["data"])]
    return {**figure, "data": data}
