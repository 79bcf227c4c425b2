"""What the 2010 report knows: complete against the coverage list, and true to its gaps."""

import re
import shutil
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from passerelles.library.errors import Refusal
from passerelles.library.loader import DATA, Library, library
from passerelles.library.schema import Sheet
from passerelles.library.text import LANGUAGES, NARROW_NBSP, Text

COVERAGE = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "coverage.yml").read_text(encoding="utf-8")
)
CASES = {entry["id"]: entry for entry in COVERAGE["cases"]}
EXPERIENCES = {
    entry["id"]: {**entry, "priority": priority}
    for priority, entries in COVERAGE["experiences"].items()
    for entry in entries
}
SECTION_OF_PRIORITY = {
    "remittances": "R 4.1",
    "capacities": "R 4.2",
    "communities": "R 4.3",
    "rights": "R 4.4",
}
CHECKLISTS = {one: given for one, given in COVERAGE["checklists"].items() if "report" in given}
FIGURES = {one["id"]: one for one in COVERAGE["figures"] if "report" in one}
ROWS = [one.name for one in fields(Sheet)]
# Where the report gives nothing, or only another case's words.
MISSING = {
    "cartaya-seasonal-work": {"success_factors", "obstacles"},
    "bologna-craiova-return": {"website", "budget"},
    "madrid-codevelopment": set(),
    "veneto-networks": set(),
    "cuenca-rights": {"website", "budget", "funding_sources"},
    "confesen-senegal": {"departments", "budget"},
    "tres-por-uno": {"website", "budget", "period"},
}


def words(text: str) -> int:
    """Count words as a reader does: a lone sign is none."""
    return sum(bool(re.search(r"\w", one)) for one in text.split())


def plain(text: str) -> str:
    """Return `text` with ordinary spaces, for a comparison of numbers."""
    return text.replace(NARROW_NBSP, " ").replace("\u00a0", " ")


def countries(places: list[str]) -> Counter[str | None]:
    found = [re.search(r"\((\w\w)\)", place) for place in places]
    return Counter(one[1] if one else None for one in found)


def corrections_of(case_id: str) -> str:
    correction = library().case(case_id).correction
    assert correction is not None
    return correction.en


def test_every_case_experience_and_corridor_of_the_coverage_list_is_written():
    assert set(library().cases) == set(CASES)
    assert set(library().experiences) == set(EXPERIENCES)
    assert set(library().corridors) == set(COVERAGE["corridors"])
    assert (len(CASES), len(EXPERIENCES)) == (7, 15)


@pytest.mark.parametrize("case_id", CASES)
def test_a_case_stands_where_the_report_has_it(case_id):
    case = library().case(case_id)
    given = CASES[case_id]
    assert case.source == f"R {given['section']}"
    assert list(case.priorities) == given["priority"]
    known = library().catalogue["case"][case_id]
    assert [one.id for one in case.territories] == [one.id for one in known.territories]
    assert Counter(one.country for one in case.territories) == countries(given["territories"])
    assert case.priorities == known.priorities


@pytest.mark.parametrize("case_id", CASES)
def test_a_case_tells_its_story_in_both_languages(case_id):
    case = library().case(case_id)
    for language in LANGUAGES:
        assert 90 <= words(case.story[language]) <= 160
        for text in (case.worked_because, case.watch):
            assert 15 <= words(text[language]) <= 80
    assert case.direction
    assert case.actors
    assert case.steps
    assert case.cycle_phases


def test_the_sheet_has_the_rows_of_the_checklist_in_their_order():
    items = library().checklist("identification-sheet-fields").items
    assert [item.id.replace("-", "_") for item in items] == ROWS
    assert len(ROWS) == COVERAGE["checklists"]["identification-sheet-fields"]["items"]


@pytest.mark.parametrize("case_id", CASES)
def test_a_row_is_left_out_only_where_the_report_has_nothing(case_id):
    """A gap of the source is not filled by us, and the reader is told of it."""
    case = library().case(case_id)
    assert {row for row in ROWS if getattr(case.sheet, row) is None} == MISSING[case_id]
    assert case.correction is not None


