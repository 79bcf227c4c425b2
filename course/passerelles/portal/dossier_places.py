"""The territory and its corridors as a reader of the dossier sees them."""

from __future__ import annotations

from passerelles.dossier.sections_places import Corridors, Territory
from passerelles.portal.dossier_writer import NOTHING, ShownSection, Writer


def territory(writer: Writer, section: Territory) -> ShownSection:
    """Return where the learner's territory is."""
    sentence = writer.t(
        "territory.place",
        name=section.name,
        country=section.country or NOTHING,
        latitude=writer.number(section.latitude, 2),
        longitude=writer.number(section.longitude, 2),
    )
    return writer.section("territory", 1, [sentence], [])


def corridors(writer: Writer, section: Corridors) -> ShownSection:
    """Return the places linked with the territory, the largest group first."""
    chosen = [item.name for item in section.items if item.chosen]
    sentences = [writer.t("corridors.count", count=writer.number(len(section.items)))]
    if chosen:
        sentences.append(writer.t("corridors.chosen", names=writer.listed(chosen)))
    table = writer.table(
        "corridors.table",
        ["place", "country", "people", "movement", "known", "distance"],
        [
            [
                item.name,
                item.country or NOTHING,
                item.people or NOTHING,
                writer.t(f"movement.{item.movement}"),
                writer.t(f"known.{item.known}"),
                round(item.distance),
            ]
            for item in section.items
        ],
    )
    return writer.section("corridors", 1, sentences, [table])
