"""From MyST to notebooks: both languages, stable to the byte, faults named by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from passerelles.build import checks
from passerelles.build.modules import build
from passerelles.build.myst import read
from passerelles.build.notebooks import to_bytes
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES

PRACTICES = [
    "calabarzon-local-data",
    "madrid-solidario",
    "el-salvador-national-support",
    "grdr-paidel",
    "santa-perpetua-solidaria",
    "tunisian-students-tuscany",
    "cncd-france",
    "barcelona-master-plan",
    "ecuador-multilevel",
    "sabadell-council",
    "schaerbeek-al-hoceima",
    "catalonia-senegal-gambia",
    "vng-international",
    "cites-unies-france",
]
FRONT = "---\njupytext: {text_representation: {format_name: myst}}\n---\n\n"


def source(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "01-trial.md"
    path.write_text(FRONT + text)
    return path


def problems(tmp_path: Path, text: str) -> list[str]:
    read_source = read(source(tmp_path, text))
    anchors = {cell.name for cell in read_source.cells}
    return [p.sentence("en") for p in checks.check_source(read_source, anchors)]


def pair(fr: str, en: str, name: str = "one") -> str:
    return (
        f'+++ {{"tags": ["lang-fr"], "name": "{name}"}}\n\n{fr}\n\n'
        f'+++ {{"tags": ["lang-en"], "name": "{name}"}}\n\n{en}\n\n'
    )


def test_both_languages_have_the_same_cells_in_the_same_order() -> None:
    french, english = (build("m2-institutional", language) for language in LANGUAGES)
    assert [cell.id for cell in french.cells] == [cell.id for cell in english.cells]
    assert len(french.cells) > 40


def test_a_rebuild_is_byte_identical() -> None:
    from passerelles.build import modules  # noqa: PLC0415

    before = to_bytes(build("m2-institutional", "fr"))
    modules._build.cache_clear()
    assert to_bytes(build("m2-institutional", "fr")) == before


def test_no_role_or_directive_is_left_in_the_text() -> None:
    for language in LANGUAGES:
        for cell in build("m2-institutional", language).cells:
            if cell.cell_type == "markdown":
                assert "{term}" not in cell.source
                assert ":::" not in cell.source


def test_every_practice_of_the_module_stands_in_it() -> None:
    text = "".join(cell.source for cell in build("m2-institutional", "en").cells)
    for practice in PRACTICES:
        assert f'id="practice-{practice}"' in text, practice


def test_a_missing_twin_is_named_with_file_and_line(tmp_path: Path) -> None:
    found = problems(tmp_path, '+++ {"tags": ["lang-fr"], "name": "alone"}\n\nSeule.\n')
    says = "cell “alone” has no lang-en twin: write it right beside it under the same name."
    assert found == [f"01-trial.md:6: {says}"]


@pytest.mark.parametrize(
    ("fr", "en", "says"),
    [
        ("Un {term}`mot <nulle-part>`.", "A {term}`word <nulle-part>`.", "nulle-part"),
        (":::{practice} nowhere\n:::", ":::{practice} nowhere\n:::", "nowhere"),
        ("Voir [là](#absente).", "See [there](#absente).", "dead link"),
        ("Voir [là](http://x).", "See [there](http://x).", "dead link"),
        ("![](a.png) Ici.", "![](a.png) Here.", "alternative text"),
        ("## Un\n\n#### Trop bas", "## One\n\n#### Too low", "level 4 heading after level 2"),
        ("Pourquoi ? Parce que.", "Why? Because.", "no-break space"),
        ("L'accord", "The agreement", "straight apostrophe"),
        ("Les mêmes mots dans les deux", "Les mêmes mots dans les deux", "not translated"),
        (":::{surprise}\nx\n:::", ":::{surprise}\nx\n:::", "neither a known role"),
    ],
)
def test_each_fault_of_a_text_is_named(tmp_path: Path, fr: str, en: str, says: str) -> None:
    found = problems(tmp_path, pair(fr, en))
    assert any(says in sentence and sentence.startswith("01-trial.md:") for sentence in found), (
        found
    )


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("type: single\nprompt: {fr: Un, en: One}", "options"),
        ("type: guess\nprompt: {fr: Un, en: One}", "guess"),
        ("type: single\ntype: short", "duplicate key"),
        ("type: [", "cannot be read"),
        ("type: number\nprompt: {fr: Un}\nkey: 3\ntolerance: 0\nwhy: {fr: a, en: b}", "prompt"),
        ("type: single\nprompt: {fr: Un, en: One}\nsurprise: 1", "surprise"),
    ],
)
def test_each_fault_of_a_question_is_named(tmp_path: Path, cell: str, says: str) -> None:
    text = f"```{{code-cell}} yaml\n:tags: [question]\n:name: q-trial\n{cell}\n```\n"
    assert any(says in sentence for sentence in problems(tmp_path, text))


def test_an_unknown_simulator_is_named(tmp_path: Path) -> None:
    text = '```{code-cell} python\n:name: sim\nsimulator("nowhere")\n```\n'
    assert any("nowhere" in sentence for sentence in problems(tmp_path, text))


def test_a_malformed_cell_heading_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="malformed MyST cell"):
        read(source(tmp_path, "+++ {not json}\n\ntext\n"))


def test_the_sources_of_the_course_are_sound() -> None:
    assert [problem.sentence("en") for problem in checks.check()] == []


def test_an_unwritten_module_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passerelles.build.modules.sources", lambda _module: ())
    with pytest.raises(Refusal, match="not written yet"):
        build("m3-sectors", "en")


def test_an_unknown_module_names_those_that_exist() -> None:
    with pytest.raises(Refusal, match="m2-institutional"):
        build("m9", "en")
