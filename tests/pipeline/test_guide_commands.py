"""Every command a guide shows is typed here, in the guide's order, and does what the guide says."""

from __future__ import annotations

import http.cookiejar
import json
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final

import click
import pytest
import yaml
from tests.commands import Reader, commands, options
from tests.conftest import ROOT, wait_for
from tests.graded import Graded
from tests.hub.actors import Person
from tests.hub.ports import free_ports
from tests.rooms import Guest, Opened

from passerelles import grading
from passerelles.build.course import course
from passerelles.cli import cli
from passerelles.dossier.workspace import Workspace
from passerelles.grading import hand
from passerelles.grading.questions import essay
from passerelles.grading.settings import Classroom
from passerelles.hub.settings import init
from passerelles.library.text import LANGUAGES, Language
from passerelles.papers import catalogue

EXERCISE: Final = "e3-governance"
PORTAL: Final = r"(?m)^(http://127\.0\.0\.1:\d+/passerelles/\?token=\w+)$"
HUB: Final = r"(?m)^(http://127\.0\.0\.1:\d+)/$"
ADMIN: Final = r"(?m)^admin (\S+)$"
PRINT: Final = "passerelles paper "
"""Whatever a document tells people to print so is printed here."""
PAPERS: Final = tuple(one.id for one in catalogue.papers("en"))
FILES: Final = ("README.md", "CONTRIBUTING.md", "course/deploy/README.md")

CLEAN: Final = "downloads every package; `.ci/run` begins with the same on a clean machine"
SUITE: Final = "runs the tests themselves"
CLUSTER: Final = "needs a cluster or a builder of images; tests/hub/test_deploy.py reads the files"
NOT_TYPED: Final = {
    "apt-get install chromium": "belongs to the system, and only where tests are run",
    "make test": SUITE,
    'pytest -m "not slow"': SUITE,
    "make bench": "measures for minutes; a benchmark is no test",
    "make dev": CLEAN,
    "pre-commit install": "writes into the `.git` of whoever runs the tests",
    "uv venv --python 3.11": CLEAN,
    "uv pip install --require-hashes -r requirements.txt": CLEAN,
    "uv pip install --no-deps -e .": CLEAN,
    "conda env create -f environment.yml": CLEAN,
    "conda activate passerelles": CLEAN,
    "python -m venv .venv": CLEAN,
    "pip install --require-hashes -r requirements.txt": CLEAN,
    "pip install --no-deps -e .": CLEAN,
    "python -m build --wheel --no-isolation": "tests/test_repository.py does it, and looks inside",
    "podman build": CLUSTER,
    "kubectl create secret": CLUSTER,
    "helm upgrade": CLUSTER,
    "kubectl apply": CLUSTER,
    "passerelles personal export amina --classroom /srv/classroom": CLUSTER,
    "passerelles personal erase amina --classroom /srv/classroom": CLUSTER,
}
"""The beginnings of commands that are shown and not typed here, each with its reason."""


def written(document: str, language: Language = "en") -> str:
    """Return the text of a guide in one language, or of a page of the repository."""
    if document in FILES:
        return (ROOT / document).read_text(encoding="utf-8")
    paper = catalogue.paper(document, language)
    sections = [one.text for one in paper.sections if one.anchor != "messages"]
    return "\n".join([paper.lead, *sections])


def left_out(command: str) -> str:
    """Return why a command is not typed here, or nothing."""
    return next((why for start, why in NOT_TYPED.items() if command.startswith(start)), "")


def shown() -> Iterator[tuple[str, str]]:
    """Yield every document with each of its commands."""
    for document in (*PAPERS, *FILES):
        for command in commands(written(document)):
            yield document, command


def follow(document: str, reader: Reader) -> None:
    """See that somebody has typed a whole guide, in its order."""
    wanted = [one for one in commands(written(document)) if not left_out(one)]
    assert list(dict.fromkeys(one for one in reader.typed if one in wanted)) == wanted


@pytest.mark.parametrize("name", PAPERS)
def test_both_languages_of_a_guide_show_the_same_commands(name: str) -> None:
    french, english = (written(name, language) for language in LANGUAGES)
    assert commands(french) == commands(english)
    assert options(french) == options(english)


