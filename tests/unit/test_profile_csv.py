"""A territory's CSV: separators, encodings, numbers, and one sentence for each fault."""

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelles.library.errors import Refusal
from passerelles_widgets import simulators
from passerelles_widgets.simulators.profile import csv_words
from passerelles_widgets.simulators.profile.csv_numbers import decimal_mark, number
from passerelles_widgets.simulators.profile.csv_text import rows_from_csv
from passerelles_widgets.simulators.profile.families import BREAKDOWNS, FAMILIES

SIM = simulators.load("profile")
FRENCH = """famille;intitulé;valeur;unité;année;source;qualité;sexe;âge;lieu;groupe
Emploi;Taux d’emploi;54,5;%;2023;Recensement;officiel;oui;x;;non
Envois de fonds;Montant estimé;1 234 567,8;euros;2021;Banque;estimation;;;;
Santé;Sans médecin;34 %;;2024;Enquête;témoignages;;;;
"""
ENGLISH = """family,label,value,year,unit,source,quality,sex
employment,"Rate, all ages",54.5,2023,%,Census,official,yes
remittances,Estimate,"1,234,567.8",2021,euros,Bank,,no
"""


def refused(data):
    with pytest.raises(Refusal) as caught:
        rows_from_csv(data)
    text = caught.value.text
    assert text.fr != text.en
    assert "\n" not in text.fr
    assert len(text.fr) < 300
    return text


def line(value="1", family="emploi", year="2023", more=""):
    return f"famille;intitulé;valeur;année\n{family};A;{value};{year}{more}\n"


def test_a_french_spreadsheet():
    first, second, third = rows_from_csv(FRENCH)
    assert first == {
        "family": "employment",
        "label": "Taux d’emploi",
        "value": 54.5,
        "unit": "%",
        "year": 2023,
        "source": "Recensement",
        "quality": "official",
        "sex": True,
        "age": True,
        "place": False,
        "group": False,
    }
    assert (second["value"], second["quality"]) == (1234567.8, "estimate")
    assert (third["value"], third["unit"], third["quality"]) == (34, "%", "testimony")


def test_an_english_spreadsheet():
    first, second = rows_from_csv(ENGLISH)
    assert (first["label"], first["value"], first["sex"]) == ("Rate, all ages", 54.5, True)
    assert (second["value"], second["quality"], second["place"]) == (1234567.8, "estimate", False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le",
                                      "utf-16-be"])  # fmt: skip
@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_ending(encoding, separator, ending):
    text = FRENCH.replace("1 234 567,8", "1\u202f234\u202f567,8" if "utf" in encoding else "1234")
    data = text.replace(";", separator).replace("\n", ending).encode(encoding)
    rows = rows_from_csv(data)
    assert [row["family"] for row in rows] == ["employment", "remittances", "health"]
    assert rows[2]["source"] == "Enquête"


def test_a_spreadsheet_that_announces_its_separator_and_pads_its_lines():
    text = "sep=;\n\n" + FRENCH.replace("\n", ";;\n") + "\n;;;;;;;;;;;;\n"
    assert len(rows_from_csv(text)) == 3


def test_the_template_comes_back_empty_and_can_be_filled_in():
    for language in ("fr", "en"):
        text = csv_words.template(language)
        assert rows_from_csv(text.encode()) == []
        mark = ";" if language == "fr" else ","
        filled = text.splitlines()[:2]
        filled[1] = mark.join([*filled[1].split(mark)[:1], "A", "3", "", "2020"])
        (row,) = rows_from_csv("\n".join(filled))
        assert (row["family"], row["value"], row["year"]) == ("countries", 3, 2020)


def test_what_is_read_passes_the_door():
    values = {**SIM.defaults("fr"), "figures": rows_from_csv(FRENCH)}
    assert len(SIM.check(values)["figures"]) == 3
    assert set(rows_from_csv(FRENCH)[0]) == set(SIM.defaults("fr")["figures"][0])


def test_the_names_are_those_of_the_simulator():
    for language in ("fr", "en"):
        texts = SIM.texts(language)
        for family in FAMILIES:
            assert csv_words.family(texts.labels[f"shown/{family}"]) == family
            assert csv_words.family(family) == family
        for quality in ("official", "estimate", "testimony"):
            assert csv_words.quality(texts.labels[f"figures/quality/{quality}"]) in (
                quality,
                None,
            )
    assert csv_words.family("SANTE") == "health"
    assert csv_words.column("Annee ") == "year"


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1234", None, 1234),
        ("-12,5", None, -12.5),
        ("\u221212.5", None, -12.5),
        ("1 234,5", None, 1234.5),
        ("1\u202f234\u00a0567", None, 1234567),
        ("1’234.5", None, 1234.5),
        ("1,234.5", None, 1234.5),
        ("1.234,5", None, 1234.5),
        ("1,234,567", None, 1234567),
        ("1.234.567", None, 1234567),
        ("0,123", None, 0.123),
        ("1234,567", None, 1234.567),
        ("1,234", ",", 1.234),
        ("1,234", ".", 1234),
        ("1.234", ",", 1234),
        ("1.234", ".", 1.234),
        ("45 %", None, 45),
        (",5", None, 0.5),
        ("1,234", None, None),
        ("", None, None),
        ("12 personnes", None, None),
        ("1e5", None, None),
        ("nan", None, None),
        ("1,2,3", None, None),
        ("1.23.456", None, None),
        ("9" * 15, None, None),
        ("٣٤", None, 34),
    ],
)
def test_numbers_as_people_write_them(text, mark, expected):
    assert number(text, mark) == expected


