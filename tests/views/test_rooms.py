"""The rooms of a page: a cell runs when its room comes near, once, and fails alone."""

from __future__ import annotations

import logging

import pytest

from passerelles_widgets import session
from passerelles_widgets.lazy import at_once, when_near
from passerelles_widgets.rooms import Rooms

CELLS = {
    "text": "'a value'",
    "nothing": "seen.append('nothing')\nNone",
    "widget": "import ipywidgets\nipywidgets.VBox([])",
    "html": "class Page:\n    def _repr_html_(self):\n        return '<p>page</p>'\nPage()",
    "broken": "seen.append('broken')\n1 / 0",
    "assignment": "seen.append('assignment')\nkept = 3",
}


@pytest.fixture
def rooms() -> Rooms:
    return Rooms(CELLS, {"seen": []})


def near(rooms: Rooms, *cells: str) -> None:
    rooms.set_state({"near": [*rooms.near, *cells]})


def test_no_cell_runs_before_its_room_is_near(rooms: Rooms) -> None:
    assert rooms.shown == {}
    near(rooms, "text")
    assert rooms.shown == {"text": [{"text": "'a value'"}]}


def test_each_kind_of_value_is_shown_as_a_page_can(rooms: Rooms) -> None:
    near(rooms, "html", "nothing", "assignment", "widget")
    assert rooms.shown["html"] == [{"html": "<p>page</p>"}]
    assert rooms.shown["nothing"] == rooms.shown["assignment"] == []
    (shown,) = rooms.shown["widget"]
    assert len(shown["widget"]) == 32


def test_a_cell_that_fails_says_so_in_its_room_and_in_the_log_alone(
    rooms: Rooms, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        near(rooms, "broken", "text")
    assert rooms.shown["broken"] == [{"failed": True}]
    assert rooms.shown["text"] == [{"text": "'a value'"}]
    assert "ZeroDivisionError" in caplog.text


def test_a_room_named_twice_runs_its_cell_once_and_unknown_ones_nothing() -> None:
    names: dict[str, object] = {"seen": []}
    rooms = Rooms(CELLS, names)
    near(rooms, "nothing", "nothing", "no-such-cell")
    near(rooms, "nothing", "text")
    assert names["seen"] == ["nothing"]
    assert set(rooms.shown) == {"nothing", "text"}


def test_a_simulator_in_a_room_is_built_at_once_and_elsewhere_when_near(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLES_WORKSPACE", str(tmp_path))
    session.begin("m2-institutional", "en")
    built: list[int] = []
    box = when_near(lambda: built.append(1))
    assert not built
    assert box.children
    with at_once():
        when_near(lambda: built.append(2))
    assert built == [2]
    names: dict[str, object] = {}
    rooms = Rooms(
        {"p": "from passerelles_widgets.notebook import simulator\nsimulator('partners')"}, names
    )
    near(rooms, "p")
    assert rooms.shown["p"][0]["widget"]
