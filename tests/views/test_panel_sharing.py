"""A simulator a team works on: what each changes is kept, and nothing goes round in circles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.dossier.merging import merged
from passerelles.dossier.workspace import Workspace
from passerelles_widgets import session
from passerelles_widgets.rooms import Rooms
from passerelles_widgets.simulators.panel import SimulatorPage
from passerelles_widgets.simulators.panel_sharing import refresh
from passerelles_widgets.simulators.registry import load

LEVER, OTHER = "weight-main-migrant-groups", "weight-migrant-associations"


@pytest.fixture
def mates(tmp_path: Path) -> tuple[SimulatorPage, SimulatorPage]:
    made = []
    for name, lang in (("a", "en"), ("b", "fr")):
        workspace = Workspace.open(tmp_path / name, tmp_path / "team")
        made.append(
            SimulatorPage(load("partners"), session.Session(lang, "m2", tmp_path, workspace))
        )  # type: ignore[arg-type]
    return made[0], made[1]


def type_in(page: SimulatorPage, **values: Any) -> None:
    """Change values as the browser does: the whole dictionary comes."""
    page.live.panel.set_state({"values": {**page.live.panel.values, **values}})


def kept(page: SimulatorPage) -> dict[str, Any]:
    assert page.keeper.workspace is not None
    found = page.keeper.workspace.scenarios("partners").current()
    assert found is not None
    return found


def test_a_change_is_taken_over_when_told(mates: tuple[SimulatorPage, SimulatorPage]) -> None:
    one, other = mates
    type_in(one, **{LEVER: 71})
    assert other.live.values[LEVER] != 71
    rooms = Rooms({}, {})
    rooms._handle_custom_msg({"changed": ["partners"]}, [])
    assert other.live.values[LEVER] == 71
    assert other.live.panel.values[LEVER] == 71
    assert other.live.panel.patches == 1


def test_both_changes_stand_when_nobody_was_told(
    mates: tuple[SimulatorPage, SimulatorPage],
) -> None:
    one, other = mates
    type_in(one, **{LEVER: 71})
    type_in(other, **{OTHER: 12})
    assert (kept(one)[LEVER], kept(one)[OTHER]) == (71, 12)
    # The second has met the first's change in passing.
    assert other.live.values[LEVER] == 71
    refresh(None)
    assert one.live.values[OTHER] == 12


def test_taking_over_keeps_nothing_again(mates: tuple[SimulatorPage, SimulatorPage]) -> None:
    one, other = mates
    type_in(one, **{LEVER: 71})
    assert other.keeper.workspace is not None
    path = other.keeper.workspace.shared / "scenarios" / "partners" / "current.json"
    before = path.stat().st_mtime_ns
    for _ in range(3):
        refresh(["partners"])
    assert path.stat().st_mtime_ns == before
    assert other.live.panel.patches == 1


def test_what_the_hand_had_not_seen_is_no_change_of_its(
    mates: tuple[SimulatorPage, SimulatorPage],
) -> None:
    one, other = mates
    old = dict(other.live.panel.values)
    type_in(one, **{LEVER: 71})
    refresh(None)
    # The browser holds the field: it sends its old value, saying it has seen no patch.
    other.live.panel.set_state({"values": {**old, OTHER: 33}, "seen": {}})
    assert (kept(one)[LEVER], kept(one)[OTHER]) == (71, 33)
    # Having seen it, its own value counts.
    other.live.panel.set_state(
        {"values": {**old, OTHER: 33, LEVER: 5}, "seen": {LEVER: other.live.panel.patches}}
    )
    assert kept(one)[LEVER] == 5


def test_two_rows_of_a_table_changed_at_once_both_count(
    mates: tuple[SimulatorPage, SimulatorPage],
) -> None:
    one, other = mates
    field = next(k for k, v in one.live.values.items() if isinstance(v, list) and len(v) > 1)
    column = next(k for k, v in one.live.values[field][0].items() if isinstance(v, float))
    rows = [dict(row) for row in one.live.panel.values[field]]
    rows[0][column] = 1.0
    type_in(one, **{field: rows})
    rows = [dict(row) for row in other.live.panel.values[field]]
    rows[1][column] = 2.0
    type_in(other, **{field: rows})
    assert [row[column] for row in kept(one)[field]][:2] == [1.0, 2.0]


def test_a_reset_is_the_whole_teams(mates: tuple[SimulatorPage, SimulatorPage]) -> None:
    one, other = mates
    start = one.live.values[LEVER]
    type_in(one, **{LEVER: 71})
    refresh(None)
    other.live.panel.act("reset")
    refresh(None)
    assert one.live.values[LEVER] == start


def test_alone_nothing_is_shared(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "alone")
    page = SimulatorPage(load("partners"), session.Session("en", "m2", tmp_path, workspace))
    assert page.sharing is None
    assert not workspace.team


def test_merging_keeps_both_sides() -> None:
    base = {"a": 1, "b": [1, 2], "c": {"d": 1}}
    assert merged(base, {**base, "a": 2}, {**base, "b": [1, 3]}) == {**base, "a": 2, "b": [1, 3]}
    assert merged([1], [1, 2], [1, 3]) == [1, 2, 3]
    assert merged({"a": 1}, {}, {"a": 1, "b": 2}) == {"b": 2}
    assert merged({"a": 1}, {"a": 2}, {"a": 3}) == {"a": 3}


VALUES = st.dictionaries(
    st.sampled_from("abc"), st.integers(0, 3) | st.lists(st.integers(0, 2), max_size=3)
)


@given(VALUES, VALUES)
def test_a_side_that_changed_nothing_gives_way(base: Any, changed: Any) -> None:
    assert merged(base, changed, base) == changed
    assert merged(base, base, changed) == changed
    assert merged(base, changed, changed) == changed
