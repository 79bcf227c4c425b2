"""Corridors: distances by hand, filters, the list of places, kindred pairs, the dossier."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.build import pairs
from passerelles.dossier import sections_places as section_types
from passerelles.dossier.schema import Dossier, from_plain, to_plain
from passerelles.dossier.steps import steps
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles_widgets import simulators
from passerelles_widgets.simulators.corridors import frames, gazetteer
from passerelles_widgets.simulators.corridors.model import Filters
from passerelles_widgets.simulators.corridors.places import (
    RADIUS,
    Entry,
    Point,
    atlas,
    coast,
    distance,
    read,
)

SIM = simulators.load("corridors")
HALF_ROUND = math.pi * RADIUS

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.builds(Point, latitudes, longitudes)


def values(**changes):
    return {**SIM.defaults("en"), **changes}


def run(**changes):
    return SIM.run(values(**changes))


def row(name, **more):
    return {"name": name, **more}


def test_the_committed_pairs_are_those_of_the_library():
    file = pairs.INSIDE.rpartition("/")[2]
    assert read(file) == json.loads(pairs.content())
    assert pairs.content() == pairs.written(pairs.document(library())).encode()


def test_every_entry_of_the_library_is_on_the_map_or_has_no_place():
    known = library()
    told = [*known.practices, *known.cases, *known.experiences, *known.corridors]
    assert [entry.id for entry in atlas().entries] == told
    result = run()
    linked = {entry.id for link in result.links for entry in link.entries}
    single = {entry.id for _, there in result.points for entry in there}
    assert linked | single == set(told)
    assert "barcelona-master-plan" in single - linked
    assert "kayes-france" in linked - single


def test_pairs_and_points():
    known = {entry.id: entry for entry in atlas().entries}
    assert known["schaerbeek-al-hoceima"].pairs == (("schaerbeek", "al-hoceima"),)
    assert known["bologna-craiova-return"].direction == "north-north"
    assert known["mahdia-trapani"].points == ()
    assert known["hamburg-parents"].pairs == ()
    assert known["hamburg-parents"].points == ("hamburg",)


def test_filters():
    entry = Entry(
        "a", "practice", {}, "G 1", "south-south", ("health",), ("advocacy",), ("return",), (), ()
    )
    every = Filters("any", "any", "any", "any")
    assert every.let(entry)
    assert Filters("health", "advocacy", "south-south", "return").let(entry)
    assert not Filters("culture", "any", "any", "any").let(entry)
    assert not Filters("any", "pilot-projects", "any", "any").let(entry)
    assert not Filters("any", "any", "north-south", "any").let(entry)
    assert not Filters("any", "any", "any", "integration").let(entry)
    whole = Entry("b", "case", {}, "R 5", "north-south", (), (), ("all",), (), ())
    assert all(
        Filters("any", "any", "any", phase).let(whole)
        for phase in ("pre-decision", "pre-departure", "integration", "return")
    )
    assert not Filters("health", "any", "any", "any").let(whole)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"direction": "south-south", "sector": "basic-services"}, set()),
        ({"phase": "return", "direction": "north-north"}, {"bologna-craiova-return"}),
        ({"sector": "culture"}, {"italian-heritage-tourism", "madrid-solidario"}),
        ({"direction": "triangular"}, set()),
    ],
)
def test_what_the_map_shows_is_what_the_filters_let(filters, kept):
    result = run(**filters)
    shown = {entry.id for link in result.links for entry in link.entries} | {
        entry.id for _, there in result.points for entry in there
    }
    assert len(shown) == result.shown_entries
    assert shown == kept


@given(
    st.fixed_dictionaries(
        {
            name: st.sampled_from([option.id for option in SIM.parameter(name).options])
            for name in ("sector", "initiative", "direction", "phase")
        }
    )
)
def test_a_filter_never_adds(filters):
    narrow = run(**filters)
    for name in filters:
        wide = run(**{**filters, name: "any"})
        assert narrow.shown_pairs <= wide.shown_pairs
        assert narrow.shown_entries <= wide.shown_entries


def test_the_options_are_those_of_the_library():
    for parameter, checklist in (
        ("sector", "sectors"),
        ("initiative", "initiative-types"),
        ("phase", "migration-cycle-phases"),
    ):
        items = library().checklist(checklist).items
        options = SIM.parameter(parameter).options[1:]
        assert [(o.id, o.label) for o in options] == [(i.id, i.label) for i in items]
    directions = {option.id for option in SIM.parameter("direction").options}
    assert {entry.direction for entry in atlas().entries} - {""} <= directions


def test_the_ids_are_those_of_the_dossier():
    columns = {column.id: column for column in SIM.parameter("groups").columns}
    for column, expected in (
        ("movement", section_types.Movement.__args__),
        ("known", section_types.Knowledge.__args__),
    ):
        assert tuple(option.id for option in columns[column].options) == expected


@pytest.mark.parametrize(
    ("name", "country", "found"),
    [
        ("Kayes", "", (14.45, -11.43)),
        ("  kayes ", "mali", (14.45, -11.43)),
        ("Le Caire", "Égypte", (30.05, 31.25)),
        ("cairo", "Egypt", (30.05, 31.25)),
        ("ile de france", "FRANCE", (48.71, 2.5)),
        ("Banjul", "The Gambia", (13.47, -16.65)),
        ("Kinshasa", "RDC", (-4.3, 15.3)),
        ("Cuenca", "Équateur", (-2.9, -79.0)),
        ("Cuenca", "Espagne", None),
        ("Clairval", "", None),
        ("", "", None),
        ("???", "France", None),
    ],
)
def test_the_list_of_places(name, country, found):
    assert gazetteer.find(name, country) == (found and Point(*found))


def test_the_list_of_places_is_whole():
    data = read("gazetteer.json")
    assert len(data["places"]) == 397
    codes = {code for _, _, code, _, _ in data["places"]}
    assert codes | {place.country for place in atlas().places.values()} - {""} <= set(
        data["countries"]
    )
    for french, english, code, latitude, longitude in data["places"]:
        assert -90 <= latitude <= 90
        assert -180 <= longitude <= 180
        assert gazetteer.find(french, data["countries"][code][0])
        assert gazetteer.find(english, data["countries"][code][-1])


def test_a_listed_name_needs_no_coordinates_and_another_does():
    result = run(
        groups=[
            row("Kayes", country="Mali", latitude=80, longitude=80),
            row("Petitville", latitude=10, longitude=20),
            row("Ailleurs"),
            row(""),
        ]
    )
    assert [(one.group.name, one.group.listed) for one in result.own] == [
        ("Kayes", True),
        ("Petitville", False),
    ]
    assert result.own[0].group.point == Point(14.45, -11.43)
    assert result.own[1].group.point == Point(10, 20)
    assert (result.unplaced, result.unnamed) == (("Ailleurs",), 1)


def test_nobody_knows_where_home_is():
    changes = {"home": "Petitville", "home_latitude": 0, "home_longitude": 0}
    result = run(**changes)
    assert result.home.point is None
    assert (result.own, result.near, result.own_corridors) == ((), (), 0)
    assert SIM.contribution(values(**changes)) == {}
    assert SIM.contribution(values(home="")) == {}


def test_shares():
    rows = [
        row("Kayes", people=300, known="associations"),
        row("Dakar", people=100, known="hearsay"),
        row("Tunis", people=600, known="statistics"),
    ]
    result = run(groups=rows)
    assert [one.group.name for one in result.own] == ["Tunis", "Kayes", "Dakar"]
    assert [one.share for one in result.own] == pytest.approx([0.6, 0.3, 0.1])
    assert result.largest_share == pytest.approx(0.6)
    assert result.known_share == pytest.approx(0.9)
    uncounted = run(groups=[{**one, "people": 0} for one in rows])
    assert uncounted.largest_share == 0
    assert uncounted.known_share == pytest.approx(2 / 3)
    assert run(groups=[]).known_share == 0


def test_kindred_pairs_by_hand():
    """A corridor from Trapani to Tunis: the pair Mahdia–Trapani has one end in common."""
    places = atlas().places
    mahdia, trapani, tunis = (places[name].point for name in ("mahdia", "trapani", "tunis"))
    gap = distance(mahdia, tunis)
    changes = {"home": "Trapani", "home_country": "", "groups": [row("Tunis")]}
    near = run(**changes, radius=math.ceil(gap / 50) * 50).own[0]
    found = {item.entry.id: item.gap for item in near.kindred}
    assert found["mahdia-trapani"] == pytest.approx(gap)
    assert [item.gap for item in near.kindred] == sorted(item.gap for item in near.kindred)
    far = run(**changes, radius=math.floor(gap / 50) * 50).own[0]
    assert "mahdia-trapani" not in {item.entry.id for item in far.kindred}
    # Either way round: from Tunis to Trapani the same pairs resemble it.
    back = run(
        home="Tunis", home_country="", groups=[row("Trapani")], radius=math.ceil(gap / 50) * 50
    ).own[0]
    assert {item.entry.id: item.gap for item in back.kindred} == pytest.approx(found)
    assert distance(trapani, tunis) == pytest.approx(near.length)


def test_neighbours():
    result = run(home="Hamburg", home_country="Germany", radius=50)
    assert ("hamburg-parents", 0) in {(entry.id, gap) for entry, gap in result.near}
    assert all(gap <= 50 for _, gap in result.near)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "name": st.text(st.characters(categories=("L",)), max_size=6),
                "people": st.integers(0, 10**8),
                "latitude": latitudes,
                "longitude": longitudes,
                "known": st.sampled_from(["statistics", "hearsay"]),
            }
        ),
        max_size=20,
    ),
    latitudes,
    longitudes,
    st.sampled_from(["fit", "europe-africa", "americas", "world"]),
)
def test_any_corridors_give_numbers_a_frame_and_a_dossier(rows, latitude, longitude, frame):
    given_ = values(groups=rows, home_latitude=latitude, home_longitude=longitude, frame=frame)
    result = SIM.run(given_)
    assert len(result.own) + len(result.unplaced) + result.unnamed in (
        len(rows),
        # Without a place for home nothing can be measured.
        len(result.unplaced) + result.unnamed,
    )
    assert sum(one.share for one in result.own) == pytest.approx(1) or not any(
        one.group.people for one in result.own
    )
    assert 0 <= result.largest_share <= 1 + 1e-9
    assert 0 <= result.known_share <= 1 + 1e-9
    box = frames.box(result)
    assert box.west < box.east
    assert box.south < box.north
    assert 1 <= box.stretch < 2.4
    if frame == "fit" and result.own:
        assert all(box.holds(one.group.point) for one in result.own)
    added = SIM.contribution(given_)
    if added:
        dossier = Dossier().with_sections(added)
        assert from_plain(to_plain(dossier)) == dossier


def test_frames_and_coasts():
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for ring in coast() for x, y in ring)
    world = frames.box(run(frame="world"))
    assert all(world.holds(place.point) for place in atlas().places.values())
    assert frames.outside(run(frame="world"), world) == 0
    assert frames.box(run(groups=[])) == world
    alone = frames.box(run(groups=[row("Lyon")], home="Lyon", home_country=""))
    assert alone.east - alone.west == pytest.approx(frames.LEAST)
    assert frames.outside(run(groups=[row("Lyon")], home="Lyon"), alone) > 0


def test_the_dossier_and_back():
    start = SIM.defaults("fr")
    dossier = Dossier().with_sections(SIM.contribution(start))
    assert dossier.territories.home == "Clairval"
    assert from_plain(to_plain(dossier)) == dossier
    again = SIM.defaults("fr", dossier)
    assert again == start
    named = SIM.defaults("fr", {"territories": {"home": "Lyon"}})
    assert SIM.run(named).home.listed
    assert SIM.run(named).home.point == atlas().places["lyon"].point
    unknown = SIM.run(SIM.defaults("fr", {"territories": {"home": "Petitville"}}))
    assert unknown.home.point is None


def test_corridors_alone_make_the_first_step_thin():
    first = steps(Dossier().with_sections(SIM.contribution(SIM.defaults("en"))))[0]
    assert first.state == "thin"
    assert "no need has been written down" in first.reason.en
    bare = Dossier().with_sections(SIM.contribution(values(groups=[])))
    assert steps(bare)[0].state == "empty"


def test_the_corridors_kept_are_the_candidates_of_module_two():
    partners = simulators.load("partners")
    start = SIM.defaults("en")

    def candidates(kept, **changes):
        rows = [{**one, "kept": one["name"] in kept, **changes} for one in start["groups"]]
        added = SIM.contribution({**start, "groups": rows})
        return partners.defaults("en", Dossier().with_sections(added))["candidates"]

    names = [one["name"] for one in candidates({"Tizraghin", "San Abelino"})]
    assert names == ["Tizraghin", "San Abelino"]
    alone = candidates({"San Abelino"})
    assert [one["name"] for one in alone] == [
        "San Abelino",
        "Ndiarème",
        "Tizraghin",
        "Târgu Senin",
    ]
    assert [one["main-migrant-groups"] for one in alone] == [1.5, 10, 6, 1]
    assert alone[2]["channel"] == "migrant-associations"
    assert {one["channel"] for one in (*alone[:2], alone[3])} == {"identification-missions"}
    assert all(one["migrant-associations"] == 5 for one in alone)
    assert all(one["political-context"] == "unknown" for one in alone)
    assert {one["main-migrant-groups"] for one in candidates(set(), people=0)} == {5}
    assert partners.defaults("en", Dossier()) == partners.defaults("en")


def test_a_partner_chosen_before_comes_first_with_its_marks():
    partners = simulators.load("partners")
    chosen = partners.contribution(partners.defaults("en"))
    dossier = Dossier().with_sections({**SIM.contribution(SIM.defaults("en")), **chosen})
    rows = partners.defaults("en", dossier)["candidates"]
    assert rows[0]["name"] == chosen["partner"]["name"]
    for criterion, score in chosen["partner"]["scores"].items():
        assert rows[0][criterion] == score
    for topic, state in chosen["due-diligence"]["items"].items():
        assert rows[0][topic] == state
    names = [one["name"] for one in rows]
    assert len(names) == len(set(names)) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"home_latitude": 90.5},
        {"home_longitude": -180.5},
        {"home_latitude": math.nan},
        {"home": "x" * 81},
        {"sector": "trade"},
        {"frame": "moon"},
        {"radius": 40},
        {"groups": [{"name": "A", "people": -1}]},
        {"groups": [{"name": "A", "people": 1.5}]},
        {"groups": [{"name": "A", "latitude": 91}]},
        {"groups": [{"name": "A"}] * 21},
    ],
)
def test_past_its_limits_everything_is_refused(changes):
    with pytest.raises(Refusal):
        SIM.run(values(**changes))


def test_at_the_limits_everything_runs():
    run(home_latitude=90, home_longitude=180, radius=2000)
    run(home_latitude=-90, home_longitude=-180, radius=50)
    full = [
        row(f"{i}", people=10**8, latitude=(-90, 90)[i % 2], longitude=(-180, 180)[i % 2])
        for i in range(20)
    ]
    assert run(groups=full).own_corridors == 20
