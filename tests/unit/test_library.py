"""The course's own library: complete against the coverage list, and fit to be read."""

import re
from collections import Counter
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import yaml

from passerelles.library.loader import library
from passerelles.library.text import Text

COVERAGE = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "coverage.yml").read_text(encoding="utf-8")
)
LISTS = {
    "practice": "practices",
    "case": "cases",
    "figure": "figures",
}
PRACTICES = [entry["id"] for entry in COVERAGE["practices"]]


def expected_ids() -> dict[str, set[str]]:
    ids = {kind: {entry["id"] for entry in COVERAGE[name]} for kind, name in LISTS.items()}
    for kind, name in (
        ("module", "modules"),
        ("checklist", "checklists"),
        ("corridor", "corridors"),
        ("network", "networks"),
        ("programme", "programmes"),
        ("concept", "concepts"),
    ):
        ids[kind] = set(COVERAGE[name])
    ids["route"] = set(COVERAGE["process"]["routes"])
    ids["step"] = set()
    for step in COVERAGE["process"]["steps"].values():
        ids["step"] |= {step} if isinstance(step, str) else set(step.values())
    ids["experience"] = {
        entry["id"] for entries in COVERAGE["experiences"].values() for entry in entries
    }
    return ids


def texts(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if is_dataclass(value):
        return [text for one in fields(value) for text in texts(getattr(value, one.name))]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in texts(item)]
    return []


def every_text() -> list[Text]:
    one = library()
    return texts(
        [
            one.places,
            one.catalogue,
            one.process,
            one.practices,
            one.cases,
            one.experiences,
            one.corridors,
            one.concepts,
            one.checklists,
            one.figures,
            one.acronyms,
            one.networks,
            one.programmes,
            one.references,
        ]
    )


@pytest.mark.parametrize(("kind", "ids"), expected_ids().items(), ids=str)
def test_every_entry_of_the_coverage_list_is_known(kind, ids):
    """Whatever the documents hold can be looked up, written or not."""
    assert set(library().catalogue[kind]) >= ids
    assert all(library().known(kind, one) for one in ids)


def test_the_catalogue_gives_each_entry_the_section_of_the_coverage_list():
    for kind, name in LISTS.items():
        for entry in COVERAGE[name]:
            section = (
                f"R {entry.get('report', entry.get('section'))}"
                if "report" in entry or kind == "case"
                else f"G {entry['section']}"
            )
            assert section in library().catalogue[kind][entry["id"]].source
    for checklist, given in COVERAGE["checklists"].items():
        section = f"G {given['section']}" if "section" in given else f"R {given['report']}"
        assert library().catalogue["checklist"][checklist].source == (section,)


def test_the_catalogue_places_each_entry_in_the_right_countries():
    """A map drawn from the catalogue shows every territory of every example."""
    entries = [("practice", entry) for entry in COVERAGE["practices"]]
    entries += [("case", entry) for entry in COVERAGE["cases"]]
    entries += [("experience", e) for es in COVERAGE["experiences"].values() for e in es]
    for kind, entry in entries:
        countries = Counter(
            found[1] if (found := re.search(r"\((\w\w)\)", place)) else None
            for place in entry["territories"]
        )
        territories = library().catalogue[kind][entry["id"]].territories
        assert Counter(place.country for place in territories) == countries, entry["id"]
        assert all(place.latitude is not None for place in territories)


def test_each_checklist_has_the_number_of_items_the_documents_give():
    for checklist in library().checklists.values():
        given = COVERAGE["checklists"][checklist.id]
        counts = [given[key] for key in ("items", "list", "targets") if key in given]
        count = counts[0] if counts else None
        if count is not None:
            wanted = count if isinstance(count, int) else len(count)
            assert len(checklist.items) == wanted, checklist.id


def test_the_targets_the_instruments_and_the_phases_are_those_of_the_guide():
    for checklist, key in (
        ("sdg-targets-on-migration", "targets"),
        ("refugee-and-idp-instruments", "list"),
        ("migration-cycle-phases", "list"),
    ):
        given = [one.lower() for one in COVERAGE["checklists"][checklist][key]]
        assert [item.id for item in library().checklist(checklist).items] == given


