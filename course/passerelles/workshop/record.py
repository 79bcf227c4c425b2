"""The board's record: what was opened, what came of it, round by round; JSON, CSV and a page.

Estimates, votes and texts stand without a name, as they did on the screen.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO
from typing import Any, Final

from passerelles.grading.report_csv import safe
from passerelles.library.text import LANGUAGES, Language, moment
from passerelles.portal.strings import string
from passerelles.workshop import counting, views_game
from passerelles.workshop.clock import iso
from passerelles.workshop.plans import plans
from passerelles.workshop.state import Activity, Game, State

Rows = list[list[Any]]
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1d2430;background:#fbfaf7}table{border-collapse:collapse;margin:1rem 0}"
    "th,td{border:1px solid #dcd8cf;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "caption{text-align:left;font-weight:600}"
)


def files(state: State, language: Language) -> Iterator[tuple[str, bytes]]:
    """Return the record's files by name."""
    made = plain(state, language)
    yield "record.json", (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
    for name, rows in tables(state, language):
        yield f"{name}.csv", written(rows)
    for spoken in LANGUAGES:
        yield f"record-{spoken}.html", page(state, spoken).encode()


def plain(state: State, language: Language) -> dict[str, Any]:
    """Return the whole record as plain data; texts of the course in `language`."""
    return {
        "format": "passerelles-room",
        "version": 1,
        "title": state.title,
        "begun": iso(state.begun),
        "ended": iso(state.ended) if state.ended is not None else None,
        "people": [
            {"name": one.name, "team": _team(state, one.team), "joined": iso(one.joined)}
            for one in state.people.values()
        ],
        "teams": [
            {"id": one.id, "name": one.name, "merged_into": _team(state, one.merged_into)}
            for one in state.teams.values()
        ],
        "walked": [
            {"plan": step.plan, "item": step.item, "begun": iso(step.begun)}
            for step in state.walked
        ],
        "activities": [_activity(one, language) for one in state.activities.values()],
        "games": [_game(state, one, language) for one in state.games.values()],
        "comparisons": state.comparisons,
        "messages": [
            {"text": one.text, "team": _team(state, one.team), "sent": iso(one.sent)}
            for one in state.messages
        ],
    }


def _activity(found: Activity, language: Language) -> dict[str, Any]:
    return {
        **counting.said(found, language),
        "opened": iso(found.opened),
        "closed": iso(found.closed) if found.closed is not None else None,
        "answers": len(found.answers),
        "result": counting.result(found, language),
    }


def _game(state: State, game: Game, language: Language) -> dict[str, Any]:
    return {
        "values": game.values,
        "pace": game.pace,
        "started": iso(game.started),
        "rounds": [
            {
                "round": one.number,
                "opened": iso(one.opened),
                "closed": iso(one.closed),
                "decisions": {_team(state, team): rows for team, rows in one.decisions.items()},
            }
            for one in game.rounds
        ],
        "result": views_game.together(state, game, language),
    }


def tables(state: State, language: Language) -> Iterator[tuple[str, Rows]]:
    """Return the record's tables by name, each with a line of headings."""

    def t(key: str) -> str:
        return string(f"board.record.{key}", language)

    yield (
        "people",
        [
            [t("name"), t("team"), t("joined")],
            *([one.name, _team(state, one.team), iso(one.joined)] for one in state.people.values()),
        ],
    )
    yield "plan", [[t("item"), t("begun")], *_walked(state, language)]
    yield (
        "answers",
        [[t("question"), t("kind"), t("answer"), t("count")], *_answers(state, language)],
    )
    yield (
        "rounds",
        [
            [t("game"), t("round"), t("team"), t("quarter"), t("decision"), t("effort")],
            *_decisions(state, language),
        ],
    )
    yield (
        "outcomes",
        [[t("game"), t("team"), t("principle"), t("score")], *_scores(state, language)],
    )


def _walked(state: State, language: Language) -> Iterator[list[Any]]:
    for step in state.walked:
        found = plans().get(step.plan)
        titles = {item.id: item.title[language] for item in found.items} if found else {}
        yield [titles.get(step.item, step.item), iso(step.begun)]


def _answers(state: State, language: Language) -> Iterator[list[Any]]:
    for found in state.activities.values():
        question = found.spec["question"][language]
        kind = string(f"board.kind.{found.kind}", language)
        result = counting.result(found, language)
        for value in result.get("values", []):
            yield [question, kind, value, 1]
        for row in result.get("rows", []):
            yield [question, kind, row["text"], row["votes"]]
        for text in result.get("texts", []):
            yield [question, kind, text, 1]


def _decisions(state: State, language: Language) -> Iterator[list[Any]]:
    for game in state.games.values():
        for one in game.rounds:
            for team, rows in one.decisions.items():
                for row in rows:
                    quarter = (one.number - 1) * game.pace + row["quarter"]
                    name = views_game.decision(row["decision"], language)
                    yield [game.id, one.number, _team(state, team), quarter, name, row["effort"]]


def _scores(state: State, language: Language) -> Iterator[list[Any]]:
    for game in state.games.values():
        found = views_game.together(state, game, language)
        for team in found["teams"]:
            for principle in found["principles"]:
                yield [game.id, team["name"], principle["label"], team["scores"][principle["id"]]]


def written(rows: Iterable[Iterable[Any]]) -> bytes:
    """Return rows as CSV that no spreadsheet takes for formulas, with the mark Excel looks for."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def page(state: State, language: Language) -> str:
    """Return the record as one page that needs nothing else."""
    title = state.title or string("board.record.title", language)
    head = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    )
    parts = [
        head,
        f"<main><h1>{escape(title)}</h1><p>{escape(moment(iso(state.begun), language))}</p>",
    ]
    for name, rows in tables(state, language):
        heads = "".join(f'<th scope="col">{escape(str(cell))}</th>' for cell in rows[0])
        lines = "".join(
            "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
            for row in rows[1:]
        )
        caption = escape(string(f"board.record.{name}", language))
        parts.append(
            f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
            f"<tbody>{lines}</tbody></table>"
        )
    return "".join([*parts, "</main></html>"])


def _team(state: State, team: str | None) -> str:
    return state.teams[team].name if team in state.teams else ""
