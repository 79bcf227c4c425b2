"""The team: coverage and training worked by hand, and what must hold whatever the team."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_governance import Competence, Level, Post
from passerelles.library.loader import library
from passerelles_widgets import simulators
from passerelles_widgets.simulators.team.posts import COMPETENCES, LEVELS, NEEDED, PAIRS, POSTS

SIM = simulators.load("team")
COMPLETE = [
    {"name": f"{post} {n}", "post": post, "time": 50, **dict.fromkeys(COMPETENCES, "has")}
    for post in POSTS
    for n in (1, 2)
]


def run(rows, **more):
    return SIM.run({**SIM.defaults("en"), "people": rows, **more})


def test_the_team_of_the_example_by_hand():
    """Political: 4 held, 2 learned of 7; technical: 6 and 1 of 9; administrative: 1 learned."""
    result = SIM.run(SIM.defaults("fr"))
    assert [level.coverage for level in result.levels] == [5 / 7, 6.5 / 9, 0.5]
    assert result.coverage == pytest.approx((5 + 6.5 + 0.5) / 17)
    assert result.vacant == ("elected-for-migration", "legal-services")
    assert result.missing == 3
    assert result.technical_time == pytest.approx(0.8)
    assert result.hours == 14 + 35 + 35 + 7 + 7 + 17.5
    assert result.cost == result.hours * 45
    assert result.coverage_after == pytest.approx(16.5 / 17)
    (borrowed,) = result.borrowed
    assert (borrowed.competence, borrowed.hours, borrowed.trainee) == (
        "legal-and-financial",
        60,
        "",
    )
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


def test_urgent_gaps_come_first_then_the_shortest():
    items = SIM.run(SIM.defaults("fr")).items
    assert [(item.priority, item.hours) for item in items] == [
        (1, 14),
        (1, 35),
        (1, 35),
        (2, 7),
        (2, 7),
        (2, 17.5),
        (2, 60),
    ]


def test_the_one_who_learns_already_is_trained_then_the_one_with_most_time():
    rows = [
        {"name": "A", "post": "cooperation-department", "time": 90},
        {"name": "B", "post": "migration-department", "time": 10, "languages": "learning"},
    ]
    items = run(rows, team_hours=1000, person_hours=400).items
    trainees = {item.competence: item.trainee for item in items if item.level == "technical"}
    assert trainees["languages"] == "B"
    assert trainees["needs-and-rights"] == "A"


def test_nobody_is_trained_beyond_their_hours():
    rows = [{"name": "A", "post": "migration-department", "time": 50}]
    result = run(rows, team_hours=1000, person_hours=40)
    trained = [item for item in result.items if item.way == "train"]
    assert sum(item.hours for item in trained) == 28
    rows.append({"name": "a", "post": "cooperation-department", "time": 50})
    assert run(rows, team_hours=1000, person_hours=40).hours == 28


def test_no_hours_means_borrowing_everything():
    result = SIM.run({**SIM.defaults("en"), "team_hours": 0})
    assert result.hours == result.cost == 0
    assert {item.way for item in result.items} == {"borrow"}
    assert result.coverage_after == result.coverage


def test_nobody_at_all():
    result = run([])
    assert (result.coverage, result.posts_filled, result.missing) == (0, 0, 17)
    assert len(result.items) == 17
    assert {item.trainee for item in result.items} == {""}
    assert run([{"name": " "}]).unnamed == 1


def test_a_complete_team_lacks_nothing():
    result = run(COMPLETE)
    assert (result.coverage, result.missing, result.fragile, result.items) == (1, 0, 0, ())
    assert (result.vacant, result.mixed) == ((), ())


def test_stand_ins_are_trained_when_asked_and_when_somebody_is_there():
    values = {**SIM.defaults("en"), "team_hours": 1000, "person_hours": 400}
    assert all(item.priority < 3 for item in SIM.run(values).items)
    extra = [item for item in SIM.run({**values, "stand_ins": True}).items if item.priority == 3]
    assert len(extra) == 7
    assert {item.way for item in extra} == {"train"}


def test_who_controls_does_not_decide():
    rows = [
        {"name": "Ada", "post": "cooperation-department"},
        {"name": "ADA", "post": "financial-services"},
        {"name": "Bo", "post": "legal-services"},
    ]
    assert run(rows).mixed == ("Ada",)
    assert run(rows).posts_filled == 3


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = SIM.defaults("en")
    dossier = Dossier().with_sections(SIM.contribution(values))
    section = to_plain(dossier)["sections"]["management"]
    assert section["members"][0]["has"] == ["leadership", "mobilising", "transparency"]
    assert section["training"][0]["priority"] == 1
    assert SIM.defaults("en", dossier)["people"] == SIM.check(values)["people"]


def test_levels_posts_and_competences_are_those_of_the_guide():
    items = {item.id: item for item in library().checklist("team-levels").items}
    assert tuple(items) == LEVELS == Level.__args__
    for level, item in items.items():
        assert tuple(part.id for part in item.parts["competences"]) == NEEDED[level]
        assert {part.id for part in item.parts["posts"]} == {
            post for post, own in POSTS.items() if own == level
        }
    assert Post.__args__ == tuple(POSTS)
    assert set(Competence.__args__) == set(COMPETENCES)
    assert len(PAIRS) == 17


states = st.sampled_from(["none", "learning", "has"])
people = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["A", "B", "C", ""]),
            "post": st.sampled_from(list(POSTS)),
            "time": st.integers(0, 100),
            **dict.fromkeys(COMPETENCES, states),
        }
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(people, st.integers(0, 400), st.integers(0, 200), st.booleans())
def test_hours_are_never_exceeded_and_training_never_harms(rows, team, person, stand_ins):
    result = run(rows, team_hours=team, person_hours=person, stand_ins=stand_ins)
    assert result.hours <= team + 1e-9
    assert 0 <= result.coverage <= result.coverage_after <= 1 + 1e-12
    own = {}
    for item in result.items:
        if item.way == "train":
            own[item.trainee] = own.get(item.trainee, 0) + item.hours
    assert all(hours <= person + 1e-9 for hours in own.values())
    gaps = [(item.level, item.competence) for item in result.items]
    assert len(gaps) == len(set(gaps))


@settings(max_examples=40, deadline=None)
@given(people, st.integers(0, 5), st.sampled_from(COMPETENCES))
def test_learning_something_never_lowers_coverage(rows, index, competence):
    if not rows:
        return
    better = [dict(row) for row in rows]
    better[index % len(rows)][competence] = "has"
    assert run(better).coverage >= run(rows).coverage - 1e-12
