"""The sample dossier: whole, the same in both languages, coherent across its sections."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from tests.conftest import ROOT

from passerelles.build import sample as made
from passerelles.build.sample import sample
from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections import SECTION_IDS
from passerelles.dossier.steps import steps
from passerelles.library.text import LANGUAGES, Language
from passerelles.portal import dossier_outline, dossier_view
from passerelles.portal.dossier_edit import computed


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def dossier(lang: Language) -> Dossier:
    return sample(lang)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}/{key}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, f"{path}/{place}")
    else:
        yield path, value


def amounts(text: str) -> set[int]:
    plain = re.sub(r"(?<=\d)[\u202f\u00a0, ](?=\d{3})", "", text)
    return {int(number) for number in re.findall(r"\d+", plain)}


def test_it_is_what_the_simulators_make_of_its_sources(lang: Language) -> None:
    name = f"dossier.{lang}.json"
    kept = (made.folder() / name).read_bytes()
    assert kept == made.contents()[name], "run `passerelles build`"


def test_every_section_is_filled_and_every_step_complete(dossier: Dossier) -> None:
    assert [name for name in SECTION_IDS if dossier.section(name) is None] == []
    assert {step.state for step in steps(dossier)} == {"complete"}
    assert set(dossier.notes) == {str(number) for number in range(1, 8)}


def test_both_languages_hold_the_same_structure_and_numbers() -> None:
    french, english = (dict(leaves(to_plain(sample(lang)))) for lang in LANGUAGES)
    assert french.keys() == english.keys()
    for path, value in french.items():
        if not isinstance(value, str):
            assert english[path] == value, path
        elif path.endswith(("/text", "/label", "/name", "/title", "/reason", "/measure")):
            assert amounts(value) == amounts(english[path]), path


def test_texts_are_in_their_own_language() -> None:
    """Few texts are the same in both: proper names, ids and codes."""
    french, english = (dict(leaves(to_plain(sample(lang)))) for lang in LANGUAGES)
    for path, value in french.items():
        if isinstance(value, str) and value == english[path] and " " in value:
            assert not re.search(r"\b(le|la|les|des|the|of|and|et)\b", value), (path, value)


def test_the_territories_are_one_pair_everywhere(dossier: Dossier) -> None:
    held: Any = dossier.sections
    home = {dossier.territories.home, held.territory.name, held.agreement.home}
    assert home | {held.exchange_programme.home} == {"Rivemer"}
    partner = {dossier.territories.partner, held.partner.name, held.agreement.partner}
    assert partner | {held.exchange_programme.peer} == {"Sahlène"}
    assert [item.name for item in held.corridors.items if item.chosen] == ["Sahlène"]


def test_the_budget_is_that_of_the_plan_and_of_the_agreement(dossier: Dossier) -> None:
    held: Any = dossier.sections
    total = held.initiative.total
    assert total == held.budget.total == sum(line.amount for line in held.budget.lines)
    assert sum(held.initiative.payers.values()) == pytest.approx(total)
    assert sum(source.amount for source in held.funding_plan.sources) == pytest.approx(total)
    own = sum(source.amount for source in held.funding_plan.sources if source.own)
    payers = held.initiative.payers
    assert own == pytest.approx(payers["home"] + payers["partner"])
    clause = next(item.text for item in held.agreement.elements if item.id == "budget")
    assert {round(total), *(round(amount) for amount in payers.values())} <= amounts(clause)
    staff = sum(line.amount for line in held.budget.lines if line.staff)
    planned = sum(
        cost.quantity * cost.unit_cost
        for cost in held.initiative.costs
        if cost.line == "staff" and not cost.activity
    )
    assert staff == planned


def test_indicators_are_those_of_the_plan_of_the_agreement_and_of_monitoring(
    dossier: Dossier,
) -> None:
    held: Any = dossier.sections
    planned = {(item.name, item.target) for item in held.initiative.indicators}
    assert planned == {(item.indicator, item.quantity) for item in held.agreement.actions}
    followed = held.monitoring_plan.indicators
    assert planned == {(item.name, item.target) for item in followed if not item.group}
    baselines = {item.name: item.baseline for item in held.initiative.indicators}
    for item in followed:
        if not item.group:
            parts = [part for part in followed if part.group and part.name == item.name]
            assert item.baseline == baselines[item.name]
            if parts:
                assert sum(part.target for part in parts) == item.target
                assert sum(part.baseline or 0 for part in parts) == item.baseline
                assert sum(part.people or 0 for part in parts) == item.people
    results = next(item.text for item in held.agreement.elements if item.id == "expected-results")
    assert {round(target) for _, target in planned} <= amounts(results)


def test_dates_agree(dossier: Dossier) -> None:
    held: Any = dossier.sections
    start = datetime.strptime(held.monitoring_plan.start, "%Y-%m")  # noqa: DTZ007
    last = start.year * 12 + start.month - 1 + held.initiative.horizon - 1
    assert {item.due for item in held.monitoring_plan.indicators} == {held.initiative.horizon - 1}
    assert held.monitoring_plan.final == held.initiative.horizon - 1
    assert held.monitoring_plan.mid_term * 2 == held.initiative.horizon
    calendar = next(item.text for item in held.agreement.elements if item.id == "calendar")
    assert amounts(calendar) == {start.year, last // 12, start.year + 1}
    assert all(str(last // 12) in action.date for action in held.agreement.actions)


def test_people_are_counted_once(dossier: Dossier) -> None:
    held: Any = dossier.sections
    born_abroad = sum(
        item.value for item in held.territory_profile.figures if item.family == "countries"
    )
    assert born_abroad == sum(group.population for group in held.data_plan.groups)
    partner = next(item for item in held.corridors.items if item.chosen)
    linked = [i.value for i in held.territory_profile.figures if i.family == "regions-and-cities"]
    assert linked == [partner.people]
    told = {item.id: item.text for item in held.agreement.elements}
    assert partner.people in amounts(told["background"])
    seats = sum(held.mechanisms.seats.values())
    word = {"fr": "treize", "en": "thirteen"}[held.agreement.language]
    assert seats == 13
    assert word in told["governance"]
    cited = {item.target for item in held.sdg_adherence.targets if item.cited}
    quoted = set(re.findall(r"\b\d{1,2}\.\w{1,2}\b", told["sdgs"]))
    assert quoted == cited


def test_its_wording_is_up_to_date(dossier: Dossier, lang: Language) -> None:
    shown = {item.id: item for item in dossier_view.sections(dossier, lang)}
    for name in dossier.wording:
        assert not shown[name].stale
        assert shown[name].computed
        assert computed(dossier, name, lang).splitlines() == list(shown[name].computed)


def test_every_section_has_its_step_its_title_and_its_simulator(
    dossier: Dossier, lang: Language
) -> None:
    """The outline and the sections as shown agree on the step; each is reached from the page."""
    places = {name: step for step, names in dossier_outline.STEPS.items() for name in names}
    assert {item.id: item.step for item in dossier_view.sections(dossier, lang)} == places
    assert set(places) == set(SECTION_IDS)
    for name in SECTION_IDS:
        assert dossier_outline.title(name, lang)
    outline = dossier_outline.outline(Dossier(), lang)
    assert all(step.missing for step in outline.values())


def test_it_travels_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert carried["course/sample"] == "passerelles/_course/course/sample"
