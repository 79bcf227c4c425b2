"""The partnership game: its data, its rules by hand, and what its debrief attributes."""

import pytest
from tests.unit.partnership_game import (
    CALM,
    OVERALL,
    RULES,
    SCORES,
    SIM,
    STORY,
    flat,
    run,
    values,
)

from passerelles.library.loader import library
from passerelles_widgets.simulators.checks import faults
from passerelles_widgets.simulators.partnership import engine
from passerelles_widgets.simulators.partnership.chance import draws, probability
from passerelles_widgets.simulators.partnership.debrief import debrief
from passerelles_widgets.simulators.partnership.outcome import outcome
from passerelles_widgets.simulators.partnership.rules import (
    INDEX,
    LEVELS,
    PRINCIPLES,
    Action,
)
from passerelles_widgets.simulators.partnership.state import Running, Setting


def test_the_data_follow_the_rules_of_parameters():
    assert faults(SIM.data) == []
    assert len(RULES.decisions) >= 20
    assert len(RULES.events) >= 15
    assert {decision.step for decision in RULES.decisions.values()} == set(range(1, 8))


def test_the_choices_of_the_table_are_the_decisions():
    (column,) = [c for c in SIM.parameter("plan").columns if c.id == "decision"]
    assert [option.id for option in column.options] != []
    assert {option.id for option in column.options} == set(RULES.decisions)
    for option in column.options:
        step = RULES.decisions[option.id].step
        assert option.label.fr.endswith(f"({step})")
        assert option.label.en.endswith(f"({step})")
    steps = [RULES.decisions[option.id].step for option in column.options]
    assert steps == sorted(steps)


def test_principles_and_recommendations_are_those_of_the_guide():
    named = [item.id for item in library().checklist("effectiveness-principles").items]
    assert list(PRINCIPLES) == named
    for name in PRINCIPLES:
        labels = {i.id: i.label for i in library().checklist("effectiveness-principles").items}
        assert SIM.indicator(name).label == labels[name]
    known = {item.id for item in library().checklist("final-recommendations").items}
    used = {decision.recommendation for decision in RULES.decisions.values()}
    assert used <= known
    assert len(used) >= 10


def test_every_decision_can_be_reached():
    held = set()
    while True:
        more = {
            d.id
            for d in RULES.decisions.values()
            if all(any(name in held for name in group) for group in d.requires)
        }
        if more == held:
            break
        held = more
    assert held == set(RULES.decisions)


@pytest.mark.parametrize("difficulty", [0.7, 1.0, 1.4])
def test_the_bound_used_before_drawing_a_probability_is_never_passed(difficulty):
    """No levels and no decisions lift an event's chance past it, nor does the difficulty."""
    hard = max(difficulty, 1 / difficulty)
    for event in RULES.events:
        worst = [100.0 if event.tilt.get(name, 0) > 0 else 0.0 for name in LEVELS]
        lifting = [name for name, factor in event.odds.items() if factor > 1]
        for levels in (worst, [0.0] * len(LEVELS), [100.0] * len(LEVELS)):
            assert probability(event, levels, lifting, difficulty) <= event.most * hard + 1e-12
        reached = probability(event, worst, lifting, 1.0)
        assert reached == pytest.approx(min(0.95, event.most))


# One quarter, worked by hand


def test_a_quiet_quarter_by_hand():
    setting = Setting(CALM, income=10000, erosion=0.1, results_erosion=0.2)
    end = engine.advance(flat(), (), setting)
    assert end.money == pytest.approx(110000)  # support 50: 0.6 + 0.8 × 0.5 = 1
    level = dict(zip(LEVELS, end.levels, strict=True))
    assert level["evidence"] == level["team"] == level["partner"] == pytest.approx(45)
    # legitimacy: 45, then +5 × 0.25 × (1 − 0.45)
    assert level["legitimacy"] == pytest.approx(45 + 1.25 * 0.55)
    assert level["trust"] == pytest.approx(45 + 1.5 * 0.55)
    assert level["commitment"] == pytest.approx(45 + 2 * 0.55)
    assert level["support"] == pytest.approx(50 + 0.1 * (45 - 50))
    assert level["results"] == pytest.approx(50 * (1 - 0.2 * 0.5))


