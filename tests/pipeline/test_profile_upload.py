"""A territory's figures brought in as CSV and XLSX: what a spreadsheet really sends, and worse."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openpyxl import Workbook
from tests.conftest import Served, served
from tests.portal_client import Client

from passerelles.dossier.workspace import Workspace
from passerelles.library.errors import Refusal
from passerelles.portal import workbooks
from passerelles.portal.profile_upload import rows, shown_name
from passerelles_widgets.simulators.profile import csv_words
from passerelles_widgets.simulators.profile.families import FAMILIES

HEAD = ["famille", "intitulé", "valeur", "unité", "année", "source", "qualité", "sexe"]
CSV = (
    "famille;intitulé;valeur;unité;année;source;qualité\n"
    "emploi;Taux d’emploi;54,5;%;2023;Recensement;officiel\n"
    "envois de fonds;Montant;1 234 567,8;euros;2021;Banque;estimation\n"
).encode("cp1252")


def book(*lines: list[Any], change: Callable[[Any], None] | None = None) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for cells in (HEAD, *lines):
        sheet.append(cells)
    if change:
        change(sheet)
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def test_a_workbook_says_what_its_cells_show() -> None:
    def formats(sheet: Any) -> None:
        sheet["C2"].number_format = "0.0%"

    raw = book(
        ["emploi", "Taux\nd’emploi", 0.545, "", dt.date(2023, 1, 1), "R", "officiel", True],
        [],
        ["santé", "Ratio", 1.234, "par lit", 2024.0, "R", "", "x"],
        ["entreprises créées par des migrants", "Écrit", "12 345,5", "€", "2024", "R", "", "non"],
        ["instruction", "Grand", 12345678, "élèves", 2024, "R", "témoignages", None],
        change=formats,
    )
    found = rows(raw)
    assert [(row["family"], row["value"], row["unit"]) for row in found] == [
        ("employment", 54.5, "%"),
        ("health", 1.234, "par lit"),
        ("businesses", 12345.5, "€"),
        ("education", 12345678.0, "élèves"),
    ]
    assert found[0]["label"] == "Taux d’emploi"
    assert [row["year"] for row in found] == [2023, 2024, 2024, 2024]
    assert [row["sex"] for row in found] == [True, True, False, False]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_template_filled_in_is_understood(language: Any) -> None:
    with pytest.raises(IndexError):
        rows(workbooks.template(language))[0]
    text = workbooks.csv_from_workbook(workbooks.template(language))
    assert text.splitlines()[0].split("\t") == csv_words.headings(language)
    assert len(text.splitlines()) == len(FAMILIES) + 1


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ([["emploi", "Taux", "beaucoup", "%", 2023]], "Line 2, value"),
        ([["emploi", "Taux", 5, "%", 2023], [], ["météo", "Pluie", 5, "mm", 2023]], "Line 4, fam"),
        ([["emploi", "Taux", 5, "%", "hier"]], "Line 2, year"),
        ([["emploi", "Taux", 5, "%", 2023, "R", "sûr"]], "Line 2, quality"),
        ([["emploi", "", 5, "%", 2023]], "Line 2, label"),
        ([["emploi", "Taux", 5, "%", 2023, "R", "", "", "en trop"]], "more than 8 cells"),
        ([["emploi", f"Taux {n}", n, "%", 2023] for n in range(121)], "121 figures"),
        ([["emploi", f"Taux {n}", n, "%", 2023] for n in range(3000)], "more than 1,000 rows"),
    ],
)
def test_a_faulty_sheet_names_row_and_column(lines: list[list[Any]], word: str) -> None:
    with pytest.raises(Refusal, match=word):
        rows(book(*lines))


def archive(**parts: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("_", "/"), content)
    return raw.getvalue()


def bomb() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(90):
                part.write(b"0" * 1_000_000)
    return raw.getvalue()


def laughing() -> bytes:
    """Return a workbook whose sheet holds entities that unfold a billion times."""
    entities = '<!ENTITY e0 "ha">' + "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
    )
    good = io.BytesIO(book(["emploi", "Taux", 5, "%", 2023]))
    raw = io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(raw, "w") as made:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                text = content.decode().replace("Taux", "&e9;")
                content = f"<!DOCTYPE worksheet [{entities}]>{text}".encode()
            made.writestr(part, content)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (bomb(), "too large"),
        (laughing(), "cannot be read|enormous|longer"),
        (archive(a=b"x"), "cannot be read"),
        (archive(**{"[Content_Types].xml": b"<Types/>"}), "cannot be read"),
        (book(["emploi", "Taux", 5, "%", 2023])[:900], "cannot be read"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old format"),
        (archive(**{f"p{n}": b"" for n in range(1100)}), "too large"),
        (b"PK\x03\x04" + b"\x00" * 100, "cannot be read"),
    ],
    ids=["bomb", "entities", "zip", "hollow", "cut", "xls", "parts", "zeros"],
)
def test_a_hostile_workbook_is_refused_before_it_does_harm(raw: bytes, word: str) -> None:
    with pytest.raises(Refusal, match=word):
        rows(raw)


def test_a_file_name_is_shown_short_and_plain() -> None:
    assert shown_name("C:\\data\\chiffres\u202e.csv") == "chiffres.csv"
    assert len(shown_name("x" * 300)) == 40


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("profile") / "workspace") as found:
        yield found


def figures(running: Served) -> list[dict[str, Any]]:
    kept = Workspace.open(running.workspace).scenarios("profile").current()
    assert kept is not None
    found: list[dict[str, Any]] = kept["figures"]
    return found


def test_a_csv_then_a_workbook_reach_the_simulator_and_nothing_is_lost(running: Served) -> None:
    client = Client(running)
    assert "s’ouvre sur un exemple" in client.get("fr/profile").text
    first = client.post("fr/profile", file=("chiffres.csv", CSV))
    assert "Chiffres chargés\u00a0: 2" in first.body.decode()
    assert [row["value"] for row in figures(running)] == [54.5, 1234567.8]
    assert "1\u202f234\u202f567,8" in first.body.decode()
    second = client.post("en/profile", file=("new.xlsx", book(["emploi", "Taux", 57, "%", 2024])))
    assert "Figures loaded: 1" in second.text
    assert [row["value"] for row in figures(running)] == [57]
    saved = Workspace.open(running.workspace).scenarios("profile").saved()
    ((name, kept),) = saved.items()
    assert name.startswith("Before the file")
    assert "new.xlsx" in kept.note
    assert len(kept.values["figures"]) == 2
    bad = client.post("fr/profile", file=("x.csv", CSV.replace(b"54,5", b"54,5,5")))
    assert bad.status == 400
    assert bad.alerts[0].startswith("Ligne 2, valeur")
    assert [row["value"] for row in figures(running)] == [57]
    empty = client.post("fr/profile", file=("x.csv", csv_words.template("fr").encode()))
    assert "aucun chiffre" in empty.alerts[0]
    assert "Aucun fichier" in client.post("fr/profile").alerts[0]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("fr/profile/modele.csv", "text/csv"),
        ("en/profile/template.csv", "text/csv"),
        ("fr/profile/modele.xlsx", "spreadsheetml"),
        ("en/profile/template.xlsx", "spreadsheetml"),
    ],
)
def test_the_templates_download(running: Served, path: str, kind: str) -> None:
    answer = Client(running).get(path)
    assert kind in answer.headers["Content-Type"]
    assert path.rsplit("/", 1)[1] in answer.headers["Content-Disposition"]
    with pytest.raises(IndexError):
        rows(answer.body)[0]