def test_both_languages_of_the_repository_show_the_same_commands() -> None:
    english, french = written("README.md").split("## En français")
    assert set(commands(french)) <= set(commands(english))
    deploy = ROOT / "course" / "deploy" / "LISEZ-MOI.md"
    assert commands(deploy.read_text(encoding="utf-8")) == commands(written(FILES[2]))


def test_every_command_is_typed_here_or_has_a_reason_not_to_be() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert not [
        (document, command)
        for document, command in shown()
        if not left_out(command) and f'"{command}"' not in here and not command.startswith(PRINT)
    ]


def test_nothing_is_excused_that_no_document_shows() -> None:
    everything = [command for _, command in shown()]
    assert not [
        start for start in NOT_TYPED if not any(one.startswith(start) for one in everything)
    ]


def test_every_command_stands_whole() -> None:
    """`restore FILE DIR` behind `passerelles backup` cannot be copied and run."""
    verbs = "|".join(cli.commands)
    cut = re.compile(rf"`((?:{verbs}) [^`]+)`")
    assert not [(name, cut.findall(written(name))) for name in PAPERS if cut.search(written(name))]
    assert not cut.findall(written("README.md"))


def test_make_knows_every_target_that_is_named() -> None:
    known = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    named = {command.split()[1] for _, command in shown() if command.startswith("make ")}
    assert named
    assert named <= known


def test_every_option_a_document_names_is_one() -> None:
    known: set[str] = set()
    todo: list[click.Command] = [cli]
    for command in todo:
        known |= {text for parameter in command.params for text in parameter.opts}
        todo += command.commands.values() if isinstance(command, click.Group) else []
    for document in (*PAPERS, *FILES):
        assert not set(options(written(document))) - known, document


def browse(address: str) -> str:
    """Open an address in a browser without scripts; return the words of the page."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(jar)
    opener.addheaders = [("Accept-Language", "en")]
    with opener.open(address, timeout=120) as answer:
        page = answer.read().decode()
    return " ".join(unescape(re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", page)).split())


def address(said: str, pattern: str) -> str:
    """Return the address that a command has printed."""
    found = re.search(pattern, said)
    assert found, said
    return found[1]


def saw(reader: Reader, where: str) -> None:
    """See that this address, and no other, was opened in the reader's browser."""
    wait_for(lambda: bool(reader.opened), 60, "the browser opens")
    assert reader.opened == [where]


def hand_in(reader: Reader, student: str, language: Language, wrong: str = "") -> None:
    """Hand in the model answers, all but one, as somebody of the class."""
    workspace = Workspace.open(reader.folder / f"workspace-{student}")
    store = workspace.answers(EXERCISE)
    for question, answer in Graded(EXERCISE).solution.items():
        if question != wrong:
            store.keep(question, answer, language)
    grading.submit(workspace, EXERCISE, student, grading.open_(reader.folder / "classroom"))


def grade_texts(room: Classroom) -> None:
    """Give every text its points, as the guide says to do before work is returned."""
    for name in ("e3-settle", "e3-letter"):
        question = essay(room, EXERCISE, name)
        for place in hand.places(room, EXERCISE, name):
            version = hand.sheet(room, EXERCISE, question, place).version
            hand.keep(room, EXERCISE, question, place, {"version": version, "points": 2})


def visit_room(said: str, folder: Path) -> None:
    """Go into a training room with what was printed: as a participant, then at its board."""
    _, code, board, password = (
        address(said, rf"(?m)^{word}: (\S+)$") for word in ("Address", "Code", "Board", "Password")
    )
    port = board.split("/room/")[0].rpartition(":")[2]
    process = subprocess.Popen(["true"], text=True)
    process.wait()
    # By this machine's own address: whether it has another depends on the network it stands in.
    guest = Guest(Opened(f"http://127.0.0.1:{port}/", code, folder, process, said))
    assert "Hello Fatou" in guest.join("Fatou").words
    assert "Who is where" in Guest(guest.room).lead(password).words


def test_the_training_rooms_guide_and_the_handbook(tmp_path: Path) -> None:
    reader = Reader.settled(tmp_path / "laptop")
    with reader.serving("passerelles workshop", "Password: ") as said:
        visit_room(said, reader.folder / "workshop")


