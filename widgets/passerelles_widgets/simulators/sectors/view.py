"""How the comparison is shown: interests side by side, kinds that fit, what others have done."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from passerelles.library.loader import library
from passerelles.library.text import enumeration, number, percent
from passerelles_widgets.simulators.base import Figure, Heading, Table, Texts, View
from passerelles_widgets.simulators.figures import (
    axis,
    bar,
    layout,
    marker,
    percent_axis,
    plain,
    wrapped,
)
from passerelles_widgets.simulators.palette import OUTLINE, style
from passerelles_widgets.simulators.sectors.interest import Standing
from passerelles_widgets.simulators.sectors.model import Result
from passerelles_widgets.simulators.sectors.notes import (
    conditions,
    home,
    kind_label,
    notes,
    partner,
    sector_label,
)
from passerelles_widgets.simulators.sectors.practices import Practice, matches

_MOST_PRACTICES: Final = 6
_MOST_PLACES: Final = 3
_WIDTH: Final = 18


@cache
def known_practices() -> tuple[Practice, ...]:
    """Return what matching needs of the library's practices, in the order of their names."""
    return tuple(
        Practice(practice.id, practice.sectors, practice.initiative_types)
        for practice in library().practices.values()
    )


def view(result: Result, texts: Texts) -> View:
    """Return the sentence, two figures, two tables and the notes for `result`."""
    practices = _practices(result, texts)
    said = list(notes(result, texts))
    if result.lead is not None and not practices.rows:
        said.append(texts["note_no_practice"])
    return View(
        sentence=_sentence(result, texts),
        figures=(_interest(result, texts), _fit(result, texts)),
        tables=(_marks(result, texts), practices),
        notes=tuple(said),
    )


def _sentence(result: Result, texts: Texts) -> str:
    lead = result.lead
    if lead is None:
        return texts["sentence_empty"]
    language = texts.language
    return texts["sentence"].format(
        sector=sector_label(lead.sector, texts),
        rank=lead.rank,
        count=len(result.standings),
        mutual=number(lead.mutual, language, 1),
        home=home(result, texts),
        high=number(lead.home_interest, language, 1),
        partner=partner(result, texts),
        low=number(lead.partner_interest, language, 1),
        kind=kind_label(result.chosen_kind.kind, texts),
        fit=percent(result.kind_fit, language),
    )


def _interest(result: Result, texts: Texts) -> Figure:
    """Return one line a sector, with a mark for each territory and one for both."""
    language = texts.language
    names = [_named(result, item, texts) for item in result.standings]
    labels = [wrapped(name, _WIDTH) for name in names]
    series = (
        (home(result, texts), [item.home_interest for item in result.standings], 0, 16),
        (partner(result, texts), [item.partner_interest for item in result.standings], 1, 12),
        (texts["mutual"], [item.mutual for item in result.standings], 2, 9),
    )
    spec = {
        "data": [
            *(_span(label, item) for label, item in zip(labels, result.standings, strict=True)),
            *(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": plain(name),
                    "x": points,
                    "y": labels,
                    "marker": marker(style(look), size),
                    "hovertext": [
                        f"{plain(name)}<br>{number(point, language, 1)}" for point in points
                    ],
                    "hoverinfo": "text",
                    "cliponaxis": False,
                }
                for name, points, look, size in series
            ),
        ],
        "layout": layout(
            language,
            150 + 46 * max(len(names), 2),
            showlegend=True,
            xaxis=axis(texts["interest_axis"], range=[-0.2, 10.2], dtick=2, zeroline=False),
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["interest_part"].format(
            sector=name,
            high=number(item.home_interest, language, 1),
            low=number(item.partner_interest, language, 1),
            mutual=number(item.mutual, language, 1),
        )
        for name, item in zip(names, result.standings, strict=True)
    ]
    said = {"home": home(result, texts), "partner": partner(result, texts)}
    alt = texts["interest_alt"].format(parts=" ".join(parts), **said).strip()
    return Figure("interest", texts["interest_title"], spec, alt, _table(result, texts))


