"""Places, people, lengths and sources of the map as a reader reads them."""

from __future__ import annotations

from passerelles.library.text import number
from passerelles_widgets.simulators.base import Texts
from passerelles_widgets.simulators.corridors.model import Result
from passerelles_widgets.simulators.corridors.places import Entry, atlas


def direction_name(direction: str, texts: Texts) -> str:
    """Return the name of a direction of cooperation; an entry may have none."""
    return texts.labels.get(f"direction/{direction}", texts["map_other"])


def place_name(place: str, texts: Texts) -> str:
    """Return the name of a place of the library."""
    return atlas().places[place].name[texts.language]


def source(entry: Entry, texts: Texts) -> str:
    """Write an entry's section as a reader does: “Guide, 3.1.5”."""
    book, _, part = entry.source.partition(" ")
    return texts[f"source_{book}"].format(
        part=texts["source_foreword"] if part == "foreword" else part
    )


def counted(people: int, texts: Texts) -> str:
    """Say how many people a corridor concerns, or that nobody has counted them."""
    if not people:
        return texts["people_none"]
    if people == 1:
        return texts["people_one"]
    return texts["people_count"].format(count=number(people, texts.language))


def kilometres(length: float, texts: Texts) -> str:
    """Write a length in whole kilometres."""
    return number(round(length), texts.language)


def home(result: Result, texts: Texts) -> str:
    """Return the learner's territory, or what it is called while it has no name."""
    return result.home.name or texts["your_territory"]