@pytest.mark.slow
def test_whatever_people_are_told_to_print_is_printed(tmp_path: Path) -> None:
    reader = Reader.settled(tmp_path / "laptop")
    elsewhere = {"passerelles paper --list"}
    printed = {command for _, command in shown() if command.startswith(PRINT)} - elsewhere
    assert printed
    for command in sorted(printed):
        for made in reader.run(command).split():
            assert (reader.folder / made).read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
def test_what_the_readme_says_one_can_do(tmp_path: Path) -> None:
    """The commands of its table that no guide shows."""
    reader = Reader.settled(tmp_path / "desk")
    with reader.serving("passerelles serve", PORTAL) as said:
        assert "partnership dossier" in browse(address(said, PORTAL))
        saw(reader, address(said, PORTAL))
    assert json.loads(reader.run("passerelles simulate partners --json"))["indicators"]
    assert "partners" in reader.run("passerelles simulate --list")
    reader.run("passerelles dossier export workspace --to docx -o dossier.docx")
    assert (reader.folder / "dossier.docx").read_bytes().startswith(b"PK")
    listed = reader.run("passerelles paper --list").split()
    assert {"learner", "plan-half-day"} <= set(listed)
    made = reader.run("passerelles paper learner").strip()
    assert (reader.folder / made).read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
def test_the_instructors_guide(tmp_path: Path) -> None:
    reader = Reader.settled(tmp_path / "desk")
    reader.run("passerelles classroom init classroom")
    with reader.serving("passerelles instruct --classroom classroom", PORTAL) as said:
        page = browse(address(said, PORTAL))
        assert all(exercise.title.en in page for exercise in course().exercises)
        assert all(button in page for button in ("Rules", "People", "Grade everything"))
        saw(reader, address(said, PORTAL))
    hand_in(reader, "amina", "fr")
    hand_in(reader, "bob", "en", wrong="e3-steps")
    room = grading.open_(reader.folder / "classroom")
    status = reader.run("passerelles classroom status classroom")
    assert f"{EXERCISE}, amina: 1 attempt" in status
    graded = reader.run("passerelles grade e3-governance --classroom classroom")
    assert "amina: attempt 1 graded" in graded
    assert "bob: attempt 1 graded" in graded
    grade_texts(room)
    released = reader.run("passerelles feedback e3-governance --classroom classroom")
    assert "amina: feedback released" in released
    reader.run("passerelles report e3-governance --classroom classroom --to html -o report.html")
    report = (reader.folder / "report.html").read_text(encoding="utf-8")
    assert all(word in report for word in ("Facility", "Discrimination", "amina", "bob"))
    reader.run("passerelles report e3-governance --classroom classroom --to moodle -o grades.csv")
    assert (reader.folder / "grades.csv").read_text(encoding="utf-8-sig").count("\n") == 3
    reader.run("passerelles paper exercise-e3-governance")
    key = reader.folder / reader.run("passerelles paper key-e3-governance").strip()
    assert key.stat().st_mode & 0o077 == 0
    follow("instructor", reader)
    # A run that stopped goes on, and one that has nothing to do says so; `--regrade` only lists.
    again = "passerelles grade e3-governance --classroom classroom"
    assert "nothing new" in reader.run(again)
    assert "No mark would change" in reader.run(f"{again} --regrade")
    with reader.serving(f"{again} --watch", "Waiting"):
        pass
    with reader.serving(
        "passerelles serve --workspace workspace --classroom classroom", PORTAL
    ) as said:
        assert "partnership dossier" in browse(address(said, PORTAL))


