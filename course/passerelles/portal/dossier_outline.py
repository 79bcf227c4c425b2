"""Which step each section of the dossier belongs to, and the simulator that writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from passerelles.build.course import ModuleEntry, course, places
from passerelles.build.modules import sources
from passerelles.build.myst import read
from passerelles.dossier.schema import Dossier
from passerelles.library.text import Language
from passerelles.portal.strings import string
from passerelles_widgets import simulators

STEPS: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("territory", "corridors", "territory-profile", "needs", "data-plan"),
    2: ("stakeholders",),
    3: ("mechanisms", "coherence"),
    4: ("partner", "due-diligence", "sdg-adherence", "agreement", "management"),
    5: (
        "sectors",
        "initiative-type",
        "initiative",
        "remittance-scheme",
        "mobility-scheme",
        "return-scheme",
        "skills-scheme",
        "exchange-programme",
    ),
    6: ("budget", "funding-plan"),
    7: ("lessons", "monitoring-plan"),
}
_CALL: Final = re.compile(r"simulator\(\"(?P<id>[a-z_]+)\"")


@dataclass(frozen=True, slots=True)
class Tool:
    """A simulator as the dossier names it; `path` is its place after the language, if any."""

    id: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class StepOutline:
    """One step: its sections that hold something, and the simulators for those that do not."""

    number: int
    filled: tuple[tuple[str, str], ...]
    missing: tuple[Tool, ...]
    note: str
    spoken: Language | None


def tool(section: str, language: Language) -> Tool | None:
    """Return the simulator that writes a section, None when there is none yet."""
    found = _writers().get(section)
    return None if found is None else named(found, language)


def named(simulator_id: str, language: Language) -> Tool:
    """Return a simulator with its title and its place in the modules."""
    title = simulators.load(simulator_id).data.title[language]
    return Tool(simulator_id, title, _addresses().get(simulator_id, ""))


def title(section: str, language: Language) -> str:
    """Return a section's title."""
    return string(f"section.{section}", language)


def outline(dossier: Dossier, language: Language) -> dict[int, StepOutline]:
    """Return the seven steps with what each holds and where to go on."""
    made = {}
    for number, names in STEPS.items():
        filled = tuple((name, title(name, language)) for name in names if dossier.section(name))
        tools = [tool(name, language) for name in names if dossier.section(name) is None]
        note = {str(key): kept for key, kept in dossier.notes.items()}.get(str(number))
        made[number] = StepOutline(
            number,
            filled,
            tuple(dict.fromkeys(found for found in tools if found is not None)),
            note.text if note else "",
            note.language if note else None,
        )
    return made


@cache
def _writers() -> dict[str, str]:
    """Return the simulator that writes each section."""
    return {
        section: simulator_id
        for simulator_id in simulators.ids()
        for section in simulators.load(simulator_id).data.writes
    }


@cache
def _addresses() -> dict[str, str]:
    """Return where each simulator stands in the modules: `modules/m2-institutional#survey`."""
    made: dict[str, str] = {}
    for module in course().modules:
        if places().written(module):
            made = {**_in_module(module), **made}
    return made


def _in_module(module: ModuleEntry) -> dict[str, str]:
    found = {}
    for path in sources(module):
        for cell in read(path).in_language("fr"):
            call = _CALL.search(cell.source)
            if "simulator" in cell.tags and call:
                found[call["id"]] = f"modules/{module.id}#{cell.name}"
    return found