def test_the_checklists_of_the_guide_are_written():
    guide = {one for one, given in COVERAGE["checklists"].items() if "section" in given}
    assert guide <= set(library().checklists)


def test_capacity_building_has_five_forms_and_none_is_itself():
    items = {item.id: item for item in library().checklist("initiative-types").items}
    forms = [part.id for part in items["capacity-building"].parts["forms"]]
    assert len(set(forms)) == 5
    assert "capacity-building" not in forms
    assert library().checklist("initiative-types").correction is not None


def test_the_fold_out_asks_what_the_guide_asks_at_each_step_of_each_route():
    items = library().checklist("fold-out-items").items
    for step, count in COVERAGE["checklists"]["fold-out-items"]["items_by_step"].items():
        counts = count if isinstance(count, list) else [count]
        routes = ["build-new", "integrate-into-existing"] if len(counts) > 1 else [None]
        for route, wanted in zip(routes, counts, strict=True):
            found = [item for item in items if (item.step, item.route) == (step, route)]
            assert len(found) == wanted, (step, route)


def test_each_level_of_the_team_has_its_posts_and_competences():
    given = COVERAGE["checklists"]["team-levels"]
    levels = library().checklist("team-levels").items
    assert [len(level.parts["posts"]) for level in levels] == given["posts"]
    assert [len(level.parts["competences"]) for level in levels] == given["competences"]


def test_a_competence_asked_at_two_levels_reads_the_same():
    labels: dict[str, Text] = {}
    for level in library().checklist("team-levels").items:
        for part in level.parts["competences"]:
            assert labels.setdefault(part.id, part.label) == part.label


@pytest.mark.parametrize("practice_id", PRACTICES)
def test_a_practice_tells_its_story_in_both_languages(practice_id):
    practice = library().practice(practice_id)
    for language in ("fr", "en"):
        assert 90 <= len(practice.story[language].split()) <= 160
    known = library().catalogue["practice"][practice_id].territories
    assert [place.id for place in practice.territories] == [place.id for place in known]
    assert practice.reference
    assert practice.direction
    assert practice.actors
    assert practice.steps
    assert practice.sectors
    assert practice.initiative_types


def test_every_practice_is_written():
    assert sorted(library().practices) == sorted(PRACTICES)


@pytest.mark.parametrize("checklist", ["sectors", "initiative-types"])
def test_every_sector_and_every_type_has_a_practice_to_show(checklist):
    shown = {
        one
        for practice in library().practices.values()
        for one in (practice.sectors if checklist == "sectors" else practice.initiative_types)
    }
    assert shown == {item.id for item in library().checklist(checklist).items}


def test_the_phases_a_practice_names_are_those_of_the_cycle():
    known = {item.id for item in library().checklist("migration-cycle-phases").items} | {"all"}
    assert all(set(one.cycle_phases) <= known for one in library().practices.values())


@pytest.mark.parametrize(
    ("practice_id", "word"),
    [
        ("calabarzon-local-data", "Bicol"),
        ("el-salvador-national-support", "Veracruz"),
        ("el-salvador-national-support", "Tabasco"),
        ("vng-international", "Central America"),
        ("mc2cm-mediterranean", "seven cities"),
        ("mc2cm-mediterranean", "2010 report"),
        ("resilient-cities", "Welcoming America"),
        ("latin-american-coalition", "African descent"),
    ],
)
def test_what_the_source_gets_wrong_is_corrected_where_it_is_told(practice_id, word):
    correction = library().practice(practice_id).correction
    assert correction is not None
    assert word in correction.en


def test_the_glossary_defines_every_concept():
    assert set(library().concepts) == set(COVERAGE["concepts"])


def test_each_acronym_of_the_guide_has_both_languages():
    acronyms = library().acronyms
    assert len(acronyms) == COVERAGE["acronyms"]["count"]
    pairs = {(one.short.fr, one.short.en) for one in acronyms.values()}
    assert {
        ("ALR", "LRA"),
        ("ODD", "SDGs"),
        ("OIM", "IOM"),
        ("CGLU", "UCLG"),
        ("CRPM", "CPMR"),
        ("ICMD", "JMDI"),
    } <= pairs
    assert len(pairs) == len(acronyms)