@pytest.mark.parametrize(
    ("case_id", "said"),
    [
        ("cartaya-seasonal-work", ["Casablanca", "province of Andalusia", "success", "obstacles"]),
        ("bologna-craiova-return", ["Boulogne", "Website and budget"]),
        ("madrid-codevelopment", ["region and not the city", "forgets Spain"]),
        ("veneto-networks", ["2007-2009", "2007-2011"]),
        ("cuenca-rights", ["parliament", "government", "Website, budget and sources"]),
        ("confesen-senegal", ["repeats Cuenca", "departments", "Diourbel", "Confesercenti", "CMS"]),
        ("tres-por-uno", ["one dollar each", "period", "website and budget"]),
    ],
)
def test_what_the_report_gets_wrong_is_corrected_where_it_is_told(case_id, said):
    for word in said:
        assert word in corrections_of(case_id)


def test_the_senegalese_bodies_stand_among_the_partners_in_senegal():
    sheet = library().case("confesen-senegal").sheet
    for body in ("CMS", "CNCAS", "BRS", "APIX", "UNCAS"):
        assert sheet.partners_elsewhere is not None
        assert body in sheet.partners_elsewhere.fr
    everything = [getattr(sheet, row) for row in ROWS]
    assert not any("Cuenca" in text.en for text in everything if text)


@pytest.mark.parametrize("experience_id", EXPERIENCES)
def test_an_experience_stands_where_the_report_has_it(experience_id):
    experience = library().experience(experience_id)
    given = EXPERIENCES[experience_id]
    assert experience.priority == given["priority"]
    assert experience.source == SECTION_OF_PRIORITY[given["priority"]]
    known = library().catalogue["experience"][experience_id]
    assert [one.id for one in experience.territories] == [one.id for one in known.territories]
    found = Counter(one.country for one in experience.territories)
    assert found == countries(given["territories"])


@pytest.mark.parametrize("experience_id", EXPERIENCES)
def test_an_experience_says_in_both_languages_what_it_shows_and_what_to_watch(experience_id):
    experience = library().experience(experience_id)
    for language in LANGUAGES:
        assert 60 <= words(experience.story[language]) <= 120
        assert words(experience.shows[language]) >= 12
        assert words(experience.watch[language]) >= 20


@pytest.mark.parametrize(
    ("experience_id", "word"),
    [
        ("tres-por-uno-matching", "one dollar from each"),
        ("lombardy-prime-extrabanca", "Sanpaolo"),
        ("afford-london", "part of the second"),
    ],
)
def test_an_error_of_the_report_is_not_carried_into_an_experience(experience_id, word):
    correction = library().experience(experience_id).correction
    assert correction is not None
    assert word in correction.en


def test_the_matching_experience_leads_to_its_case():
    assert library().experience("tres-por-uno-matching").case == "tres-por-uno"


@pytest.mark.parametrize("corridor_id", COVERAGE["corridors"])
def test_a_corridor_links_two_places_and_says_why(corridor_id):
    corridor = library().corridor(corridor_id)
    first, second = corridor.territories
    assert first.country != second.country
    assert f"{first.id}-{second.id}" == corridor_id
    assert corridor.source == "R foreword"
    for language in LANGUAGES:
        assert 50 <= words(corridor.story[language]) <= 120


def test_the_corridor_of_kayes_says_that_there_is_decentralisation_in_west_africa():
    correction = library().corridor("kayes-france").correction
    assert correction is not None
    assert "West Africa" in correction.en


@pytest.mark.parametrize("checklist_id", CHECKLISTS)
def test_a_checklist_of_the_report_has_its_items(checklist_id):
    checklist = library().checklist(checklist_id)
    given = CHECKLISTS[checklist_id]
    assert checklist.source == f"R {given['report']}"
    assert len(checklist.items) == given["items"]
    assert all(item.detail for item in checklist.items)


