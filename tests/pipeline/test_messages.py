"""Whatever sentence tells people that something went wrong is found by searching the guides."""

from __future__ import annotations

import ast
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from html import unescape
from typing import Final

import click
import pytest
import yaml
from tests.conftest import ROOT, Served

from passerelles.cli import cli
from passerelles.library.text import LANGUAGES, Text
from passerelles.papers import catalogue, messages
from passerelles.papers.search import LONGEST, search
from passerelles.verbs import usage

TELLS: Final = re.compile(
    r"""\b(cannot|could\ not|does\ not\ (?:answer|exist|match|recognise)|do\ not\ go|no\ longer
    |try\ again|again\ in\ a|wait\ a|reload|wrong|lost|line\ is\ down|failed|fault|expired|missing
    |lacks?|refused|nothing\ (?:was|is\ being)|too\ (?:many|much|short|long|late)|unknown|damaged
    |is\ (?:already\ )?taken|forbidden|needs?\ JavaScript|choose\ another|warning|not\ saved
    |not\ graded|not\ kept)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of a sentence that tells of something gone wrong."""
HARMLESS: Final = (
    # What one reads about one's own answers, dossier or game.
    "passerelles/portal/strings.yml section.*",
    "passerelles/portal/strings.yml report.*",
    "passerelles/workshop/board.yml game.*",
    "passerelles_widgets/strings.yml panel-wrong",
    "passerelles.dossier.steps*",
    "passerelles.grading.report_answers*",
    "passerelles.grading.results *",
    "passerelles_widgets.forms.practice*",
    # Buttons, states in a table, explanations of a choice.
    "passerelles/portal/strings.yml room.retry",
    "passerelles/portal/strings.yml class.state.damaged",
    "passerelles/portal/strings.yml class.rule.late.refuse",
    "passerelles/portal/strings.yml privacy.erase.text",
    "passerelles/hub/strings.yml stopping.lead",
    "passerelles/portal/strings.yml feedback.not_yet",
    "passerelles/portal/strings.yml profile.done",
    "passerelles/portal/strings.yml profile.template.help",
    "passerelles.portal.keying_form FormHandler",
    "passerelles/workshop/board.yml live.hand_down",
    # What a command is for, and what is printed for a table.
    "passerelles.verbs.*",
    "passerelles.papers.*",
)
"""What reads like such a sentence and tells of nothing wrong: the file or module, and the name."""
WRONG: Final = (
    ["serv"],
    ["nothing"],
    ["serve", "--workspac", "x"],
    ["serve", "--nothing"],
    ["serve", "--port", "70000"],
    ["serve", "--lang", "de"],
    ["serve", "--port"],
    ["simulate", "--list=3"],
    ["grade"],
    ["grade", "e3-governance"],
    ["doctor", "a", "b"],
)


@cache
def said() -> tuple[tuple[str, Text], ...]:
    """Return every string and text of both packages with where it stands."""
    return tuple(_said())


def _said() -> Iterator[tuple[str, Text]]:
    for package, folder in (("passerelles", "course"), ("passerelles_widgets", "widgets")):
        root = ROOT / folder / package
        for path in [*root.rglob("strings.yml"), *root.rglob("board.yml")]:
            for key, both in yaml.safe_load(path.read_text(encoding="utf-8")).items():
                yield f"{package}/{path.relative_to(root)} {key}", Text(both["fr"], both["en"])
    for module, path in messages._modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, call in messages._calls(tree, messages.SAYINGS):
            for text in messages._text(call):
                yield f"{module} {name}", text


def filled(sentence: str) -> str:
    """Return a sentence as people read it: with a number where the program puts something in."""
    return re.sub(r"\{[^{}]*\}|…", "8431", sentence)


def known(text: Text) -> bool:
    """Tell whether the guides list a text, in both languages."""
    return all(
        any(found.address.endswith("#messages") for found in search(filled(text[one]), one))
        for one in LANGUAGES
    )


def test_every_refusal_of_the_code_is_read() -> None:
    """Each door takes its two languages as words, or passes on what another one said."""
    counted = 0
    for _, path in messages._modules():
        for _, call in messages._calls(ast.parse(path.read_text()), {"Refusal"}):
            written = [
                argument
                for argument in call.args
                if isinstance(argument, ast.Constant | ast.JoinedStr | ast.BinOp)
            ]
            assert len(written) in (0, 2), f"{path}:{call.lineno}"
            counted += len(written) == 2
    assert len(messages.messages()) > counted > 300


def test_every_sentence_that_tells_of_a_fault_is_in_a_guide() -> None:
    missing = [
        (place, text.en)
        for place, text in said()
        if TELLS.search(text.en)
        and not any(fnmatchcase(place, pattern) for pattern in HARMLESS)
        and not known(text)
    ]
    assert not missing, "add them to course/passerelles/papers/messages.yml"


def test_nothing_is_listed_that_nobody_says() -> None:
    names = [place for place, _ in said()]
    asked = messages.apart()
    wanted = [
        f"{where} {name}"
        for group in (asked.strings, asked.texts)
        for where, readers in group.items()
        for listed in readers.values()
        for name in listed
    ]
    assert not [one for one in wanted if not any(fnmatchcase(name, one) for name in names)]
    assert not [one for one in HARMLESS if not any(fnmatchcase(name, one) for name in names)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_found_as_people_read_it(language: str) -> None:
    """With something in each gap; and it leads to the guide that lists it."""
    guides = {paper.id: paper.sections[-1].text for paper in catalogue.papers(language)}
    for one in messages.messages():
        sentence = one.text[language]
        assert len(sentence) < LONGEST
        assert sentence in guides[one.reader]
        found = search(filled(sentence), language)
        assert f"{one.reader}#messages" in [place.address for place in found], sentence


def test_a_message_is_found_inside_a_longer_one() -> None:
    """Where a line, a question or a reason is named first."""
    whole = "Line 3, “year”: “abc” is not a year; write a single one, from 1900 to 2100."
    assert any("learner#messages" in found.address for found in search(whole, "en"))
    kept = "Nothing is being saved. The disk is full; free some space, then try again."
    assert any("learner#messages" in found.address for found in search(kept, "en"))


def test_a_wrong_command_is_refused_in_both_languages_and_explained() -> None:
    for words in WRONG:
        with pytest.raises(click.UsageError) as raised:
            cli.main(words, prog_name="passerelles", standalone_mode=False)
        refusal = usage.refusal(raised.value)
        assert refusal is not None
        for language in LANGUAGES:
            places = [found.address for found in search(refusal.text[language], language)]
            assert "administrator#messages" in places, refusal.text


def test_scripts_have_no_sentence_of_their_own() -> None:
    """What they say comes from the strings, which are looked through above."""
    sentence = re.compile(r"[\"'`]([A-ZÀÉÈÊ][a-zàâçéèêëîïôûù’]+(?: [\w’{}$.,;:!?-]+){2,})[\"'`]")
    for path in [*ROOT.glob("course/**/static/*.js"), *ROOT.glob("widgets/**/*.js")]:
        if "vendor" not in path.parts:
            assert not sentence.findall(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("path", ["", "passerelles/en/nothing", "nothing", "passerelles/zz/"])
@pytest.mark.parametrize("stranger", [True, False])
def test_a_page_that_does_not_open_says_what_the_guides_explain(
    course_server: Served, path: str, *, stranger: bool
) -> None:
    """Wherever it is: also where Jupyter would speak for itself, in English alone."""
    if not path and not stranger:
        return
    root = course_server.address.removesuffix("passerelles/")
    asked = f"{root}{path}" + ("" if stranger else f"?token={course_server.token}")
    told = urllib.request.Request(asked, headers={"Accept-Language": "en"})
    try:
        with urllib.request.urlopen(told, timeout=60) as answer:
            page = answer.read().decode()
    except urllib.error.HTTPError as refused:
        page = refused.read().decode()
    alerts = re.findall(r'(?s)<p class="refusal" role="alert">(.*?)</p>', page)
    assert alerts, page[:500]
    for sentence in map(unescape, alerts):
        assert any(search(sentence, language) for language in LANGUAGES), sentence
