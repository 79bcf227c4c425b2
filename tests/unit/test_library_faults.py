"""A faulty library file is refused by name and key; so is a request for what is not there."""

import shutil

import pytest

from passerelles.library.errors import Refusal
from passerelles.library.loader import DATA, Library, library

CONCEPT = """\
term: {fr: "Migrant", en: "Migrant"}
source: G annexe 1
definition: {fr: "Une personne.", en: "A person."}
"""


@pytest.fixture
def copy(tmp_path):
    root = tmp_path / "data"
    shutil.copytree(DATA, root)
    return root


def refusal(root) -> Refusal:
    with pytest.raises(Refusal) as caught:
        Library(root).check()
    assert caught.value.text.fr != caught.value.text.en
    return caught.value


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("term:", "colour: red\nterm:"), ["unknown key 'colour'"]),
        (('en: "Migrant"', 'de: "Migrant"'), ["missing key 'en'", "term"]),
        (('en: "A person."', 'en: " "'), ["definition.en", "empty"]),
        (("source: G annexe 1", "source: G annexe 1\nsource: G 3.1"), ["duplicate key 'source'"]),
        (("source: G annexe 1", "source: page 12"), ["source", "page 12"]),
        (("source: G annexe 1", "source: G 3.1.5"), ["source", "G annexe 1"]),
        (("source: G annexe 1", "source: G annexe 1\nsee: [diapora]"), ["see", "“diaspora”"]),
        (("source: G annexe 1", "source: G annexe 1\nid: migrant"), ["“id”"]),
        (('term: {fr: "Migrant"', "term: {fr: 3"), ["expected text", "term.fr"]),
        ((CONCEPT, "- a list\n"), ["no keys"]),
        (("source:", "source: ["), ["cannot be read"]),
    ],
)
def test_a_faulty_concept_is_named_by_file_and_key(copy, change, words):
    path = copy / "concepts" / "migrant.yml"
    path.write_text(CONCEPT, encoding="utf-8")
    edit(path, *change)
    sentence = refusal(copy).text.en
    assert "concepts/migrant.yml" in sentence
    for word in words:
        assert word in sentence


def test_a_fault_in_a_file_of_several_entries_names_the_entry(copy):
    edit(copy / "figures.yml", 'year: "2015"', "year: 2015")
    sentence = refusal(copy).text.en
    assert "figures.yml: migrant-stock" in sentence
    assert "year" in sentence


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("country: PH", "country: XX", ["calabarzon.country", "“XX”"]),
        ("latitude: 14.1,", "latitude: 141.0,", ["calabarzon.latitude", "-90 to 90"]),
        ("latitude: 14.1, ", "", ["calabarzon", "go together"]),
    ],
)
def test_a_place_that_cannot_be_drawn_is_refused(copy, old, new, words):
    path = copy / "places.yml"
    lines = path.read_text(encoding="utf-8").split("\n")
    index = next(i for i, line in enumerate(lines) if line.startswith("calabarzon:"))
    assert old in lines[index]
    lines[index] = lines[index].replace(old, new)
    path.write_text("\n".join(lines), encoding="utf-8")
    sentence = refusal(copy).text.en
    assert "places.yml" in sentence
    for word in words:
        assert word in sentence


