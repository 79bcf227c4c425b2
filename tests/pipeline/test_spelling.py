"""Spelling and typography of every text of the course, in both languages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from tests.texts import Said, texts

from passerelles.build.typography import faults
from passerelles.library.text import LANGUAGES, Language

WORDS = Path(__file__).parents[1] / "data" / "words.txt"
DICTIONARIES: dict[Language, str] = {"fr": "fr", "en": "en_GB"}
NUMBERED = re.compile(r"[\W\d_]*|\d+\w{1,3}", re.ASCII)
ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)'", re.IGNORECASE)
TERMS: dict[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    "en": ((re.compile(r"\bmigrant\s+associations?\b", re.IGNORECASE), "migrants’ associations"),),
    # The guide's own name for it may be quoted.
    "fr": (
        (
            re.compile(r"(?<!«\s)\bnouvel\s+agenda\s+urbain", re.IGNORECASE),
            "Nouveau programme pour les villes",
        ),
    ),
}


@pytest.fixture(scope="module")
def hunspell() -> None:
    """Skip where the dictionaries are missing; fail there when CI is set."""
    found = ""
    if shutil.which("hunspell"):
        listed = subprocess.run(
            ["hunspell", "-D"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        found = listed.stdout + listed.stderr
    missing = [
        name for name in DICTIONARIES.values() if not re.search(rf"/{name}$", found, re.MULTILINE)
    ]
    if missing:
        sentence = (
            "install the dictionaries to check the spelling "
            "(Debian: apt-get install hunspell hunspell-fr-comprehensive hunspell-en-gb)"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)


@cache
def said() -> tuple[Said, ...]:
    return tuple(texts())


def listed(language: Language) -> set[str]:
    """Return the words of `words.txt` that a text in `language` may hold."""
    sections: dict[str, set[str]] = {}
    section = ""
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            sections.setdefault(section, set()).add(line)
    return sections["both"] | sections[language]


def bare(word: str) -> str:
    """Return a word without its elided article and its full stop."""
    return ELIDED.sub("", word.strip(".'-"))


def unknown(language: Language, known: set[str]) -> list[str]:
    """Return the words that neither the dictionary nor `known` holds, in the order of the files.

    A word inside a title or a quotation may be of either language.
    """
    mine = [one for one in said() if one.language == language]
    both = ",".join(DICTIONARIES[one] for one in (language, *LANGUAGES))
    found = [
        *strange([one.own for one in mine], DICTIONARIES[language]),
        *strange([one.quoted for one in mine], both),
    ]
    return [word for word in dict.fromkeys(found) if word not in known]


def strange(prose: list[str], dictionaries: str) -> list[str]:
    """Return the words that none of the `dictionaries` holds."""
    answer = subprocess.run(
        ["hunspell", "-d", dictionaries, "-i", "utf-8", "-l"],
        input=re.sub(r"'s\b", "", "\n".join(prose).replace("’", "'")),
        capture_output=True,
        text=True,
        check=True,
    )
    words = [bare(word) for word in answer.stdout.splitlines()]
    return [word for word in words if not NUMBERED.fullmatch(word)]


def places(language: Language, word: str) -> str:
    """Return the files that hold `word`, for the message."""
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    files = {
        one.file
        for one in said()
        if one.language == language and pattern.search(one.prose.replace("’", "'"))
    }
    return f"{word}: {', '.join(sorted(files))}"


def test_all_texts_are_read() -> None:
    files = {one.file.split("/")[0] for one in said()}
    assert files >= {"course", "modules", "solutions", "widgets"}
    for language in LANGUAGES:
        assert sum(len(one.prose.split()) for one in said() if one.language == language) > 50_000


@pytest.mark.usefixtures("hunspell")
@pytest.mark.parametrize("language", LANGUAGES)
def test_spelling(language: Language) -> None:
    """A word found here is mended, or, when it is right, added to `tests/data/words.txt`."""
    assert [places(language, word) for word in unknown(language, listed(language))] == []


@pytest.mark.usefixtures("hunspell")
@pytest.mark.parametrize(("language", "slip"), [("fr", "dévelopement"), ("en", "developement")])
def test_a_slip_is_found(language: Language, slip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = (Said("file", "place", language, f"Le {slip} / the {slip}."),)
    monkeypatch.setattr(f"{__name__}.said", lambda: wrong)
    assert slip in unknown(language, listed(language))


def test_the_word_list_is_in_order() -> None:
    lines = WORDS.read_text(encoding="utf-8").split("\n[")
    for section in lines[1:]:
        words = section.split("]\n", 1)[1].split()
        assert words == sorted(set(words), key=lambda word: (word.lower(), word))


def test_typography() -> None:
    """No straight apostrophe or quotation mark, and French no-break spaces where they belong."""
    found = [
        f"{one.file} {one.place}: {text.en}"
        for one in said()
        for _, text in faults(one.text, one.language)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_the_same_everywhere(language: Language) -> None:
    found = [
        f"{one.file} {one.place}: write “{right}”"
        for one in said()
        for wrong, right in TERMS[language]
        if one.language == language and wrong.search(one.text)
    ]
    assert found == []