def _span(label: str, item: Standing) -> dict[str, Any]:
    """Join the two territories' marks; dashed where the gap calls for a talk."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [item.home_interest, item.partner_interest],
        "y": [label, label],
        "line": {"color": OUTLINE, "width": 2, "dash": "dash" if item.flagged else "solid"},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _named(result: Result, item: Standing, texts: Texts) -> str:
    name = sector_label(item.sector, texts)
    return texts["kept_mark"].format(name=name) if item in result.kept else name


def _table(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["rank"], "number", 0),
        Heading(texts["sector"]),
        Heading(home(result, texts), "number", 1),
        Heading(partner(result, texts), "number", 1),
        Heading(texts["mutual"], "number", 1),
        Heading(texts["verdict"]),
    )
    rows = tuple(
        (
            item.rank,
            _named(result, item, texts),
            item.home_interest,
            item.partner_interest,
            item.mutual,
            texts["to_discuss" if item.flagged else "even"],
        )
        for item in result.standings
    )
    return Table("interest", texts["interest_title"], headings, rows)


def _fit(result: Result, texts: Texts) -> Figure:
    """Return the fit of the four kinds, the chosen one in a look of its own."""
    language = texts.language
    names = [
        texts["kept_mark"].format(name=name) if item is result.chosen_kind else name
        for item in result.fits
        for name in (kind_label(item.kind, texts),)
    ]
    looks = [style(0 if item is result.chosen_kind else 5) for item in result.fits]
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "y": [wrapped(name, _WIDTH)],
            "x": [item.fit],
            "text": [percent(item.fit, language)],
            "textposition": "outside",
            "marker": bar(look),
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
        for name, item, look in zip(names, result.fits, looks, strict=True)
    ]
    spec = {
        "data": bars,
        "layout": layout(
            language,
            250,
            barmode="overlay",
            xaxis=percent_axis(language, texts["fit_axis"]) | {"range": [0, 1.15]},
            yaxis=axis(type="category", autorange="reversed"),
        ),
    }
    parts = [
        texts["fit_part"].format(kind=name, fit=percent(item.fit, language))
        for name, item in zip(names, result.fits, strict=True)
    ]
    table = Table(
        "fit",
        texts["fit_title"],
        (
            Heading(texts["kind"]),
            Heading(texts["fit_axis"], "percent", 0),
            Heading(texts["answers"]),
            Heading(texts["met"]),
            Heading(texts["missing"]),
        ),
        tuple(
            (
                name,
                item.fit,
                texts["yes" if item.answers else "no"],
                conditions(item.met, texts) or texts["none"],
                conditions(item.missing, texts) or texts["none"],
            )
            for name, item in zip(names, result.fits, strict=True)
        ),
    )
    alt = texts["fit_alt"].format(parts=enumeration(parts, language))
    return Figure("fit", texts["fit_title"], spec, alt, table)


def _marks(result: Result, texts: Texts) -> Table:
    headings = (
        Heading(texts["sector"]),
        Heading(texts.labels["home-marks/need"], "number", 1),
        Heading(texts.labels["home-marks/capacity"], "number", 1),
        Heading(texts.labels["home-marks/alignment"], "number", 1),
        Heading(texts["gap"], "number", 1),
    )
    rows = tuple(
        (_named(result, item, texts), item.needs, item.capacities, item.alignments, item.asymmetry)
        for item in result.standings
    )
    return Table("marks", texts["marks_title"], headings, rows)


def _practices(result: Result, texts: Texts) -> Table:
    """Return the practices close to the sectors kept and to the kind chosen."""
    looked_at = result.kept or ((result.lead,) if result.lead else ())
    found = matches(
        known_practices(),
        [item.sector for item in looked_at],
        result.chosen_kind.kind,
        _MOST_PRACTICES,
    )
    language = texts.language
    rows = []
    for match in found:
        practice = library().practice(match.practice.id)
        places = [place.name[language] for place in practice.territories]
        if len(places) > _MOST_PLACES:
            places = [*places[: _MOST_PLACES - 1], texts["elsewhere"]]
        rows.append(
            (
                practice.title[language],
                enumeration(places, language),
                enumeration([sector_label(s, texts) for s in match.sectors], language),
                texts["yes" if match.same_kind else "no"],
                practice.source,
            )
        )
    headings = (
        Heading(texts["practice"]),
        Heading(texts["where"]),
        Heading(texts["common_sectors"]),
        Heading(texts["same_kind"]),
        Heading(texts["source"]),
    )
    return Table("practices", texts["practices_title"], headings, tuple(rows))
