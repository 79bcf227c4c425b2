"""The chart: a plotly figure drawn in the browser, with the same data as a table and as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from passerelles.library.text import Language
from passerelles_widgets.assets import stub
from passerelles_widgets.strings import words


class Chart(anywidget.AnyWidget):
    """One figure, or one table alone when the figure is empty.

    `figure` is a plotly specification (`{"data": […], "layout": {…}}`);
    `table` is `{"title", "headings": [{"label", "format", "digits"}], "rows"}`
    with unrounded numbers, the shares of a `percent` column as shares of one;
    `label` says in words what the figure shows; `title` is its caption.
    """

    _esm = stub(("chart.js",), ("chart.css", "plotly-cartesian.min.js"))

    figure = traitlets.Dict().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
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
        super().__init__(
            figure=dict(figure),
            table=dict(table),
            label=label,
            lang=lang,
            words=words("chart", lang),
            **traits,
        )

    def show(self, figure: Mapping[str, Any], table: Mapping[str, Any], label: str) -> None:
        """Draw another figure in the same place, in one message."""
        with self.hold_sync():
            self.figure = dict(figure)
            self.table = dict(table)
            self.label = label
