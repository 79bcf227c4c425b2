"""The library as typed data: `library()` gives everything the two documents know.

Each kind is read and checked when it is first asked for, so a kernel that needs
one checklist does not wait for the rest; `Library.check` reads it all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Final, TypeVar

from passerelles.library import checks
from passerelles.library.errors import Refusal
from passerelles.library.reading import entries, read, read_entries, with_territories
from passerelles.library.records import structure
from passerelles.library.schema import (
    KINDS,
    Acronym,
    Case,
    CatalogueEntry,
    Checklist,
    Concept,
    Corridor,
    Experience,
    Figure,
    Kind,
    Network,
    Practice,
    Process,
    Programme,
    Reference,
    Step,
    Territory,
)
from passerelles.library.text import Text

T = TypeVar("T")

DATA: Final = Path(__file__).parent / "data"
STEPS: Final = range(1, 8)

# What a refusal calls an entry: “no … has the id” and “the …”.
_NAMES: Final[dict[Kind, tuple[Text, Text]]] = {
    "practice": (Text("Aucune pratique", "No practice"), Text("la pratique", "the practice")),
    "case": (Text("Aucune étude de cas", "No case"), Text("l’étude de cas", "the case")),
    "experience": (
        Text("Aucune expérience", "No experience"),
        Text("l’expérience", "the experience"),
    ),
    "corridor": (Text("Aucun corridor", "No corridor"), Text("le corridor", "the corridor")),
    "network": (Text("Aucun réseau", "No network"), Text("le réseau", "the network")),
    "programme": (
        Text("Aucun programme", "No programme"),
        Text("le programme", "the programme"),
    ),
    "reference": (Text("Aucun document", "No document"), Text("le document", "the document")),
    "concept": (Text("Aucun concept", "No concept"), Text("le concept", "the concept")),
    "checklist": (Text("Aucune liste", "No checklist"), Text("la liste", "the checklist")),
    "figure": (Text("Aucun chiffre", "No figure"), Text("le chiffre", "the figure")),
    "acronym": (Text("Aucun sigle", "No acronym"), Text("le sigle", "the acronym")),
}


class Library:
    """What stands in the folder `root`; the course's own is `library()`."""

    def __init__(self, root: Path = DATA) -> None:
        self.root = root

    @cached_property
    def places(self) -> dict[str, Territory]:
        """Every place named by an entry, by id."""
        places = read_entries(self.root, "places", Territory)
        for place in places.values():
            checks.check_territory(place, f"places.yml: {place.id}")
        return places

    @cached_property
    def catalogue(self) -> dict[Kind, dict[str, CatalogueEntry]]:
        """Every id of every kind with its source and places, written or not yet."""
        where, plain = read(self.root / "catalogue.yml", self.root)
        if not isinstance(plain, dict):
            raise checks.faulty(
                where,
                "il faut les entrées rangées par genre.",
                "this must hold the entries by kind.",
            )
        checks.check_known([str(kind) for kind in plain], KINDS, where)
        territories = with_territories(self.places)
        made: dict[Kind, dict[str, CatalogueEntry]] = {}
        for kind in KINDS:
            place = f"{where}: {kind}"
            of_kind = plain.get(kind, {})
            made[kind] = entries(of_kind, CatalogueEntry, place, territories, {"kind": kind})
            for entry in made[kind].values():
                checks.check_sources(entry.source, f"{place}: {entry.id}: source")
        return made

    @cached_property
    def process(self) -> Process:
        """The two routes and the seven steps."""
        where, plain = read(self.root / "process.yml", self.root)
        process = structure(plain, Process, where)
        checks.check_texts(process, where)
        for number, step in zip(STEPS, process.steps, strict=False):
            self._check_step(step, number, f"{where}: steps")
        if len(process.steps) != len(STEPS):
            raise checks.faulty(
                f"{where}: steps", "il faut sept étapes.", "there must be seven steps."
            )
        checks.check_known(
            (route.id for route in process.routes), self.catalogue["route"], f"{where}: routes"
        )
        return process

    @cached_property
    def practices(self) -> dict[str, Practice]:
        """The guide's boxed examples that are written, by id."""
        prepare = with_territories(self.places)
        practices = read_entries(self.root, "practices", Practice, prepare)
        for practice in practices.values():
            where = f"practices/{practice.id}.yml"
            self._check_entry("practice", practice.id, practice.source, where)
            self._check_steps(practice.steps, f"{where}: steps")
            self._check_items("sectors", practice.sectors, where)
            self._check_items("initiative-types", practice.initiative_types, where)
        return practices

    @cached_property
    def cases(self) -> dict[str, Case]:
        """The report's case studies, by id."""
        cases = read_entries(self.root, "cases", Case, with_territories(self.places))
        for case in cases.values():
            where = f"cases/{case.id}.yml"
            self._check_entry("case", case.id, case.source, where)
            self._check_steps(case.steps, f"{where}: steps")
            self._check_items("sectors", case.sectors, where)
            self._check_items("initiative-types", case.initiative_types, where)
        return cases

    @cached_property
    def experiences(self) -> dict[str, Experience]:
        """The report's shorter examples, by id."""
        prepare = with_territories(self.places)
        experiences = read_entries(self.root, "experiences", Experience, prepare)
        for experience in experiences.values():
            where = f"experiences/{experience.id}.yml"
            self._check_entry("experience", experience.id, experience.source, where)
            self._check_items("sectors", experience.sectors, where)
            self._check_items("initiative-types", experience.initiative_types, where)
            if experience.case is not None:
                checks.check_known([experience.case], self.catalogue["case"], f"{where}: case")
        return experiences

    @cached_property
    def corridors(self) -> dict[str, Corridor]:
        """The pairs of places the report names in passing, by id."""
        prepare = with_territories(self.places)
        corridors = read_entries(self.root, "corridors", Corridor, prepare)
        for corridor in corridors.values():
            where = f"corridors.yml: {corridor.id}"
            self._check_entry("corridor", corridor.id, corridor.source, where)
        return corridors

    @cached_property
    def networks(self) -> dict[str, Network]:
        """The networks of authorities that the documents name, by id."""
        networks = read_entries(self.root, "networks", Network)
        for network in networks.values():
            where = f"networks.yml: {network.id}"
            self._check_entry("network", network.id, network.source, where)
            checks.check_address(network.address, where)
        return networks

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        """What funds or assists partnerships, by id."""
        programmes = read_entries(self.root, "programmes", Programme)
        for programme in programmes.values():
            where = f"programmes.yml: {programme.id}"
            self._check_entry("programme", programme.id, programme.source, where)
            checks.check_address(programme.address, where)
        return programmes

    @cached_property
    def references(self) -> dict[str, Reference]:
        """The documents of annex 4 and of the bibliography, by id."""
        references = read_entries(self.root, "references", Reference)
        for reference in references.values():
            where = f"references.yml: {reference.id}"
            self._check_entry("reference", reference.id, reference.source, where)
            self._check_items("reference-documents", (reference.theme,), where)
            checks.check_address(reference.address, where)
        return references

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        """The glossary, by id."""
        concepts = read_entries(self.root, "concepts", Concept)
        for concept in concepts.values():
            where = f"concepts/{concept.id}.yml"
            self._check_entry("concept", concept.id, concept.source, where)
            checks.check_known(concept.see, self.catalogue["concept"], f"{where}: see")
        return concepts

    @cached_property
    def checklists(self) -> dict[str, Checklist]:
        """The lists that a simulator or a check applies as rules, by id."""
        checklists = read_entries(self.root, "checklists", Checklist)
        for checklist in checklists.values():
            where = f"checklists/{checklist.id}.yml"
            self._check_entry("checklist", checklist.id, checklist.source, where)
            checks.check_checklist(checklist, where)
            steps = [item.step for item in checklist.items if item.step is not None]
            self._check_steps(steps, f"{where}: items")
        return checklists

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The numbers the course shows, by id."""
        figures = read_entries(self.root, "figures", Figure)
        for figure in figures.values():
            self._check_entry("figure", figure.id, figure.source, f"figures.yml: {figure.id}")
        return figures

    @cached_property
    def acronyms(self) -> dict[str, Acronym]:
        """The acronyms of both languages, by id (the English one in lower case)."""
        acronyms = read_entries(self.root, "acronyms", Acronym)
        for acronym in acronyms.values():
            where = f"acronyms.yml: {acronym.id}"
            self._check_entry("acronym", acronym.id, acronym.source, where)
        return acronyms

    def known(self, kind: Kind, entry_id: str) -> bool:
        """Tell whether the course has such an entry, even one not yet written."""
        return entry_id in self.catalogue[kind]

    def practice(self, entry_id: str) -> Practice:
        """Return a practice; `Refusal` if it is unknown or not yet written."""
        return self._one("practice", self.practices, entry_id)

    def case(self, entry_id: str) -> Case:
        """Return a case study; `Refusal` if it is unknown or not yet written."""
        return self._one("case", self.cases, entry_id)

    def experience(self, entry_id: str) -> Experience:
        """Return an experience; `Refusal` if it is unknown or not yet written."""
        return self._one("experience", self.experiences, entry_id)

    def corridor(self, entry_id: str) -> Corridor:
        """Return a corridor; `Refusal` if it is unknown or not yet written."""
        return self._one("corridor", self.corridors, entry_id)

    def network(self, entry_id: str) -> Network:
        """Return a network; `Refusal` if it is unknown or not yet written."""
        return self._one("network", self.networks, entry_id)

    def programme(self, entry_id: str) -> Programme:
        """Return a programme; `Refusal` if it is unknown or not yet written."""
        return self._one("programme", self.programmes, entry_id)

    def reference(self, entry_id: str) -> Reference:
        """Return a document; `Refusal` if it is unknown or not yet written."""
        return self._one("reference", self.references, entry_id)

    def concept(self, entry_id: str) -> Concept:
        """Return a concept; `Refusal` if it is unknown or not yet written."""
        return self._one("concept", self.concepts, entry_id)

    def checklist(self, entry_id: str) -> Checklist:
        """Return a checklist; `Refusal` if it is unknown or not yet written."""
        return self._one("checklist", self.checklists, entry_id)

    def figure(self, entry_id: str) -> Figure:
        """Return a figure; `Refusal` if it is unknown or not yet written."""
        return self._one("figure", self.figures, entry_id)

    def acronym(self, entry_id: str) -> Acronym:
        """Return an acronym; `Refusal` if it is unknown or not yet written."""
        return self._one("acronym", self.acronyms, entry_id)

    def check(self) -> None:
        """Read and check every file; raise the `Refusal` of the first fault."""
        for name, member in vars(Library).items():
            if isinstance(member, cached_property):
                getattr(self, name)

    def _one(self, kind: Kind, written: Mapping[str, T], entry_id: str) -> T:
        if entry_id in written:
            return written[entry_id]
        no_such, the = _NAMES[kind]
        if self.known(kind, entry_id):
            raise Refusal(
                f"Cette version du cours ne contient pas encore {the.fr} « {entry_id} » ; "
                "choisissez une autre entrée.",
                f"This version of the course does not yet contain {the.en} “{entry_id}”; "
                "choose another entry.",
            )
        fr, en = checks.nearest(entry_id, self.catalogue[kind])
        raise Refusal(
            f"{no_such.fr} ne porte l’identifiant « {entry_id} »{fr} ; vérifiez-le.",
            f"{no_such.en} has the id “{entry_id}”{en}; check it.",
        )

    def _check_entry(self, kind: Kind, entry_id: str, source: str, where: str) -> None:
        """Refuse an entry that the catalogue lacks, or a source it does not give."""
        if entry_id not in self.catalogue[kind]:
            fr, en = checks.nearest(entry_id, self.catalogue[kind])
            raise checks.faulty(
                where,
                f"le catalogue ne connaît pas « {entry_id} »{fr} ; "
                "ajoutez-le à catalogue.yml ou renommez-le.",
                f"the catalogue does not know “{entry_id}”{en}; "
                "add it to catalogue.yml or rename it.",
            )
        checks.check_sources([source], f"{where}: source")
        expected = self.catalogue[kind][entry_id].source
        if source not in expected:
            raise checks.faulty(
                f"{where}: source",
                f"le catalogue donne « {', '.join(expected)} » ; accordez les deux.",
                f"the catalogue gives “{', '.join(expected)}”; make them agree.",
            )

    def _check_items(self, checklist: str, ids: tuple[str, ...], where: str) -> None:
        """Refuse an id that is not an item of `checklist`."""
        if ids:
            items = [item.id for item in self.checklist(checklist).items]
            checks.check_known(ids, items, f"{where}: {checklist}")

    def _check_steps(self, numbers: tuple[int, ...] | list[int], where: str) -> None:
        """Refuse a step that is not one of the seven."""
        for number in numbers:
            if number not in STEPS:
                raise checks.faulty(
                    where,
                    f"l’étape {number} n’existe pas ; donnez un numéro de 1 à 7.",
                    f"step {number} does not exist; give a number from 1 to 7.",
                )

    def _check_step(self, step: Step, number: int, where: str) -> None:
        """Refuse a step out of order, or named otherwise than in the catalogue."""
        if step.number != number:
            raise checks.faulty(
                where,
                f"l’étape {step.number} est là où l’on attend la {number} ; remettez-les en ordre.",
                f"step {step.number} stands where {number} is expected; put them in order.",
            )
        stages = [step.stage.id, *([step.revised.id] if step.revised else [])]
        checks.check_known(stages, self.catalogue["step"], where)
        checks.check_sources(step.source, where)


@cache
def library() -> Library:
    """Return the course's library, one for the whole process."""
    return Library()