def test_the_figures_of_the_guide_are_written_with_their_section():
    guide = {one["id"]: f"G {one['section']}" for one in COVERAGE["figures"] if "section" in one}
    figures = library().figures
    assert {one: figures[one].source for one in guide} == guide


@pytest.mark.parametrize(
    ("figure_id", "year", "numbers"),
    [
        ("gdp-contribution", "2015", ["9.4%", "6.7 trillion", "3 trillion"]),
        ("integration-gain", "2017", ["1 trillion"]),
        ("remittances-vs-aid", "2015", ["432 billion", "132 billion"]),
        ("urban-share", "2014", ["54%", "2014", "66%", "2050", "6.4 billion"]),
        ("displaced-in-cities", "2015", ["60%", "14.4 million", "80%", "38 million"]),
        ("slum-dwellers", "2017", ["one person in three"]),
        ("migrant-stock", "2015", ["244 million", "3%"]),
        ("hamburg-reach", "2011–2013", ["62%", "45", "2,800"]),
        ("hamburg-leavers", "2013", ["double", "1990s"]),
        ("cpmr-signatures", "2017", ["1,400"]),
        ("jmdi-phase-2", "2017", ["16", "eight"]),
    ],
)
def test_a_figure_of_the_guide_keeps_its_numbers(figure_id, year, numbers):
    figure = library().figure(figure_id)
    assert figure.year == year
    for number in numbers:
        assert number in figure.value.en
    digits = re.sub(r"[\u00a0\u202f]", "", figure.value.fr)
    for number in re.findall(r"\d[\d,.]*\d|\d", figure.value.en):
        french = number.replace(",", "").replace(".", ",")
        assert french in digits or "trillion" in figure.value.en


@pytest.mark.parametrize(
    ("figure_id", "word"),
    [("gdp-contribution", "single year 2015"), ("displaced-in-cities", "crossed no border")],
)
def test_a_figure_the_guide_misdescribes_says_so(figure_id, word):
    correction = library().figure(figure_id).correction
    assert correction is not None
    assert word in correction.en


def test_trillions_are_written_so_that_a_french_reader_cannot_mistake_them():
    """« Billion » and “billion” differ a thousandfold."""
    for figure in library().figures.values():
        assert not re.search(r"\b[bt]rillions?\b|\bbillions?\b", figure.value.fr)
    assert "6\u202f700\u00a0milliards" in library().figure("gdp-contribution").value.fr


def test_the_figures_keep_the_numbers_of_the_documents():
    assert "3\u202f000" in library().figure("cuf-members").value.fr
    assert "3,000" in library().figure("cuf-members").value.en
    for number in ("36", "200,000"):
        assert number in library().figure("sabadell-members").value.en


def test_the_process_has_seven_steps_and_differs_by_route_at_three_and_four():
    process = library().process
    differing = [
        step.number
        for step in process.steps
        if step.on("build-new").id != step.on("integrate-into-existing").id
    ]
    assert [step.number for step in process.steps] == [1, 2, 3, 4, 5, 6, 7]
    assert differing == [3, 4]
    assert process.step(4).on("integrate-into-existing").id == "revising-the-partnership"
    assert {route.id for route in process.routes} == set(COVERAGE["process"]["routes"])


def test_french_has_french_spaces_and_apostrophes():
    for text in every_text():
        assert not re.search(r"[^\u00a0][:;?!%»]", text.fr), text.fr
        assert not re.search(r"«[^\u00a0]", text.fr), text.fr
        assert not re.search(r"\d \d{3}\b", text.fr), text.fr
        assert "'" not in text.fr
        assert '"' not in text.fr


def test_english_has_english_quotes_and_no_french_spaces():
    for text in every_text():
        assert not re.search(r"['\"«»\u00a0\u202f]", text.en), text.en
        assert not re.search(r" [:;?!%]", text.en), text.en


def test_the_words_for_people_respect_them():
    for text in every_text():
        assert not re.search(
            r"clandestin|sans-papiers|illegal|illégal|\balien\b", text.fr + text.en, re.IGNORECASE
        )
