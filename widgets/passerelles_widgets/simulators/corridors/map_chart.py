"""The map: coasts, the pairs of the course, the learner's corridors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from passerelles.library.text import enumeration
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts
from passerelles_widgets.simulators.corridors import frames
from passerelles_widgets.simulators.corridors.model import Link, Own, Result
from passerelles_widgets.simulators.corridors.places import Entry, Point, arc, atlas, coast
from passerelles_widgets.simulators.corridors.wording import (
    counted,
    direction_name,
    home,
    kilometres,
    place_name,
    source,
)
from passerelles_widgets.simulators.figures import axis, layout, plain, wrapped
from passerelles_widgets.simulators.palette import (
    BLUE,
    GREEN,
    GREY,
    OUTLINE,
    PURPLE,
    SKY,
    VERMILION,
    Style,
)

_LAND: Final = "rgba(127,127,127,0.16)"
_SHORE: Final = "rgba(127,127,127,0.55)"
_STYLES: Final = {
    "north-south": Style(BLUE, "circle", "solid", ""),
    "south-south": Style(GREEN, "circle", "dash", ""),
    "north-north": Style(PURPLE, "circle", "dashdot", ""),
}
_INK: Final = "#000000"  # the chart writes it in the colour of the text
_OTHER: Final = Style(GREY, "circle", "dot", "")
_OWN: Final = Style(VERMILION, "star", "solid", "")
_HEIGHT: Final = 480
_NAMED: Final = 6  # names written on the map; the others are in its table
_HOVERED: Final = 6  # entries named when the pointer rests on a place
_WIDTH: Final = 34
_SHORT: Final = 11  # letters of a name that fits beside the edge of a phone
_SIDES: Final = {-1: "right", 0: "center", 1: "left"}

Drawn = dict[str, Any]


def draw(result: Result, texts: Texts) -> Figure:
    """Return the map: coasts, the pairs shown, places without a pair, the learner's corridors."""
    frame = frames.box(result)
    spec = {
        "data": [
            _coasts(),
            *_links(result, texts),
            _ends(result.links, texts),
            *_points(result, texts),
            *_own(result, frame, texts),
        ],
        "layout": layout(
            texts.language,
            _HEIGHT,
            showlegend=True,
            margin={"l": 0, "r": 0, "t": 4, "b": 4, "pad": 0},
            legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.01, "yanchor": "top"},
            xaxis=axis(visible=False, range=[frame.west, frame.east]),
            yaxis=axis(
                visible=False,
                range=[frame.south, frame.north],
                scaleanchor="x",
                scaleratio=frame.stretch,
            ),
        ),
    }
    title = texts["map_title"]
    return Figure("map", title, spec, _alt(result, texts), _table(result, texts), broad=True)


def _line(points: Iterable[Point | None]) -> tuple[list[float | None], list[float | None]]:
    """Return longitudes and latitudes; None lifts the pen."""
    listed = list(points)
    return (
        [None if point is None else round(point.longitude, 1) for point in listed],
        [None if point is None else round(point.latitude, 1) for point in listed],
    )


