"""What `passerelles check` finds: every fault of the sources, with file and line.

Each check takes one source and yields problems; none stops at the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from passerelles.build.course import ModuleEntry, course, places
from passerelles.build.modules import sources
from passerelles.build.myst import Cell, Problem, Source, read
from passerelles.build.prose import DIRECTIVE, ROLE, Expander
from passerelles.build.typography import faults
from passerelles.library.errors import Refusal
from passerelles.library.loader import library
from passerelles.library.records import parse_yaml
from passerelles.library.text import LANGUAGES, Text
from passerelles.papers import slides
from passerelles.papers.slide_checks import faults as slide_faults
from passerelles.workshop.plan_checks import faults as plan_faults
from passerelles_widgets import simulators
from passerelles_widgets.forms.questions import from_json
from passerelles_widgets.simulators.checks import faults as simulator_faults

LINK: Final = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)[^)]*\)")
PICTURE: Final = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
HEADING: Final = re.compile(r"^(#{1,6}) ", re.MULTILINE)
PAGES: Final = (
    *("../glossary", "../dossier", "../exercises", "../reference", "../sample", "../profile"),
    *(f"../reference/{name}" for name in ("practices", "figures", "bibliography", "networks")),
)
SIMULATOR: Final = re.compile(r"""^simulator\(["']([a-z_-]+)["']\)$""")


def check() -> list[Problem]:
    """Return every problem of the library, the course file, modules, slides and exercises."""
    problems = list(_whole())
    known: set[str] = set()
    for module in course().modules:
        read_sources = []
        for path in sources(module):
            try:
                read_sources.append(read(path))
            except Refusal as refusal:
                problems.append(Problem(path.name, 1, refusal.text))
        anchors = {cell.name for source in read_sources for cell in source.cells}
        for source in read_sources:
            problems += check_source(source, anchors)
        problems += check_deck(module)
        known |= {module.id}
    if places().solutions:
        problems += _exercises(places().solutions)  # type: ignore[arg-type] # just tested
    return sorted(problems, key=lambda p: (p.file, p.line))


def check_source(source: Source, anchors: set[str]) -> list[Problem]:
    """Return every problem of one source; `anchors` are the module's cell names."""
    problems = list(source.problems)
    for cell in source.cells:
        if cell.kind == "prose":
            problems += _prose(cell, anchors)
        elif "question" in cell.tags:
            problems += _question(cell)
        else:
            problems += _code(cell)
    problems += _same_text(source) + _headings(source)
    return problems


def _prose(cell: Cell, anchors: set[str]) -> Iterator[Problem]:
    yield from _expansion(cell)
    yield from _links(cell, anchors)
    yield from _pictures(cell)
    for line, text in faults(cell.source, cell.language):
        yield _at(cell, line, text)


def check_deck(module: ModuleEntry) -> list[Problem]:
    """Return every problem of a module's slides."""
    path = slides.path(module)
    try:
        source = read(path)
    except FileNotFoundError:
        return [Problem(path.name, 1, _unknown(path.name))]
    except Refusal as refusal:
        return [Problem(path.name, 1, refusal.text)]
    anchors = {cell.name for cell in source.cells}
    problems = [*source.problems, *_same_text(source), *slide_faults(source, module)]
    for cell in source.cells:
        problems += _prose(cell, anchors) if cell.kind == "prose" else _code(cell)
    return problems


def _at(cell: Cell, offset: int, text: Text) -> Problem:
    return Problem(cell.file, cell.line + offset, text)


def _line(cell: Cell, position: int) -> int:
    return cell.source.count("\n", 0, position)


def _whole() -> Iterator[Problem]:
    try:
        library().check()
    except Refusal as refusal:
        yield Problem("library", 1, refusal.text)
    for name in simulators.ids():
        try:
            data = simulators.load(name).data
        except Refusal as refusal:
            yield Problem(f"simulators/{name}", 1, refusal.text)
            continue
        for fault in simulator_faults(data):
            yield Problem(f"simulators/{name}/parameters.yml", 1, fault)
    exercises = {exercise.id for exercise in course().exercises}
    for module in course().modules:
        for wanted, there in (
            (module.exercises, exercises),
            (module.simulators, set(simulators.ids())),
        ):
            for name in wanted:
                if name not in there:
                    yield Problem("course.yml", 1, _unknown(name))
    for name, fault in plan_faults():
        yield Problem(f"trainer/plans/{name}", 1, fault)


def _unknown(name: str) -> Text:
    return Text(
        f"« {name} » n’existe pas ; corrigez cet identifiant.",
        f"“{name}” does not exist; correct this id.",
    )


def _expansion(cell: Cell) -> Iterator[Problem]:
    expander = Expander(library(), cell.language or "fr")
    for pattern in (DIRECTIVE, ROLE):
        for match in pattern.finditer(cell.source):
            try:
                expander.expand(match.group())
            except Refusal as refusal:
                yield _at(cell, _line(cell, match.start()), refusal.text)


def _links(cell: Cell, anchors: set[str]) -> Iterator[Problem]:
    modules = {module.id for module in course().modules}
    for match in LINK.finditer(cell.source):
        target = match[1]
        if target.startswith("#"):
            good = target[1:] in anchors
        elif target.startswith("https://"):
            good = bool(re.fullmatch(r"https://[\w.-]+\.[a-z]{2,}(?:[/?#]\S*)?", target))
        else:
            page, _, _ = target.partition("#")
            good = page in modules or page in PAGES
        if not good:
            yield _at(
                cell,
                _line(cell, match.start()),
                Text(
                    f"lien mort : « {target} » ; corrigez l’adresse.",
                    f"dead link: “{target}”; correct the address.",
                ),
            )


def _pictures(cell: Cell) -> Iterator[Problem]:
    for match in PICTURE.finditer(cell.source):
        if not match[1].strip():
            yield _at(
                cell,
                _line(cell, match.start()),
                Text(
                    "image sans texte de remplacement : dites ce qu’elle montre.",
                    "picture without alternative text: say what it shows.",
                ),
            )


def _question(cell: Cell) -> Iterator[Problem]:
    where = f"{cell.file}:{cell.line}"
    try:
        data = parse_yaml(cell.source, where)
        from_json({"id": cell.name, **(data if isinstance(data, dict) else {})}, where)
    except Refusal as refusal:
        yield _at(cell, 0, refusal.text)
        return
    for language in LANGUAGES:
        for text in _texts(data, language):
            for _, fault in faults(text, language):
                yield _at(cell, 0, fault)


def _texts(data: object, language: str) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == language and isinstance(value, str):
                yield value
            elif key not in LANGUAGES:
                yield from _texts(value, language)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, language)


def _code(cell: Cell) -> Iterator[Problem]:
    match = SIMULATOR.match(cell.source.strip())
    if match is None:
        yield _at(
            cell,
            0,
            Text(
                "une cellule de code appelle un simulateur, et rien d’autre : "
                'simulator("partners").',
                'a code cell calls one simulator and nothing else: simulator("partners").',
            ),
        )
    elif match[1] not in simulators.ids():
        yield _at(cell, 0, _unknown(match[1]))


def _same_text(source: Source) -> list[Problem]:
    """Report twins that say the same words: one of them was never translated."""
    french = {c.name: c for c in source.cells if c.language == "fr"}
    return [
        Problem(
            cell.file,
            cell.line,
            Text(
                f"la cellule « {cell.name} » n’est pas traduite : "
                "les deux langues sont identiques.",
                f"cell “{cell.name}” is not translated: both languages are identical.",
            ),
        )
        for cell in source.cells
        if cell.language == "en"
        and cell.name in french
        and len(cell.source.split()) > 3  # noqa: PLR2004 - a bare list may be the same in both
        and DIRECTIVE.sub("", cell.source).strip()
        and cell.source == french[cell.name].source
    ]


def _headings(source: Source) -> list[Problem]:
    problems = []
    for language in LANGUAGES:
        level = 1
        for cell in source.in_language(language):
            if cell.kind != "prose":
                continue
            for match in HEADING.finditer(cell.source):
                found = len(match[1])
                if found == 1 or found > level + 1:
                    problems.append(
                        _at(
                            cell,
                            _line(cell, match.start()),
                            Text(
                                f"titre de niveau {found} après un niveau {level} : "
                                "descendez d’un niveau à la fois, à partir de ##.",
                                f"level {found} heading after level {level}: "
                                "go down one level at a time, beginning with ##.",
                            ),
                        )
                    )
                level = found
    return problems


def _exercises(solutions: Path) -> list[Problem]:
    problems: list[Problem] = []
    for exercise in course().exercises:
        path = solutions / exercise.id / f"{exercise.id}.md"
        if not path.is_file():
            problems.append(Problem("course.yml", 1, _unknown(exercise.id)))
            continue
        try:
            source = read(path)
        except Refusal as refusal:
            problems.append(Problem(path.name, 1, refusal.text))
            continue
        problems += check_source(source, {cell.name for cell in source.cells})
    return problems
