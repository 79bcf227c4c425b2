"""Deadlines, delays granted, late work and attempts: the rules alone, whatever the gradebook."""

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from passerelles.grading.extensions import Extensions, read_extensions
from passerelles.grading.rules import _with
from passerelles.grading.settings import SETTINGS_TEXT, Settings, parse_settings, read_settings
from passerelles.library.errors import Refusal

DUE = datetime(2026, 1, 31, 17, tzinfo=UTC)
moments = st.integers(-(10**8), 10**8).map(lambda seconds: DUE + timedelta(seconds=seconds))
percents = st.floats(0.5, 100)


def rules(**given_):
    return Settings(version=1, **{"deadline": DUE.isoformat(), "late": "penalty", **given_})


def granted(until):
    return Extensions(deadlines={"e1": {"ana": until.isoformat()}})


@given(moments, percents, st.floats(0, 200))
def test_a_penalty_never_exceeds_the_points_nor_falls_with_time(moment, percent, most):
    found = rules(penalty_percent=percent)
    cost = found.penalty("e1", "ana", moment, most)
    assert 0 <= cost <= most
    assert cost <= found.penalty("e1", "ana", moment + timedelta(hours=7), most)
    if moment <= DUE:
        assert cost == 0
        assert not found.is_late("e1", "ana", moment)
    for other in ("accept", "refuse"):
        assert rules(late=other).penalty("e1", "ana", moment, most) == 0


@given(moments, moments)
def test_a_delay_is_for_one_learner_and_one_exercise_and_never_costs_anything(until, moment):
    found = rules(extensions=granted(until))
    assert found.due("e1", "ana") == max(until, DUE)
    assert found.due("e1", "bob") == found.due("e2", "ana") == found.due("e1") == DUE
    assert found.penalty("e1", "ana", moment, 10) <= rules().penalty("e1", "ana", moment, 10)


def test_each_day_begun_costs_the_same():
    found = rules(penalty_percent=10)
    for seconds, cost in ((0, 0), (1, 2), (86_400, 2), (86_401, 4), (20 * 86_400, 20)):
        assert found.penalty("e1", "ana", DUE + timedelta(seconds=seconds), 20) == cost


def test_no_deadline_means_never_late_whatever_was_granted():
    found = Settings(version=1, late="refuse", extensions=granted(DUE))
    assert found.due("e1", "ana") is None
    assert not found.is_late("e1", "ana", DUE + timedelta(days=999))


@given(st.integers(0, 100), st.integers(1, 100))
def test_further_attempts_add_up_and_no_limit_stays_none(planned, further):
    found = Settings(
        version=1, attempts=planned, extensions=Extensions(attempts={"e1": {"ana": further}})
    )
    assert found.allowed("e1", "ana") == (planned + further if planned else None)
    assert found.allowed("e1", "bob") == (planned or None)


changes = st.fixed_dictionaries(
    {},
    optional={
        "attempts": st.integers(0, 100),
        "counts": st.sampled_from(["best", "last"]),
        "feedback": st.sampled_from(["automatic", "manual"]),
        "late": st.sampled_from(["accept", "refuse", "penalty"]),
        "penalty_percent": percents,
        "deadline": st.none() | moments.map(datetime.isoformat),
        "deadlines": st.dictionaries(
            st.sampled_from(["e1-context", "e2-needs"]), moments.map(datetime.isoformat)
        ),
    },
)


@given(changes, st.sampled_from(["", "late", "penalty_percent", "deadlines", "attempts"]))
def test_a_changed_rule_is_read_back_and_the_rest_of_the_file_stays(wanted, missing):
    text = SETTINGS_TEXT.format(language="en")
    text = "".join(
        one for one in text.splitlines(True) if not missing or not one.startswith(missing)
    )
    text += "# Mine: agreed with the council.\n"
    before = parse_settings(text)
    for key, value in wanted.items():
        text = _with(text, key, value)
    after = parse_settings(text)
    for one in ("attempts", "counts", "feedback", "late", "penalty_percent", "deadline", "limits"):
        assert getattr(after, one) == wanted.get(one, getattr(before, one))
    assert "# Mine: agreed with the council.\n" in text
    assert "language: en\n" in text


def test_a_mapping_over_several_lines_is_replaced_whole():
    text = "version: 1\ndeadlines:\n  e1: 2026-01-01\n  e2: null\n# end\nlate: refuse\n"
    assert _with(text, "deadlines", {}) == "version: 1\ndeadlines: {}\n# end\nlate: refuse\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "version: true",
        "version: 1\nstrange: 2",
        "version: 1\ndeadlines: [1]",
        "version: 1\ndeadlines: {e1: {ana: tomorrow}}",
        "version: 1\ndeadlines: {e1: {'../x': '2026-01-01'}}",
        "version: 1\ndeadlines: {e1: {1: '2026-01-01'}}",
        "version: 1\nattempts: {e1: {ana: 0}}",
        "version: 1\nattempts: {e1: {ana: 1.5}}",
        "version: 1\nattempts: {e1: {ana: true}}",
        "version: 2",
        "version: 1\nversion: 1",
        "\x00",
    ],
)
def test_a_faulty_file_of_delays_is_one_sentence(tmp_path, text):
    (tmp_path / "extensions.yml").write_text(text)
    (tmp_path / "passerelles.yml").write_text("version: 1\n")
    with pytest.raises(Refusal, match=r"extensions\.yml"):
        read_settings(tmp_path / "passerelles.yml")


def test_a_delay_in_the_wrong_file_is_told_where_to_go(tmp_path):
    with pytest.raises(Refusal, match=r"extensions\.yml"):
        parse_settings("version: 1\nextensions: {version: 1}")


def test_an_unquoted_time_is_a_time(tmp_path):
    path = tmp_path / "extensions.yml"
    path.write_text("version: 1\ndeadlines: {e1: {ana: 2026-02-07T18:00:00+01:00}}\n")
    assert read_extensions(path).deadline("e1", "ana") == datetime(2026, 2, 7, 17, tzinfo=UTC)
    assert yaml.safe_load(path.read_text())


@pytest.mark.parametrize(
    "text",
    [
        "late: never",
        "penalty_percent: 0",
        "penalty_percent: 101",
        "penalty_percent: .nan",
        "attempts: -1",
        "attempts: 101",
        "deadline: soon",
    ],
)
def test_a_rule_that_cannot_be_is_refused(text):
    with pytest.raises(Refusal):
        parse_settings(f"version: 1\n{text}\n")
