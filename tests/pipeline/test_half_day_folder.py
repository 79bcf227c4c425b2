"""Half a day from paper alone: what each item needs, and a game that comes out right."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from passerelles.library.loader import library
from passerelles.library.text import LANGUAGES, Language
from passerelles.papers import ballots, by_hand, catalogue, folder, game_papers, on_paper, printing
from passerelles.verbs.paper import paper as verb
from passerelles.workshop.plans import plan
from passerelles_widgets import simulators
from passerelles_widgets.simulators.partnership import model
from passerelles_widgets.simulators.partnership.catalogue import rules, strategies
from passerelles_widgets.simulators.partnership.outcome import outcome
from passerelles_widgets.simulators.partnership.rules import (
    COST_OF_EFFORT,
    EFFECT_OF_EFFORT,
    LEVELS,
    Action,
)

HALF_DAY = plan(game_papers.PLAN)
LISTED = [name for name, _ in folder.contents()]


def text(name: str, language: Language) -> str:
    """Return the words of a paper, its lead and sections together."""
    held = catalogue.paper(name, language)
    return "\n".join([held.lead, *(one.text for one in held.sections)])


def test_each_item_has_its_paper_and_every_paper_prints() -> None:
    for item in HALF_DAY.items:
        assert set(folder.needs(item)) <= set(LISTED), item.id
        if item.activities or item.game is not None:
            assert folder.needs(item), item.id
    assert set(LISTED) <= set(printing.names("fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_on_the_form_and_its_answer_on_the_count_alone(
    language: Language,
) -> None:
    form, count = (text(f"{one}half-day", language) for one in (ballots.BALLOT, ballots.COUNT))
    for one in ballots.asked(HALF_DAY):
        assert one.question[language].strip() in form
        assert one.question[language].strip() in count
        for option in one.options:
            assert option.text[language] in form
            assert option.text[language] in count
        if one.figure is not None:
            figure = library().figure(one.figure)
            assert figure.value[language] in count
            assert figure.value[language] not in form
            assert f"({figure.year}, " in count


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_simulator_worked_out_by_hand_gives_its_numbers(language: Language) -> None:
    used = {one.simulator for item in HALF_DAY.items for one in item.activities if one.simulator}
    assert used == set(by_hand.SHEETS)
    sheet = text("hand-partners", language)
    values = simulators.load("partners").check({}, language)
    for row in values["candidates"]:
        assert row["name"] in sheet
    leader = max(values["candidates"], key=lambda row: _score(row, values))["name"]
    ranked = by_hand.answer("partners", language)
    assert ranked.split("\n")[0].find(leader) < min(
        ranked.find(row["name"]) for row in values["candidates"] if row["name"] != leader
    )
    for row in simulators.load("stakeholders").check({}, language)["stakeholders"]:
        assert row["name"] in text("hand-stakeholders", language)


def _score(row: dict[str, float], values: dict[str, float]) -> float:
    named = [name.removeprefix("weight-") for name in values if name.startswith("weight-")]
    return sum(row[name] * values[f"weight-{name}"] for name in named)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_hold_every_decision_and_the_story_every_round(language: Language) -> None:
    told = text(game_papers.RULES, language)
    for one in rules().decisions:
        assert game_papers.title(one, language) in told
    story = catalogue.paper(game_papers.STORY, language)
    assert len([one for one in story.sections if one.anchor.startswith("round-")]) == 6
    assert not any(one.event.story[language].strip() in told for one in _chances())


@pytest.mark.parametrize("name", ["guide", "money", "speed"])
def test_a_game_played_on_paper_ends_where_the_computer_ends(name: str) -> None:
    """Following the guide wins on paper as it does on screen, and the scores stay close."""
    tool = simulators.load("partnership")
    values = tool.check({"strategy": name, "seed": game_papers.game().seed})
    exact = model.run(model.Scenario.from_values(values))
    played = _played(strategies()[name].actions)
    assert played["overall"] == pytest.approx(exact.overall, abs=8)


def test_the_command_writes_the_folder_in_order(tmp_path: Path) -> None:
    done = CliRunner().invoke(verb, [folder.FOLDER, "--lang", "en", "-o", str(tmp_path / "made")])
    assert done.exit_code == 0, done.output
    written = sorted(path.name for path in (tmp_path / "made").iterdir())
    assert written == [
        f"{place:02d}-{name}.pdf" for place, name in enumerate([folder.FOLDER, *LISTED])
    ]
    for path in (tmp_path / "made").iterdir():
        assert path.read_bytes().startswith(b"%PDF-")


def _chances() -> tuple[on_paper.Chance, ...]:
    return on_paper.story(game_papers.set_up().setting, range(1, 13))


def _played(actions: tuple[Action, ...]) -> dict[str, float]:
    """Play a plan with a pencil, as the printed rules say, and return the four principles."""
    return outcome([on_paper.level(one) for one in _Pencil(actions).play()])


class _Pencil:
    def __init__(self, actions: tuple[Action, ...]) -> None:
        self.actions = actions
        self.table = game_papers.set_up()
        self.at = dict(self.table.squares)
        self.money = self.table.money
        self.income = self.upkeep = self.months = 0.0
        self.taken: dict[str, int] = {}
        self.running: list[tuple[float, int]] = []
        self.seen: set[str] = set()

    def play(self) -> list[int]:
        for first in range(1, 13, self.table.quarters):
            self.money += self.table.received(self.at["support"]) + self.income - self.upkeep
            begun = dict(self.at)
            for quarter in range(first, first + self.table.quarters):
                self.decide(quarter, begun)
            self.work()
            for chance in _chances():
                if first <= chance.quarter < first + self.table.quarters:
                    self.happen(chance)
            self.end()
        return [self.at[name] for name in LEVELS]

    def move(self, name: str, squares: int) -> None:
        self.at[name] = max(0, min(on_paper.SQUARES, self.at[name] + squares))

    def effect(self, name: str, amount: float) -> None:
        self.move(name, on_paper.moves(amount)[on_paper.zone(self.at[name])])

    def decide(self, quarter: int, begun: dict[str, int]) -> None:
        months = self.table.setting.staff - self.months
        for action in (one for one in self.actions if one.quarter == quarter):
            one = rules().decisions[action.decision]
            cost = COST_OF_EFFORT[action.effort]
            yields = EFFECT_OF_EFFORT[action.effort]
            ready = all(
                any(self.taken.get(name, quarter) < quarter for name in group)
                for group in one.requires
            ) and not any(name in self.taken for name in one.unless)
            high = all(begun[n] >= on_paper.square(low) for n, low in one.at_least.items())
            if not (ready and high) or one.staff * cost > months or one.money * cost > self.money:
                continue
            months -= one.staff * cost
            self.money -= one.money * cost
            shown = on_paper.level(self.at["evidence"]) + on_paper.level(self.at["team"])
            self.money += one.brings * yields + one.grant / 200 * yields * shown
            self.income += one.income * yields * self.table.quarters
            self.upkeep += one.upkeep_money * self.table.quarters
            self.months += one.upkeep_staff
            for name, amount in one.effects.items():
                self.effect(name, amount * yields)
            if one.runs:
                rounds = on_paper.rounds_run(one, self.table.quarters)
                self.running.append((one.produces * yields, rounds))
            self.taken.setdefault(action.decision, quarter)

    def work(self) -> None:
        quality = sum(on_paper.level(self.at[name]) for name in on_paper.QUALITY) / 4
        if on_paper.level(self.at["commitment"]) < self.table.least_commitment():
            quality /= 2
        for produces, _ in self.running:
            self.move("results", on_paper.yields(produces, quality, self.table.quarters))
        self.running = [(produces, left - 1) for produces, left in self.running if left > 1]

    def happen(self, chance: on_paper.Chance) -> None:
        event = chance.event
        bound = chance.bound
        for name, other in chance.changed.items():
            bound = other if name in self.taken else bound
        levels = [on_paper.level(self.at[name]) for name in chance.depends]
        mean = sum(levels) / len(levels) if levels else 0.0
        comes = bound is None or (
            bound != on_paper.NEVER and (mean < bound if chance.falling else mean >= bound)
        )
        opened = all(any(name in self.taken for name in group) for group in event.requires)
        if not (comes and opened) or (event.id in self.seen and chance.seen):
            return
        self.seen.add(event.id)
        harm = good = 1.0
        for name, factor in event.shields.items():
            harm *= factor if name in self.taken else 1
        for name, factor in event.boosts.items():
            good *= factor if name in self.taken else 1
        for name, amount in event.effects.items():
            self.effect(name, amount * (good if amount > 0 else harm))
        self.money = max(0.0, self.money + event.money * (good if event.money > 0 else harm))
        self.money *= 1 - event.money_share * harm

    def end(self) -> None:
        for name in LEVELS:
            if name != "support":
                self.move(name, -self.table.wear(name, self.at[name]))
        for name, sources in game_papers.SOURCES:
            low = self.table.pulled_from(name, sources)
            self.move(name, int(all(on_paper.level(self.at[one]) >= low for one in sources)))
        apart = self.at["legitimacy"] - self.at["support"]
        if abs(apart) >= self.table.gap():
            self.move("support", 1 if apart > 0 else -1)