def test_an_unknown_place_is_refused_with_the_nearest(copy):
    edit(copy / "practices" / "cncd-france.yml", "[france]", "[farnce]")
    sentence = refusal(copy).text.en
    assert "practices/cncd-france.yml: territories" in sentence
    assert "“france”" in sentence


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("steps: [3]", "steps: [8]", "step 8"),
        ("actors: [public-institutions", "actors: [ministry", "actors"),
        ("direction: within-country", "direction: sideways", "direction"),
    ],
)
def test_a_practice_outside_the_terms_of_the_course_is_refused(copy, old, new, word):
    edit(copy / "practices" / "cncd-france.yml", old, new)
    sentence = refusal(copy).text.en
    assert "practices/cncd-france.yml" in sentence
    assert word in sentence


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("practices/emidel.yml", "[capacity-building]", "[capacities]", ["“capacity-building”"]),
        ("practices/emidel.yml", "sectors: [local", "sectors: [vocal", ["sectors"]),
        ("references.yml", "theme: funding", "theme: founding", ["“funding”"]),
        ("references.yml", "address: http:", "address: ftp:", ["address", "ftp:"]),
        ("networks.yml", "address: http:", "address: javascript:", ["address", "javascript:"]),
        ("programmes.yml", "source: G 3.3", "source: G 3.1", ["art: source", "G 3.3"]),
        ("references.yml", "source: G bibliographie", "source: G bibliography", ["bibliography"]),
    ],
)
def test_an_entry_that_points_nowhere_is_refused(copy, file, old, new, words):
    edit(copy / file, old, new)
    sentence = refusal(copy).text.en
    assert file in sentence
    for word in words:
        assert word in sentence


def test_an_entry_the_catalogue_does_not_know_is_refused(copy):
    shutil.copy(copy / "concepts" / "migrant.yml", copy / "concepts" / "migrants.yml")
    sentence = refusal(copy).text.en
    assert "concepts/migrants.yml" in sentence
    assert "“migrant”" in sentence


def test_two_items_of_a_checklist_with_one_id_are_refused(copy):
    edit(
        copy / "checklists" / "agreement-forms.yml",
        "id: twinning-agreement",
        "id: partnership-agreement",
    )
    sentence = refusal(copy).text.en
    assert "checklists/agreement-forms.yml: items" in sentence
    assert "“partnership-agreement” stands twice" in sentence


def test_an_id_must_be_fit_for_an_address(copy):
    (copy / "concepts" / "migrant.yml").rename(copy / "concepts" / "Migrant_1.yml")
    assert "“Migrant_1” is not valid" in refusal(copy).text.en


def test_a_kind_the_catalogue_does_not_have_is_refused(copy):
    edit(copy / "catalogue.yml", "practice:\n", "practise:\n")
    sentence = refusal(copy).text.en
    assert "catalogue.yml" in sentence
    assert "“practice”" in sentence


@pytest.mark.parametrize("content", ["", "- a\n", "module: 3\n"])
def test_a_catalogue_that_is_no_catalogue_is_refused(copy, content):
    (copy / "catalogue.yml").write_text(content, encoding="utf-8")
    assert "catalogue.yml" in refusal(copy).text.en


def test_steps_out_of_order_are_refused(copy):
    edit(copy / "process.yml", "number: 2", "number: 3")
    assert "process.yml: steps" in refusal(copy).text.en


def test_a_file_in_another_encoding_is_refused(copy):
    (copy / "concepts" / "migrant.yml").write_bytes(
        CONCEPT.replace("Une", "\u00e9").encode("latin-1")
    )
    assert "not UTF-8" in refusal(copy).text.en


def test_an_unknown_id_is_refused_with_the_nearest_ones():
    with pytest.raises(Refusal) as caught:
        library().practice("calabarzon-data")
    assert "calabarzon-local-data" in caught.value.text.fr
    assert "“calabarzon-data”" in caught.value.text.en
    with pytest.raises(Refusal, match=r"No concept has the id “xyzzy”; check it\."):
        library().concept("xyzzy")


def test_an_entry_not_yet_written_is_refused_otherwise(copy):
    (copy / "practices" / "cncd-france.yml").unlink()
    (copy / "checklists" / "agreement-forms.yml").unlink()
    one = Library(copy)
    assert one.known("practice", "cncd-france")
    with pytest.raises(Refusal, match="does not yet contain the practice “cncd-france”"):
        one.practice("cncd-france")
    with pytest.raises(Refusal, match="does not yet contain the checklist “agreement-forms”"):
        one.checklist("agreement-forms")
    assert not one.known("practice", "cncd-italy")
