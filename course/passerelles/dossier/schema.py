"""The dossier: a partnership plan, its stamps, its territories and its sections.

`from_plain` and `to_plain` are the way in and out of JSON; the sections
themselves stand in `passerelles.dossier.sections`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Literal

from passerelles.dossier.bounds import bounded, within
from passerelles.dossier.data import plain
from passerelles.dossier.sections import SECTION_IDS, Sections
from passerelles.dossier.versions import Migration
from passerelles.dossier.words import Note, StepKey, Wording, fingerprint
from passerelles.library.errors import Refusal
from passerelles.library.records import structure

SCHEMA: Final = 2
MIGRATIONS: Final[Mapping[int, Migration]] = {1: lambda data: {**data, "notes": {}, "wording": {}}}
"""Version n -> the function that turns its plain data into version n + 1's."""

MAX_REVISION: Final = 10**9 - 1

Route = Literal["build-new", "integrate-into-existing"]


@dataclass(frozen=True, slots=True)
class Territories:
    """The two abutments of the footbridge: the learner's territory and the partner's."""

    home: str = ""
    partner: str = ""

    def __post_init__(self) -> None:
        bounded(self)


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole document. `updated` is an ISO 8601 time in UTC, `by` what wrote it last.

    `notes` are the learner's, by step; `wording`, by section, stands for the course's sentences.
    """

    schema: int = SCHEMA
    revision: int = 0
    updated: str = ""
    by: str = ""
    route: Route = "build-new"
    territories: Territories = field(default_factory=Territories)
    sections: Sections = field(default_factory=Sections)
    notes: dict[StepKey, Note] = field(default_factory=dict)
    wording: dict[str, Wording] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bounded(self)
        within("revision", self.revision, MAX_REVISION)
        for section_id in self.wording:
            _known(section_id)

    def section(self, section_id: str) -> Any:
        """Return the section of that id, or None when nothing has been contributed."""
        _known(section_id)
        return getattr(self.sections, section_id.replace("-", "_"))

    def fingerprint(self, section_id: str) -> str:
        """Return what stands for a section's content, empty without one."""
        section = self.section(section_id)
        return "" if section is None else fingerprint(plain(asdict(section)))

    def with_sections(self, contributions: Mapping[str, Any]) -> Dossier:
        """Return the dossier with whole sections replaced (None empties one); raise `Refusal`.

        A contributed territory also names the first abutment, a contributed partner the second.
        """
        for section_id in contributions:
            _known(section_id)
        own = to_plain(self)["sections"]
        merged = {**own, **plain(dict(contributions))}
        sections = _sections(merged, "contribution")
        made = replace(self, sections=sections)
        if contributions.get("partner") is not None and sections.partner is not None:
            made = replace(
                made, territories=replace(made.territories, partner=sections.partner.name)
            )
        if contributions.get("territory") is not None and sections.territory is not None:
            made = replace(
                made, territories=replace(made.territories, home=sections.territory.name)
            )
        return made


def to_plain(dossier: Dossier) -> dict[str, Any]:
    """Return the dossier as plain JSON data; sections nobody contributed are left out."""
    data = asdict(dossier)
    data["sections"] = {
        name.replace("_", "-"): section
        for name, section in data["sections"].items()
        if section is not None
    }
    made: dict[str, Any] = plain(data)
    return made


def from_plain(data: Mapping[str, Any], where: str = "dossier.json") -> Dossier:
    """Read plain data of the current schema version; raise `Refusal` naming faulty keys."""
    sections = data.get("sections", {})
    if not isinstance(sections, Mapping):
        raise Refusal(
            f"{where} : « sections » n’est pas un objet ; corrigez cette clé.",
            f"{where}: “sections” is not an object; correct this key.",
        )
    rest = {key: value for key, value in data.items() if key != "sections"}
    return replace(structure(rest, Dossier, where), sections=_sections(sections, where))


def _sections(data: Mapping[str, Any], where: str) -> Sections:
    for section_id in data:
        _known(section_id)
    named = {section_id.replace("-", "_"): section for section_id, section in data.items()}
    return structure(named, Sections, where)


def _known(section_id: str) -> None:
    if section_id not in SECTION_IDS:
        raise Refusal(
            f"Le dossier n’a pas de section {ascii(section_id)[:40]} ; les sections sont "
            f"{', '.join(SECTION_IDS)}.",
            f"The dossier has no section {ascii(section_id)[:40]}; its sections are "
            f"{', '.join(SECTION_IDS)}.",
        )