@pytest.mark.slow
def test_the_administrators_guide(tmp_path: Path) -> None:
    reader = Reader.settled(tmp_path / "checkout", checkout=True)
    settings = init(reader.folder / "hub")
    # Ports nobody else uses, and no account made on the machine that runs the tests.
    given = {**yaml.safe_load(settings.read_text()), "port": free_ports(6), "unix_users": "never"}
    settings.write_text(yaml.safe_dump(given, allow_unicode=True))
    with reader.serving("make hub", ADMIN) as said:
        admin = Person(address(said, HUB), "admin", address(said, ADMIN))
        assert admin.log_in().status == 200
        assert "dossier" in browse(f"{admin.hub}/hub/login")
    assert "ok  " in reader.run("passerelles doctor")
    # Settings that are there stay.
    assert reader.run("passerelles hub init hub").strip() == str(settings)
    with reader.serving("passerelles hub --dir hub", HUB):
        earlier = admin.password
        admin.password = reader.run("passerelles hub password admin --dir hub").strip()
        assert "do not go together" in Person(admin.hub, "admin", earlier).log_in().text
        assert "Accounts" in admin.log_in().text
        amina = Person(admin.hub, "amina", reader.run("passerelles hub password amina").strip())
        assert "Open my course" in amina.log_in().text
        assert amina.ask("/hub/health").status == 200
        saved = reader.run("passerelles backup hub -o hub.tar.gz")
        assert "keep it in a safe place" in saved
        assert (reader.folder / "hub.tar.gz").stat().st_mode & 0o077 == 0
        assert "verified" in reader.run("passerelles restore hub.tar.gz hub-restored")
        assert (reader.folder / "hub-restored" / "hub.yml").read_text() == settings.read_text()
        assert "empty" in reader.run("passerelles restore hub.tar.gz hub-restored", status=2)
    reader.run("passerelles classroom init hub/classrooms/passerelles")
    reader.run("passerelles personal export amina --hub hub -o amina.zip")
    assert (reader.folder / "amina.zip").read_bytes().startswith(b"PK")
    assert "Nothing has been erased" in reader.run("passerelles personal erase amina --hub hub")
    follow("administrator", reader)
    settings.write_text(settings.read_text() + "colour: blue\n")
    assert "colour" in reader.run("passerelles hub --dir hub", status=2)


@pytest.mark.slow
def test_the_authors_guide(tmp_path: Path) -> None:
    reader = Reader.settled(tmp_path / "checkout", checkout=True)
    module = reader.folder / "modules" / "02-institutional" / "03-needs.md"
    first = re.compile(r'("lang-(?:fr|en)"[^\n]*\n+## [^\n]+)')
    with reader.serving("make run", PORTAL) as said:
        portal, token = address(said, PORTAL).split("?")
        saw(reader, address(said, PORTAL))
        page = f"{portal}en/modules/m2-institutional?{token}"
        assert "Zanzibar" not in browse(page)
        sound = first.sub(r"\1 (Zanzibar)", module.read_text(encoding="utf-8"), count=2)
        module.write_text(sound, encoding="utf-8")
        assert "Zanzibar" in browse(page)
        assert "Zanzibar" in browse(page.replace("/en/", "/fr/"))
    assert "sound" in reader.run("passerelles check")
    twin = re.compile(r'\+\+\+ \{"tags": \["lang-en"\].*?(?=\+\+\+)', re.DOTALL)
    module.write_text(twin.sub("", sound, count=1), encoding="utf-8")
    assert re.search(r"03-needs\.md:\d+: .*twin", reader.run("passerelles check", status=1))
    module.write_text(sound, encoding="utf-8")
    source = reader.folder / "solutions" / EXERCISE / f"{EXERCISE}.md"
    source.write_text(first.sub(r"\1 (Zanzibar)", source.read_text(encoding="utf-8"), count=2))
    assert EXERCISE in reader.run("passerelles build --check", status=1)
    reader.typed.pop()
    assert f"{EXERCISE}.ipynb" in reader.run("passerelles build")
    for language in LANGUAGES:
        released = reader.folder / "exercises" / language / EXERCISE / f"{EXERCISE}.ipynb"
        assert "Zanzibar" in released.read_text(encoding="utf-8")
    assert "Nothing has drifted" in reader.run("passerelles build --check")
    reader.run("passerelles classroom init classroom")
    room = grading.open_(reader.folder / "classroom")
    assert "Zanzibar" in room.release(EXERCISE).read_text(encoding="utf-8")
    follow("author", reader)


@pytest.mark.slow
def test_make_opens_a_room(tmp_path: Path) -> None:
    """Run again, the same command opens the same room."""
    reader = Reader.settled(tmp_path / "checkout", checkout=True)
    with reader.serving("make workshop", "Password: ") as said:
        visit_room(said, reader.folder / "workshop")
    code = r"(?m)^Code: (\S+)$"
    with reader.serving("passerelles workshop", "Password: ") as again:
        assert address(again, code) == address(said, code)