def test_a_decision_by_hand():
    setting = Setting(CALM, staff=3, income=0, erosion=0, results_erosion=0)
    end = engine.advance(flat(), (Action(1, "desk-study", "strong"),), setting)
    assert end.levels[INDEX["evidence"]] == pytest.approx(50 + 14 * 1.25 * 0.5)
    assert end.money == pytest.approx(100000 - 2000 * 1.5)
    assert end.log[0].staff_left == pytest.approx(3 - 0.8 * 1.5)


def test_an_initiative_yields_by_its_quality():
    setting = Setting(CALM, erosion=0, results_erosion=0)
    end = engine.advance(flat(running=(Running(20, 2),)), (), setting)
    assert end.levels[INDEX["results"]] == pytest.approx(50 + 20 * 0.5 * 0.5)
    assert end.running == (Running(20, 1),)
    levels = [50.0] * len(LEVELS)
    levels[INDEX["trust"]] = 0
    without_trust = engine.advance(
        flat(levels=tuple(levels), running=(Running(20, 2),)), (), setting
    )
    assert without_trust.levels[INDEX["results"]] == pytest.approx(50)


def test_a_grant_rewards_what_can_be_shown():
    setting = Setting(CALM, income=0)
    ready = {"plan-initiative": (0,)}
    poor, rich = (
        engine.advance(
            flat(level, money=1000.0, done=ready), (Action(1, "fund-application"),), setting
        )
        for level in (20, 80)
    )
    assert poor.money == pytest.approx(45000 * 0.2)
    assert rich.money == pytest.approx(45000 * 0.8)


def test_the_outcome_by_hand():
    levels = [0.0] * len(LEVELS)
    for name, level in (("commitment", 100), ("partner", 50), ("trust", 50), ("evidence", 0)):
        levels[INDEX[name]] = level
    found = outcome(levels)
    assert found["ownership"] == pytest.approx(40 + 15 + 10)
    assert found["inclusiveness"] == pytest.approx(25)
    assert found["accountability"] == pytest.approx(20)
    assert found["results"] == found["overall"] == 0
    assert outcome([100.0] * len(LEVELS)) == pytest.approx(dict.fromkeys(SCORES, 100))


def test_a_probability_by_hand():
    (rumours,) = [event for event in RULES.events if event.id == "rumours"]
    flat_levels = [50.0] * len(LEVELS)
    assert probability(rumours, flat_levels, (), 1) == pytest.approx(rumours.chance)
    assert probability(rumours, flat_levels, (), 1.4) == pytest.approx(rumours.chance * 1.4)
    clear = list(flat_levels)
    clear[INDEX["transparency"]] = 100
    assert probability(rumours, clear, (), 1) == pytest.approx(rumours.chance * 0.2)
    (scandal,) = [event for event in RULES.events if event.id == "scandal"]
    checked = probability(scandal, flat_levels, ("due-diligence",), 1)
    assert checked == pytest.approx(scandal.chance * 0.3)


def test_unpaid_upkeep_wears_the_platform():
    setting = Setting(CALM, income=0, erosion=0)
    paid = engine.advance(flat(upkeep_money=500, upkeep_staff=0.2), (), setting)
    poor = engine.advance(flat(money=0.0, upkeep_money=500, upkeep_staff=0.2), (), setting)
    place = INDEX["coordination"]
    assert paid.levels[place] == pytest.approx(50)
    assert paid.money == pytest.approx(99500)
    assert poor.levels[place] == pytest.approx(50 - 8 * 0.5)
    assert poor.money == 0


# Why a decision is refused