def test_the_priorities_are_those_the_cases_and_experiences_are_filed_under():
    items = [item.id for item in library().checklist("icmd-priorities").items]
    assert items == list(COVERAGE["experiences"])


def test_the_treaties_are_called_conventions():
    checklist = library().checklist("human-rights-instruments")
    for item in checklist.items:
        assert re.search(r"Convention|Covenant", item.label.en)
        assert "Committee" not in item.label.en
    assert checklist.correction is not None


@pytest.mark.parametrize(
    ("figure_id", "numbers"),
    [
        ("eu-local-authorities", ["91 000", "1 150", "100"]),
        ("icmd-grants", ["15 millions", "10 millions", "54", "16"]),
        ("tres-por-uno-2004", ["20 millions", "60 millions"]),
        (
            "tres-por-uno-steps",
            ["1×1 en 1986", "2×1 en 1993", "3×1 en 1999", "4×1 en 2006", "310", "290 000", "18 %"],
        ),
        ("tres-por-uno-steps", ["de 1993 à 1999", "en 2005", "26 États"]),
        ("cartaya-budget", ["1 495 000 €"]),
        ("madrid-budget", ["7,4 millions"]),
        ("veneto-budget", ["environ 1 million"]),
        ("modena-fund", ["150 000 €"]),
        ("fons-catala-members", ["plus de 280"]),
        ("piedmont-origin", ["plus de 60 %"]),
        ("cos-rmh", ["250", "quatre ans"]),
    ],
)
def test_a_figure_of_the_report_keeps_its_numbers(figure_id, numbers):
    figure = library().figure(figure_id)
    assert figure.source == f"R {FIGURES[figure_id]['report']}"
    assert re.fullmatch(r"\d{4}(-\d{4})?", figure.year)
    for number in numbers:
        assert number in plain(figure.value.fr)
    digits = {re.sub(r"\D", "", one) for one in re.findall(r"\d[\d ,.]*", plain(figure.value.fr))}
    english = {re.sub(r"\D", "", one) for one in re.findall(r"\d[\d ,.]*", figure.value.en)}
    assert digits == english, "both languages give the same numbers"


def test_every_figure_of_the_report_is_written():
    assert set(FIGURES) <= set(library().figures)


def test_the_sums_of_the_report_agree_with_each_other():
    """Twenty million from migrants and one dollar from each of three levels make sixty."""
    value = plain(library().figure("tres-por-uno-2004").value.en)
    given, matched = (int(one) for one in re.findall(r"\$(\d+) million", value))
    assert matched == 3 * given


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("cases/cuenca-rights.yml", "[rights]", "[justice]", ["cuenca-rights", "priorities"]),
        ("cases/cuenca-rights.yml", "  countries:", "  country:", ["sheet", "country"]),
        ("cases/cuenca-rights.yml", "steps: [2", "steps: [8", ["steps", "8"]),
        ("experiences/tres-por-uno-matching.yml", "case: tres", "case: trois", ["case", "nearest"]),
        ("corridors.yml", "[kayes, france]", "[kayes]", ["kayes-france", "territories"]),
        ("corridors.yml", "[kayes, france]", "[kayes, frence]", ["“france”"]),
    ],
)
def test_a_fault_in_a_file_of_the_report_is_named(tmp_path, file, old, new, said):
    root = tmp_path / "data"
    shutil.copytree(DATA, root)
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        Library(root).check()
    for word in [file, *said]:
        assert word in caught.value.text.en


@pytest.mark.parametrize("kind", ["case", "experience", "corridor"])
def test_an_unknown_entry_is_refused_in_both_languages(kind):
    with pytest.raises(Refusal) as caught:
        getattr(library(), kind)("nowhere")
    text: Text = caught.value.text
    assert "nowhere" in text.fr
    assert "nowhere" in text.en
    assert text.fr != text.en