def _coasts() -> Drawn:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in coast():
        xs += [*(x for x, _ in ring), ring[0][0], None]
        ys += [*(y for _, y in ring), ring[0][1], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "fill": "toself",
        "fillcolor": _LAND,
        "line": {"color": _SHORE, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _links(result: Result, texts: Texts) -> Iterator[Drawn]:
    """Draw the pairs, one series a direction."""
    places = atlas().places
    for direction in dict.fromkeys(link.direction for link in result.links):
        look = _STYLES.get(direction, _OTHER)
        path: list[Point | None] = []
        for link in result.links:
            if link.direction == direction:
                path += [*arc(places[link.start].point, places[link.end].point), None]
        xs, ys = _line(path)
        yield {
            "type": "scatter",
            "mode": "lines",
            "name": direction_name(direction, texts),
            "x": xs,
            "y": ys,
            "line": {"color": look.colour, "dash": look.dash, "width": 1.5},
            "hoverinfo": "skip",
        }


def _ends(links: Iterable[Link], texts: Texts) -> Drawn:
    """Draw the places where pairs end; each says which entries it belongs to."""
    found: dict[str, dict[str, Entry]] = {}
    for link in links:
        for end in (link.start, link.end):
            found.setdefault(end, {}).update({entry.id: entry for entry in link.entries})
    marks = {"color": OUTLINE, "size": 5, "symbol": "circle"}
    return _spots({place: list(there.values()) for place, there in found.items()}, marks, texts)


def _points(result: Result, texts: Texts) -> Iterator[Drawn]:
    if result.points:
        marks = {
            "color": SKY,
            "size": 9,
            "symbol": "diamond",
            "line": {"color": OUTLINE, "width": 1},
        }
        found = {place: list(there) for place, there in result.points}
        yield _spots(found, marks, texts) | {"name": texts["map_points"], "showlegend": True}


def _spots(found: dict[str, list[Entry]], marks: Drawn, texts: Texts) -> Drawn:
    places = atlas().places
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [places[place].point.longitude for place in found],
        "y": [places[place].point.latitude for place in found],
        "marker": marks,
        "hovertext": [
            "<br>".join(
                [
                    f"<b>{plain(place_name(place, texts))}</b>",
                    *(wrapped(entry.title[texts.language], _WIDTH) for entry in there[:_HOVERED]),
                    *(["…"] if len(there) > _HOVERED else []),
                ]
            )
            for place, there in found.items()
        ],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _own(result: Result, frame: frames.Box, texts: Texts) -> Iterator[Drawn]:
    """Draw the learner's territory and corridors above everything else."""
    here = result.home.point
    if here is None:
        return
    path: list[Point | None] = []
    for item in result.own:
        path += [*arc(here, item.group.point), None]
    xs, ys = _line(path)
    if xs:
        yield {
            "type": "scatter",
            "mode": "lines",
            "name": texts["map_own"],
            "x": xs,
            "y": ys,
            "line": {"color": _OWN.colour, "width": 4},
            "hoverinfo": "skip",
        }
    ends = [here, *(item.group.point for item in result.own)]
    names = [home(result, texts), *(item.group.name for item in result.own)]
    yield {
        "type": "scatter",
        "mode": "markers+text",
        "x": [point.longitude for point in ends],
        "y": [point.latitude for point in ends],
        "marker": {
            "color": _OWN.colour,
            "symbol": ["square", *([_OWN.symbol] * len(result.own))],
            "size": [13, *([16] * len(result.own))],
            "line": {"color": _INK, "width": 1.5},
        },
        "text": [plain(name) if i <= _NAMED else "" for i, name in enumerate(names)],
        "textposition": [
            _home_beside(here, frame),
            *(_beside(item, here, frame) for item in result.own),
        ],
        "textfont": {"size": 13},
        "hovertext": [plain(names[0]), *(_said(item, texts) for item in result.own)],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _home_beside(here: Point, frame: frames.Box) -> str:
    """Return where the territory's name is written: aside, for lines start from it."""
    return "top right" if frame.third(here.longitude) < 0 else "top left"


def _beside(item: Own, here: Point, frame: frames.Box) -> str:
    """Return where a name is written: away from the line, and a long one inside the frame."""
    point = item.group.point
    height = "bottom" if point.latitude < here.latitude else "top"
    third = frame.third(point.longitude) if len(item.group.name) > _SHORT else 0
    return f"{height} {_SIDES[third]}"


def _said(item: Own, texts: Texts) -> str:
    return wrapped(
        texts["hover_own"].format(
            name=item.group.name,
            km=kilometres(item.length, texts),
            people=counted(item.group.people, texts),
        ),
        _WIDTH,
    )


def _alt(result: Result, texts: Texts) -> str:
    count: dict[str, int] = {}
    for link in result.links:
        count[link.direction] = count.get(link.direction, 0) + 1
    counts = "; ".join(
        texts["map_count"].format(direction=direction_name(direction, texts), count=found)
        for direction, found in count.items()
    )
    own = texts["map_alt_alone"]
    if result.own:
        own = texts["map_alt_own"].format(
            home=home(result, texts),
            names=enumeration([item.group.name for item in result.own], texts.language),
        )
    if texts.language == "fr":
        counts = counts.replace(";", "\u00a0;")
    return texts["map_alt"].format(
        counts=counts or texts["map_alt_none"], points=len(result.points), own=own
    )


def _table(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["map_from"]),
        Heading(texts["map_to"]),
        Heading(texts["map_direction"]),
        Heading(texts["map_length"], "number", 0),
        Heading(texts["map_entry"]),
        Heading(texts["map_source"]),
    )

    def told(entry: Entry) -> tuple[str, str]:
        return entry.title[texts.language], source(entry, texts)

    rows: list[tuple[str | float | None, ...]] = [
        (
            home(result, texts),
            item.group.name,
            texts["map_own"],
            item.length,
            counted(item.group.people, texts),
            texts.labels[f"groups/known/{item.group.known}"],
        )
        for item in result.own
    ]
    for link in result.links:
        start, end = place_name(link.start, texts), place_name(link.end, texts)
        for entry in link.entries:
            direction = direction_name(entry.direction, texts)
            rows.append((start, end, direction, link.length, *told(entry)))
    for place, there in result.points:
        for entry in there:
            direction = direction_name(entry.direction, texts)
            rows.append((place_name(place, texts), None, direction, None, *told(entry)))
    return Table("map", texts["map_table"], headings, tuple(rows))
