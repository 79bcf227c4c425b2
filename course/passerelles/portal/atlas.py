"""The practices, cases, experiences and corridors as one page shows them: entries and filters.

An entry is everything the library knows of it, in words of one language, and the
ids under which the filters find it, which are the same in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from passerelles.build.boxes import source_label
from passerelles.build.course import ModuleEntry, course
from passerelles.build.modules import sources
from passerelles.library.loader import library
from passerelles.library.records import load_yaml
from passerelles.library.schema import Case, Corridor, Experience, Practice, Sheet
from passerelles.library.text import Language, Text, enumeration
from passerelles.portal.strings import string

Told = Practice | Case | Experience | Corridor
FACETS: Final = ("kind", "sector", "initiative", "step", "phase", "direction", "country")
LESSONS: Final = ("worked_because", "shows", "watch", "correction")
BOX: Final = re.compile(r"^:::\{(practice|case|experience|corridor)\}[ \t]*(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the atlas; `lessons` and `sheet` are (label, text), `facts` (label, texts)."""

    kind: str
    id: str
    title: str
    places: str
    story: str
    lessons: tuple[tuple[str, str], ...]
    sheet: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    modules: tuple[ModuleEntry, ...]
    other: tuple[str, str] | None
    facets: Mapping[str, tuple[str, ...]]

    @property
    def anchor(self) -> str:
        """Where the entry stands on the page."""
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: its choices as (id, label, how many entries have it)."""

    id: str
    choices: tuple[tuple[str, str, int], ...]


@cache
def countries() -> dict[str, Text]:
    """Return the name of each country by its code."""
    return load_yaml(Path(__file__).with_name("countries.yml"), dict[str, Text])


def entries(language: Language) -> tuple[Entry, ...]:
    """Return every entry: practices, cases, experiences, corridors, as the library orders them."""
    known = library()
    used = _used()
    told: list[tuple[str, Iterable[Told]]] = [
        ("practice", known.practices.values()),
        ("case", known.cases.values()),
        ("experience", known.experiences.values()),
        ("corridor", known.corridors.values()),
    ]
    return tuple(
        _entry(kind, one, language, used.get((kind, one.id), ()))
        for kind, all_ in told
        for one in all_
    )


def facets(shown: Iterable[Entry], language: Language) -> tuple[Facet, ...]:
    """Return the filters with the choices that at least one entry has, in their usual order."""
    listed = tuple(shown)
    made = []
    for name in FACETS:
        count = {
            key: sum(key in entry.facets[name] for entry in listed)
            for key in _labels(name, language)
        }
        labels = _labels(name, language)
        choices = tuple((key, labels[key], count[key]) for key in labels if count[key])
        made.append(Facet(name, choices))
    return tuple(made)


def _entry(kind: str, one: Any, language: Language, modules: tuple[ModuleEntry, ...]) -> Entry:
    places = [place.name[language] for place in one.territories]
    ids = _facets(kind, one)
    lessons = tuple(
        (string(f"reference.{name}", language), text[language])
        for name in LESSONS
        if (text := getattr(one, name, None))
    )
    case = getattr(one, "case", None)
    return Entry(
        kind=kind,
        id=one.id,
        title=one.title[language],
        places=enumeration(places, language),
        story=one.story[language],
        lessons=lessons,
        sheet=_sheet(one.sheet, language) if isinstance(one, Case) else (),
        facts=_facts(one, ids, language),
        modules=modules,
        other=(f"case-{case}", library().case(case).title[language]) if case else None,
        facets=ids,
    )


def _facets(kind: str, one: Any) -> dict[str, tuple[str, ...]]:
    phases = getattr(one, "cycle_phases", ())
    every = tuple(item.id for item in library().checklist("migration-cycle-phases").items)
    return {
        "kind": (kind,),
        "sector": getattr(one, "sectors", ()),
        "initiative": getattr(one, "initiative_types", ()),
        "step": tuple(str(step) for step in getattr(one, "steps", ())),
        "phase": every if "all" in phases else phases,
        "direction": (one.direction,) if one.direction else (),
        "country": tuple(dict.fromkeys(p.country for p in one.territories if p.country)),
    }


def _facts(
    one: Any, ids: dict[str, tuple[str, ...]], language: Language
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return where an entry applies and where it comes from, as (label, texts)."""
    written = {
        "priority": _named("icmd-priorities", _priorities(one), language),
        "actors": _named("stakeholder-groups", getattr(one, "actors", ()), language),
        **{
            name: [_labels(name, language)[key] for key in ids[name]]
            for name in ("step", "sector", "initiative", "phase", "direction", "country")
        },
    }
    document = getattr(one, "reference", None)
    written["source"] = [source_label(one.source, language), *([document] if document else [])]
    return tuple(
        (string(f"reference.{name}", language), tuple(words))
        for name, words in written.items()
        if words
    )


def _priorities(one: Any) -> tuple[str, ...]:
    single = getattr(one, "priority", None)
    return (single,) if single else getattr(one, "priorities", ())


def _named(checklist: str, ids: Iterable[str], language: Language) -> list[str]:
    labels = {item.id: item.label[language] for item in library().checklist(checklist).items}
    return [labels[one] for one in ids]


def _labels(facet: str, language: Language) -> dict[str, str]:
    """Return the words of a filter's choices by id, in the order they are offered."""
    if facet == "step":
        return {
            str(step.number): f"{step.number}. {step.stage.name[language]}"
            for step in library().process.steps
        }
    if facet == "country":
        names = {code: name[language] for code, name in countries().items()}
        return dict(sorted(names.items(), key=lambda pair: _sorted_as(pair[1])))
    lists = {
        "sector": "sectors",
        "initiative": "initiative-types",
        "phase": "migration-cycle-phases",
    }
    if facet in lists:
        items = library().checklist(lists[facet]).items
        return {item.id: item.label[language] for item in items}
    ids = {
        "kind": ("practice", "case", "experience", "corridor"),
        "direction": ("north-south", "south-south", "north-north", "triangular", "within-country"),
    }[facet]
    return {one: string(f"reference.{facet}.{one}", language) for one in ids}


def _sorted_as(word: str) -> str:
    return word.replace("É", "E").lower()


def _sheet(sheet: Sheet, language: Language) -> tuple[tuple[str, str], ...]:
    items = library().checklist("identification-sheet-fields").items
    labels = {item.id.replace("-", "_"): item.label[language] for item in items}
    return tuple(
        (labels[field.name], text[language])
        for field in fields(sheet)
        if (text := getattr(sheet, field.name))
    )


def _used() -> dict[tuple[str, str], tuple[ModuleEntry, ...]]:
    """Return the modules that tell of each entry, by kind and id."""
    files = [(module, path) for module in course().modules for path in sources(module)]
    return _read_used(tuple((module, path, path.stat().st_mtime_ns) for module, path in files))


@lru_cache(maxsize=4)
def _read_used(
    files: tuple[tuple[ModuleEntry, Path, int], ...],
) -> dict[tuple[str, str], tuple[ModuleEntry, ...]]:
    found: dict[tuple[str, str], dict[str, ModuleEntry]] = {}
    for module, path, _ in files:
        for kind, entry_id in BOX.findall(path.read_text(encoding="utf-8")):
            found.setdefault((kind, entry_id), {})[module.id] = module
    return {key: tuple(modules.values()) for key, modules in found.items()}