@pytest.mark.parametrize(
    ("plan", "changes", "reason"),
    [
        ([(1, "open-platform", "normal")], {}, "requires"),
        ([(1, "map-stakeholders", "normal"), (1, "open-platform", "normal")], {}, "requires"),
        ([(1, "first-partner", "normal"), (2, "choose-partner", "normal")], {}, "unless"),
        ([(1, "choose-partner", "normal")], {}, "level"),
        ([(1, "desk-study", "normal"), (4, "desk-study", "normal")], {}, "limit"),
        ([(1, "public-accounts", "normal"), (2, "public-accounts", "normal")], {}, "pause"),
        ([(1, "needs-survey", "normal"), (1, "train-team", "strong")], {"staff": 3}, "staff"),
        ([(1, "flagship", "normal")], {"money": 0, "income": 0}, "money"),
    ],
)
def test_a_decision_is_refused_for_one_reason(plan, changes, reason):
    result = run(*plan, **changes)
    assert [item.reason for item in result.refused] == [reason]
    assert result.refused_count == 1


def test_an_existing_partnership_has_its_partner():
    result = run((1, "official-visit", "normal"), route="integrate-into-existing")
    assert result.refused_count == 0
    again = run((1, "first-partner", "normal"), route="integrate-into-existing")
    assert [item.reason for item in again.refused] == ["unless"]


# Seeds and stories


def test_the_dice_do_not_depend_on_decisions():
    assert draws(3, 5, 20) == draws(3, 5, 20)
    assert draws(3, 5, 20) != draws(4, 5, 20)
    assert draws(3, 5, 20)[:8] == draws(3, 5, 8)


def test_a_known_story_stays_the_same_on_every_machine():
    """Guards saved scenarios: change it only with the version of parameters.yml."""
    result = SIM.run(values(strategy="guide", seed=7))
    events = [name for quarter in result.quarters for name in quarter.events]
    assert events == STORY
    assert result.overall == pytest.approx(OVERALL, abs=0.001)


def test_an_empty_plan_scores_low():
    for seed in range(1, 30):
        result = run(seed=seed)
        assert result.overall < 20
        assert result.refused_count == 0


# The debrief


def test_what_a_decision_added_is_the_game_without_it():
    result = SIM.run(values(strategy="guide", seed=11))
    taken = [action for quarter in result.quarters for action in quarter.taken]
    setting, start = result.scenario.setting, result.start
    assert len(result.debrief.effects) == len(taken)
    for effect in result.debrief.effects:
        rest = list(taken)
        rest.remove(effect.action)
        without = outcome(engine.run(start, rest, setting).levels)
        for name in SCORES:
            assert effect.points[name] == pytest.approx(getattr(result, name) - without[name])
    points = [effect.overall for effect in result.debrief.effects]
    assert points == sorted(points, reverse=True)


def test_a_prerequisite_takes_along_what_it_made_possible():
    result = SIM.run(values(strategy="guide", seed=11))
    (partner,) = [e for e in result.debrief.effects if e.action.decision == "choose-partner"]
    assert {"sign-agreement", "plan-initiative", "joint-initiative"} <= set(partner.stopped)
    assert partner is result.debrief.effects[0]
    assert partner.overall > 20


def test_the_steps_are_the_game_without_them():
    result = SIM.run(values(strategy="guide", seed=11))
    assert [item.step for item in result.debrief.steps] == list(range(1, 8))
    assert sum(item.count for item in result.debrief.steps) == len(result.debrief.effects)
    known = RULES.decisions
    taken = [action for quarter in result.quarters for action in quarter.taken]
    rest = [action for action in taken if known[action.decision].step != 1]
    without = outcome(engine.run(result.start, rest, result.scenario.setting).levels)
    assert result.debrief.steps[0].overall == pytest.approx(result.overall - without["overall"])


def test_a_step_nobody_took_added_nothing():
    result = run((1, "desk-study", "normal"))
    assert [item.overall for item in result.debrief.steps[1:]] == [0] * 6
    empty = run()
    assert debrief(empty.start, empty.end, empty.scenario.setting).effects == ()


def test_the_interval_holds_its_mean_and_needs_no_luck():
    result = SIM.run(values(strategy="guide", stories=60))
    for name in SCORES:
        found = result.spread[name]
        assert 0 <= found.low <= found.mean <= found.high <= 100
    assert result.luck == pytest.approx(result.overall - result.spread["overall"].mean)


# Balance
