"""Corridors: distances and arcs on the globe, by hand and for any two points."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles_widgets.simulators.corridors import gazetteer
from passerelles_widgets.simulators.corridors.places import RADIUS, Point, arc, distance

HALF_ROUND = math.pi * RADIUS
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def test_distances_by_hand():
    quarter = HALF_ROUND / 2
    assert distance(Point(0, 0), Point(0, 90)) == pytest.approx(quarter)
    assert distance(Point(90, 0), Point(0, 47)) == pytest.approx(quarter)
    assert distance(Point(0, 0), Point(0, 180)) == pytest.approx(HALF_ROUND)
    assert distance(Point(0, 0), Point(1, 0)) == pytest.approx(111.19, abs=0.01)
    assert distance(Point(60, 0), Point(60, 1)) == pytest.approx(55.6, abs=0.01)
    # Across the 180th meridian the short way is taken.
    assert distance(Point(0, 179), Point(0, -179)) == pytest.approx(222.39, abs=0.01)
    # Paris to Dakar is some 4,200 km, as any atlas says.
    paris, dakar = gazetteer.find("Paris"), gazetteer.find("Dakar")
    assert distance(paris, dakar) == pytest.approx(4210, abs=20)


@given(points, points, points)
def test_distance_is_a_distance(one, two, three):
    assert distance(one, one) == pytest.approx(0, abs=1e-6)
    assert distance(one, two) == pytest.approx(distance(two, one))
    assert 0 <= distance(one, two) <= HALF_ROUND + 1e-6
    assert distance(one, three) <= distance(one, two) + distance(two, three) + 1e-3


@given(points, points)
def test_an_arc_goes_from_one_end_to_the_other_by_the_short_way(start, end):
    drawn = [point for point in arc(start, end) if point is not None]
    assert distance(drawn[0], start) == pytest.approx(0, abs=0.1)
    assert distance(drawn[-1], end) == pytest.approx(0, abs=0.1)
    length = distance(start, end)
    if length < HALF_ROUND - 1:
        steps = sum(distance(a, b) for a, b in pairwise(drawn))
        assert steps == pytest.approx(length, abs=1)
    assert len(drawn) <= 60


def test_an_arc_is_cut_at_the_edge_of_the_map():
    assert None in arc(Point(-18, 178), Point(-14, -171))
    assert None not in arc(Point(48, 2), Point(14, -17))
