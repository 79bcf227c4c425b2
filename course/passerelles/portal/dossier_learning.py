"""The exchange programme as a reader of the dossier sees it."""

from __future__ import annotations

from passerelles.dossier.sections_learning import ExchangeProgramme
from passerelles.portal.dossier_writer import ShownSection, Writer

_STEP = 5  # peer learning is an initiative; the skills it gives are resources of step 6


def exchange_programme(writer: Writer, section: ExchangeProgramme) -> ShownSection:
    """Return the peer, what each side learns, the activities, and the other pairs."""
    sentences = [
        writer.t(
            "exchange-programme.pair",
            home=section.home,
            peer=section.peer,
            learns=_sectors(writer, section.learns),
            teaches=_sectors(writer, section.teaches),
            reciprocity=writer.percent(section.reciprocity),
        ),
        writer.t(
            "exchange-programme.languages",
            languages=writer.listed(
                writer.t(f"exchange-programme.language.{name}") for name in section.languages
            ),
        )
        if section.languages
        else writer.t("exchange-programme.interpreted"),
    ]
    if section.activities:
        sentences.append(writer.t("exchange-programme.cost", cost=writer.money(section.cost)))
    activities = writer.table(
        "exchange-programme.activities",
        [
            "exchange-programme.month",
            "exchange-programme.activity",
            "exchange-programme.place",
            "exchange-programme.days",
            "people",
            "exchange-programme.associations",
            "cost",
        ],
        [
            [
                item.month,
                writer.item("peer-learning-activities", item.kind),
                writer.t(f"exchange-programme.host.{item.host}"),
                item.days,
                item.people,
                item.associations,
                writer.money(item.cost),
            ]
            for item in section.activities
        ],
    )
    pairs = writer.table(
        "exchange-programme.pairs",
        ["exchange-programme.first", "exchange-programme.peer", "exchange-programme.reciprocity"],
        [[one.first, one.second, writer.percent(one.reciprocity)] for one in section.pairs],
    )
    return writer.section("exchange-programme", _STEP, sentences, [activities, pairs])


def _sectors(writer: Writer, names: tuple[str, ...]) -> str:
    return writer.listed(writer.item("sectors", name) for name in names)
