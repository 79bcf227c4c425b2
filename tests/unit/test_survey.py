"""The survey's model: sample sizes worked by hand, exact biases, and what must always hold."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections_needs import Family, Method
from passerelles_widgets import simulators
from passerelles_widgets.simulators.survey import sampling
from passerelles_widgets.simulators.survey.estimates import Group, compare, split
from passerelles_widgets.simulators.survey.fieldwork import FAMILIES, METHODS

SIM = simulators.load("survey")
ONE = {"name": "A", "population": 10_000, "need": 50, "response": 50, "presence": 5}


def run(rows=None, **more):
    values = {**SIM.defaults("en"), **more}
    return SIM.run(values if rows is None else {**values, "groups": rows})


def test_cochran_by_hand():
    """95 %, 5 points, one half: 1.96² × 0.25 / 0.0025 = 384.1, hence 385; 370 among 10,000."""
    z = sampling.quantile(0.95)
    assert z == pytest.approx(1.959964, abs=1e-6)
    n0 = sampling.cochran(0.5, 0.05, z)
    assert n0 == pytest.approx(384.146, abs=1e-3)
    assert sampling.sample_size(n0, 10**9, 1) == 385
    assert sampling.sample_size(n0, 10_000, 1) == 370
    assert sampling.sample_size(n0, 10_000, 2) == 740
    assert sampling.sample_size(n0, 100, 1) == 80
    assert sampling.sample_size(n0, 100, 5) == 100
    assert sampling.sample_size(n0, 0, 1) == 0


def test_allocations_by_hand():
    assert sampling.proportional(10, [50, 30, 20]) == [5, 3, 2]
    assert sampling.proportional(10, [1, 1, 1]) == [1, 1, 1]
    assert sampling.proportional(7, [10, 10, 10]) == [3, 2, 2]
    assert sampling.equal(10, [50, 30, 20]) == [4, 3, 3]
    assert sampling.equal(30, [100, 5, 100]) == [12, 5, 13]
    assert sampling.equal(5, []) == sampling.proportional(5, []) == []


def test_contacts_by_hand():
    """300 answers at 60 %: 500 contacts, the practice question of the module."""
    assert sampling.contacts(300, 0.6, 10_000) == (500, 300)
    assert sampling.contacts(300, 0.6, 400) == (400, 240)
    assert sampling.contacts(10, 0.0, 400) == (400, 0)
    assert sampling.contacts(10, 1e-320, 400) == (400, 0)
    assert sampling.contacts(0, 0.5, 400) == (0, 0)
    assert sampling.contacts(100, 0.2, 10_000) == (500, 100)


def test_the_town_of_the_example():
    result = SIM.run(SIM.defaults("fr"))
    assert result.population == 8200
    assert result.sample == math.ceil(1.5 * 384.1458 / (1 + 383.1458 / 8200)) == 551
    assert sum(cell.planned for cell in result.cells) == 551
    assert result.estimates.truth == pytest.approx(3175 / 8200)
    assert result.missing == ("businesses", "savings")
    assert result.convenience_error > result.stratified_error > result.triangulated_error


def test_cost_and_calendar_by_hand():
    """10 days of desk, 6 meetings of 2 days, 20 days of office and 551/(4×5) in the field."""
    result = run(follow_up=0)
    tasks = {task.method: task for task in result.tasks}
    assert [task.start for task in result.tasks] == [0, 10, 22]
    assert tasks["surveys"].days == 20 + math.ceil(551 / 20)
    assert result.cost == 10 * 220 + 6 * 450 + 20 * 220 + 551 * 28
    assert result.weeks == (22 + 20 + 28) / 5


def test_methods_side_by_side_take_the_longer_of_the_two():
    result = run(methods=list(METHODS), informants=60, informants_day=2, meetings=2)
    tasks = {task.method: task for task in result.tasks}
    assert tasks["consultation-meetings"].start == tasks["rapid-assessment"].start == 10
    assert tasks["surveys"].start == 10 + 30


def test_an_online_form_is_cheap_and_reaches_fewer():
    face, online = run(follow_up=0), run(follow_up=0, mode="online")
    assert online.contacts > face.contacts
    assert online.cost < face.cost
    assert online.stratified_error > face.stratified_error


def test_nobody_to_ask_is_the_worst_never_a_sure_answer():
    for result in (run([]), run([{**ONE, "population": 0}]), run([{**ONE, "name": ""}])):
        assert (result.sample, result.contacts, result.population) == (0, 0, 0)
        assert (result.convenience_error, result.stratified_error) == (100, 100)
        assert result.widest_margin == 100
        assert SIM.model.contribution(_scenario(), result)["data-plan"]["groups"] == []


def _scenario():
    return SIM.model.Scenario.from_values(SIM.defaults("en"))


def test_a_group_that_never_answers_is_asked_in_vain():
    rows = [ONE, {**ONE, "name": "B", "response": 0, "need": 100, "presence": 9}]
    result = run(rows, follow_up=0, silence_gap=0)
    silent = result.cells[1]
    assert (silent.contacts, silent.answers, silent.followed, silent.margin) == (10_000, 0, 0, 1)
    assert result.estimates.stratified.bias == pytest.approx(-0.25, abs=0.01)
    heard = run(rows, follow_up=100, silence_gap=0, source_bias=0)
    assert heard.estimates.triangulated.bias == pytest.approx(0, abs=0.01)


def test_everybody_asked_leaves_no_margin():
    result = run([{**ONE, "population": 20, "response": 100}])
    assert result.sample == 20
    assert result.widest_margin == 0
    assert result.estimates.stratified.bias == pytest.approx(0, abs=0.05)


def test_the_silent_and_the_others_make_up_the_group():
    assert split(0.5, 0.6, 0.2) == pytest.approx((0.42, 0.62))
    assert split(0.5, 1, 0.2) == (0.5, 0.5)
    assert split(0.5, 0, 0.2) == (0.5, 0.5)
    assert split(0.02, 0.5, 0.4) == pytest.approx((0, 0.04))


def test_biases_are_the_exact_ones():
    """Convenience: the mean over those met; stratified: Σ W_h a_h; triangulated: Σ W_h (1−r) β."""
    groups = (Group(3000, 0.3, 0.7, 8, 300, 60), Group(1000, 0.6, 0.4, 2, 100, 60))
    found = compare(groups, 0.1, 0.05, 1.0, 4000, 3)
    answering = (0.3 - 0.3 * 0.1, 0.6 - 0.6 * 0.1)
    met = (3000 * 0.7 * 8, 1000 * 0.4 * 2)
    mean = (met[0] * answering[0] + met[1] * answering[1]) / sum(met)
    assert found.truth == pytest.approx(0.375)
    assert found.convenience.mean == pytest.approx(mean, abs=0.002)
    assert found.stratified.mean == pytest.approx(
        0.75 * answering[0] + 0.25 * answering[1], abs=0.002
    )
    assert found.triangulated.bias == pytest.approx((0.75 * 0.3 + 0.25 * 0.6) * 0.05, abs=0.002)
    variance = 0.75**2 * 0.27 * 0.73 / 300 + 0.25**2 * 0.54 * 0.46 / 100
    assert found.stratified.variance == pytest.approx(variance, rel=0.1)


def test_a_larger_sample_narrows_but_does_not_heal():
    wide, narrow = run(margin=10), run(margin=2)
    assert narrow.estimates.convenience.variance < wide.estimates.convenience.variance
    assert narrow.estimates.convenience.bias == pytest.approx(
        wide.estimates.convenience.bias, abs=0.01
    )


def test_the_same_seed_gives_the_same_numbers():
    assert run().estimates == run().estimates
    assert run(seed=8).estimates != run().estimates
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))


def test_contribution_is_taken_by_the_dossier_and_comes_back():
    values = {**SIM.defaults("en"), "margin": 4, "allocation": "equal", "methods": ["surveys"]}
    values["covers-surveys"] = ["health"]
    dossier = Dossier().with_sections(SIM.contribution(values))
    plain = to_plain(dossier)["sections"]
    assert plain["needs"]["items"][0]["sector"] == "education"
    assert plain["data-plan"]["families"]["health"] == ["surveys"]
    again = SIM.defaults("en", dossier)
    for name in ("needs", "groups", "methods", "margin", "allocation", "covers-surveys"):
        assert again[name] == SIM.check(values)[name], name


def test_a_sound_profile_tells_what_documents_will_give():
    profile = {"families": {"savings": "sound", "health": "weak"}, "figures": []}
    dossier = Dossier().with_sections({"territory-profile": profile})
    assert SIM.defaults("en", dossier)["covers-desk-study"] == ["savings"]


def test_the_ids_are_those_of_the_dossier():
    assert Family.__args__ == FAMILIES
    assert Method.__args__ == METHODS


sizes = st.lists(st.integers(0, 10**6), max_size=12)


@given(st.integers(0, 10**6), sizes)
def test_allocations_add_up_and_never_exceed_a_group(total, groups):
    for allocate in (sampling.proportional, sampling.equal):
        parts = allocate(total, groups)
        assert sum(parts) == min(total, sum(groups))
        assert all(0 <= part <= size for part, size in zip(parts, groups, strict=True))


@given(st.integers(0, 10**5), st.lists(st.integers(10**5, 10**6), min_size=1, max_size=9))
def test_equal_parts_differ_by_one_at_most(total, groups):
    parts = sampling.equal(total, groups)
    assert max(parts) - min(parts) <= 1


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.2), st.integers(1, 10**7), st.floats(1, 5))
def test_sample_size_is_monotone(share, margin, population, effect):
    z = sampling.quantile(0.95)
    size = sampling.sample_size(sampling.cochran(share, margin, z), population, effect)
    assert 1 <= size <= population
    wider = sampling.cochran(share, min(margin * 1.5, 1), z)
    assert sampling.sample_size(wider, population, effect) <= size
    surer = sampling.cochran(share, margin, sampling.quantile(0.99))
    assert sampling.sample_size(surer, population, effect) >= size
    assert sampling.sample_size(wider, population * 2, effect) >= sampling.sample_size(
        wider, population, effect
    )


@given(st.integers(0, 5000), st.floats(0, 1), st.integers(1, 5000))
def test_contacts_stay_within_the_group(answers, response, population):
    answers = min(answers, population)
    reached, got = sampling.contacts(answers, response, population)
    assert 0 <= got <= answers
    assert got <= reached <= population


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-0.4, 0.4))
def test_a_group_is_the_sum_of_those_who_answer_and_those_who_do_not(share, response, gap):
    answering, silent = split(share, response, gap)
    assert -1e-12 <= answering <= 1 + 1e-12
    assert -1e-12 <= silent <= 1 + 1e-12
    assert response * answering + (1 - response) * silent == pytest.approx(share, abs=1e-9)


groups_of = st.lists(
    st.builds(
        Group,
        population=st.integers(1, 10**5),
        share=st.floats(0, 1),
        response=st.floats(0, 1),
        presence=st.floats(0, 10),
        answers=st.integers(0, 400),
        followed=st.integers(0, 50),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(groups_of, st.floats(-0.4, 0.4), st.floats(-0.2, 0.2), st.floats(1, 5))
def test_error_is_bias_and_variance_and_stays_within_bounds(groups, gap, bias, effect):
    found = compare(groups, gap, bias, effect, 50, 1)
    assert 0 <= found.truth <= 1 + 1e-12
    for estimate in (found.convenience, found.stratified, found.triangulated):
        if estimate is None:
            continue
        assert estimate.rmse**2 == pytest.approx(estimate.bias**2 + estimate.variance)
        assert -1e-9 <= estimate.low <= estimate.high <= 1 + 1e-9
        assert estimate.rmse <= 1 + 1e-9


@settings(max_examples=30, deadline=None)
@given(groups_of)
def test_where_everybody_answers_nothing_is_biased_but_convenience(groups):
    full = [replace(group, response=1.0, answers=400, followed=0) for group in groups]
    found = compare(full, 0.3, 0.1, 1.0, 200, 5)
    assert found.stratified.bias == pytest.approx(0, abs=0.02)
    assert found.triangulated == found.stratified


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 100), st.floats(0, 100))
def test_a_better_response_never_asks_for_more_contacts(a, b):
    low, high = sorted((a, b))
    fewer, more = (run([{**ONE, "response": rate}], draws=100) for rate in (high, low))
    assert fewer.contacts <= more.contacts
    assert fewer.answers >= more.answers