def test_a_column_tells_its_decimal_mark():
    assert decimal_mark(["1,234", "2,5"], ",") == ","
    assert decimal_mark(["1,234", "2.5"], "\t") == "."
    assert decimal_mark(["1,234"], ";") == ","
    assert decimal_mark(["1,234"], "\t") is None
    assert decimal_mark(["1,234", "2.5", "3,5"], ";") is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not readable text"),
        (bytes(range(256)), "not readable text"),
        ("nom;prénom\nA;B\n", "“nom” is not expected"),
        ("famille;intitulé;valeur\nemploi;A;1\n", "“year” is missing"),
        ("famille;valeur;valeur;intitulé;année\n", "occurs twice"),
        (line(value="beaucoup"), "Line 2, value: “beaucoup” is not a number"),
        (line(family="métiers"), "Line 2, family: “métiers” is not recognised"),
        (line(year="21"), "Line 2, year: “21” is not a year"),
        (line(year="2021-2022"), "write a single one"),
        (line(year="1066"), "from 1950 to 2100"),
        (line(more=";;x"), "more than 4 cells"),
        (line(family='"emploi'), "quotation marks are not closed"),
        ("famille\tintitulé\tvaleur\tannée\nemploi\tA\t1,234\t2020\n", "read in two ways"),
        ("famille;intitulé;valeur;année\nemploi;;1;2020\n", "Line 2, label: the cell is empty"),
        (line(family="emploi").replace(";A;", f";{'A' * 121};"), "longer than 120"),
        ("famille;intitulé;valeur;année;sexe\nemploi;A;1;2020;peut-être\n", "write yes or no"),
        ("famille;intitulé;valeur;année;qualité\nemploi;A;1;2020;bof\n", "official, estimate"),
    ],
)
def test_each_fault_is_one_sentence(data, said):
    assert said in refused(data).en


def test_the_line_named_is_that_of_the_file():
    text = "sep=;\n" + line() + "\n\nemploi;B;x;2020\n"
    assert refused(text).fr.startswith("Ligne 6, valeur\u00a0:")


def test_lines_breaks_and_direction_marks_leave_a_cell():
    text = 'family,label,value,year\nhealth,"two\nlines \u202eback",1,2020\n'
    assert rows_from_csv(text)[0]["label"] == "two lines back"


def test_as_many_figures_as_the_profile_holds():
    rows = rows_from_csv(line() + "emploi;A;1;2020\n" * 119)
    assert len(SIM.check({**SIM.defaults("fr"), "figures": rows})["figures"]) == 120


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60)
figures = st.fixed_dictionaries(
    {
        "family": st.sampled_from(FAMILIES),
        "label": words.map(lambda text: " ".join(text.split())).filter(bool),
        "value": st.floats(-1e9, 1e9).map(lambda value: round(value, 2)),
        "unit": st.sampled_from(["", "personnes", "€ par an"]),
        "year": st.integers(1950, 2100),
        "source": words.map(lambda text: " ".join(text.split())),
        "quality": st.sampled_from(["official", "estimate", "testimony"]),
        **dict.fromkeys(BREAKDOWNS, st.booleans()),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(figures, max_size=8), st.sampled_from(";,\t"), st.booleans())
def test_what_a_spreadsheet_writes_is_read_back(rows, separator, french):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator)
    names = list(csv_words.COLUMNS)
    writer.writerow([csv_words.COLUMNS[name]["fr" if french else "en"] for name in names])
    for row in rows:
        cells = {**row, "value": f"{row['value']:.2f}"}
        cells |= {name: "x" if row[name] else "" for name in BREAKDOWNS}
        if french:
            cells["value"] = cells["value"].replace(".", ",")
        writer.writerow([cells[name] for name in names])
    assert rows_from_csv(buffer.getvalue().encode()) == rows


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(data):
    for prefix in (b"", "famille;intitulé;valeur;année\n".encode()):
        try:
            rows = rows_from_csv(prefix + data)
        except Refusal:
            continue
        SIM.check({**SIM.defaults("fr"), "figures": rows})


def test_lines_cut_and_shuffled_never_break_the_reader():
    chance = random.Random(4)
    for _ in range(200):
        letters = list(FRENCH)
        for _ in range(5):
            letters[chance.randrange(len(letters))] = chance.choice(";,\"'\n\t 0xé")
        try:
            SIM.check({**SIM.defaults("fr"), "figures": rows_from_csv("".join(letters))})
        except Refusal:
            continue
