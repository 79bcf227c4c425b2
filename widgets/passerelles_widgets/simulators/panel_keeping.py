"""Where a simulator's values come from and where they are kept: link, workspace, defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from passerelles.dossier.scenarios import SavedScenario, ScenarioStore
from passerelles.library.errors import Refusal
from passerelles.library.text import LANGUAGES, Language, Text, enumeration
from passerelles_widgets.session import Session
from passerelles_widgets.simulators.registry import ids
from passerelles_widgets.simulators.sharing import meant_for
from passerelles_widgets.simulators.simulator import Simulator
from passerelles_widgets.strings import string, strings

SHARE_VARIABLE = "PASSERELLES_SHARE"


@dataclass(frozen=True, slots=True)
class Start:
    """What a simulator opens with; `own` are the learner's values when a link shows others."""

    values: dict[str, Any]
    sentence: str = ""
    own: dict[str, Any] | None = None


class Keeper:
    """Keeps one simulator's values in the learner's workspace; every method answers in words.

    Without a workspace, or when it refuses, the answer says why nothing was
    kept; nothing is raised, for the simulator itself still works.
    """

    def __init__(self, tool: Simulator, session: Session) -> None:
        self.tool = tool
        self.language: Language = session.language
        self.workspace = session.workspace
        self._why = session.refusal
        self._store: ScenarioStore | None = None
        if self.workspace is not None:
            self._store = self.workspace.scenarios(tool.id)

    def start(self) -> Start:
        """Return the shared values of the page's address, else the learner's, else the defaults."""
        own = self._own()
        shared = shared_text()
        if not shared:
            return own
        try:
            values = self.tool.unshare(shared, self.language)
        except Refusal as refusal:
            if for_another(self.tool.id, shared):
                return own
            return Start(own.values, f"{refusal.sentence(self.language)} {own.sentence}".strip())
        sentence = string("simulator-shared", self.language)
        return Start(self.tool.translate(values, self.language), sentence, own.values)

    def _own(self) -> Start:
        dossier = None
        sentence = ""
        if self.workspace is not None and self._store is not None:
            try:
                kept = self._store.current()
                if kept is not None:
                    values = self.tool.translate(kept, self.language)
                    return Start(values, self._notice())
            except Refusal as refusal:
                reason = refusal.sentence(self.language)
                sentence = string("simulator-stale", self.language, reason=reason)
            with suppress(Refusal):
                dossier = self.workspace.dossier.load()
        return Start(self.tool.defaults(self.language, dossier), sentence or self._notice())

    def _notice(self) -> str:
        notice = self._store.notice if self._store else None
        return notice[self.language] if notice else ""

    @property
    def status(self) -> str:
        """Say that nothing is kept, when that is so."""
        return "" if self._store else self._not_kept(self._why)

    def keep(self, values: Mapping[str, Any]) -> str:
        """Keep `values` as the current ones; return the time, or why they are not kept."""
        if self._store is None:
            return self.status
        try:
            self._store.keep(values)
        except Refusal as refusal:
            return self._not_kept(refusal.text)
        time = datetime.now(UTC).astimezone().strftime("%H:%M")
        return string("simulator-saved-at", self.language, time=time)

    def merge(
        self, values: Mapping[str, Any], base: Mapping[str, Any]
    ) -> tuple[dict[str, Any] | None, str]:
        """Keep what changed from `base` beside what others of the team have changed.

        Return all that is kept now, None where nothing could be, and the time or why not.
        """
        if self._store is None:
            return None, self.status
        try:
            kept = self._store.merge(values, base, lambda both: not self.tool.faults(both))
            both = self.tool.translate(kept, self.language)
        except Refusal as refusal:
            return None, self._not_kept(refusal.text)
        time = datetime.now(UTC).astimezone().strftime("%H:%M")
        return both, string("simulator-saved-at", self.language, time=time)

    def theirs(self) -> dict[str, Any] | None:
        """Return the values kept now, by whoever of the team; None when there are none to read."""
        try:
            kept = self._store.current() if self._store else None
            return None if kept is None else self.tool.translate(kept, self.language)
        except Refusal:
            return None

    def contribute(self, values: Mapping[str, Any]) -> str:
        """Add what `values` say to the dossier; return which sections, or why not."""
        if self.workspace is None:
            return self.status
        try:
            added = self.tool.contribution(values)
            self.workspace.dossier.contribute(added, by=self.tool.id)
        except Refusal as refusal:
            return refusal.sentence(self.language)
        names = enumeration([self._section(section) for section in added], self.language)
        return string("simulator-contributed", self.language, sections=names)

    def _section(self, section: str) -> str:
        name = strings().get(f"section-{section}")
        return name[self.language] if name else section

    def _not_kept(self, why: Text | None) -> str:
        reason = why[self.language] if why else ""
        return string("simulator-not-kept", self.language, reason=reason).strip()

    def saved(self) -> dict[str, str]:
        """Return the saved scenarios: name to label (name, date, note); none when unreadable."""
        return {
            name: " – ".join(filter(None, (name, day(kept.saved, self.language), kept.note)))
            for name, kept in self._kept().items()
        }

    def examples(self) -> dict[str, str]:
        """Return the course’s own scenarios: name to label; a saved one of that name hides it."""
        kept = self._kept()
        return {
            name: string("simulator-example", self.language, name=name, note=example.note)
            for name, example in self.tool.examples(self.language).items()
            if name not in kept
        }

    def note(self, name: str) -> str:
        """Return the note of a saved scenario or of an example, empty when there is none."""
        kept, examples = self._kept(), self.tool.examples(self.language)
        if name in kept:
            return kept[name].note
        return examples[name].note if name in examples else ""

    def _kept(self) -> dict[str, SavedScenario]:
        if self._store is None:
            return {}
        try:
            return self._store.saved()
        except Refusal:
            return {}

    def save(self, name: str, values: Mapping[str, Any], note: str) -> None:
        """Keep `values` under `name`; raise `Refusal`."""
        self._open().save(name, values, note)

    def delete(self, name: str) -> None:
        """Delete the scenario `name`; raise `Refusal`."""
        self._open().delete(name)

    def scenario(self, name: str) -> dict[str, Any]:
        """Return the values saved under `name`, or the example's; raise `Refusal`."""
        if name in self.examples():
            return self.tool.examples(self.language)[name].values
        kept = self._open().saved().get(name)
        if kept is None:
            raise Refusal(*(string("simulator-pick-some", lang) for lang in LANGUAGES))
        return self.tool.translate(kept.values, self.language)

    def _open(self) -> ScenarioStore:
        if self._store is None:
            why = self._why or Text("", "")
            raise Refusal(
                *(
                    string("simulator-not-kept", lang, reason=why[lang]).strip()
                    for lang in LANGUAGES
                )
            )
        return self._store


def shared_text() -> str:
    """Return the shared scenario of the page's address, empty when there is none."""
    given = os.environ.get(SHARE_VARIABLE, "")
    return given or parse_qs(os.environ.get("QUERY_STRING", "")).get("share", [""])[0]


def for_another(simulator_id: str, text: str) -> bool:
    """Tell whether another simulator is the one a shared text is meant for: it will answer."""
    meant = meant_for(text)
    return meant != simulator_id and meant in ids()


def day(moment: str, language: Language) -> str:
    """Write an ISO 8601 time as a local date and time, empty when it is none."""
    try:
        local = datetime.fromisoformat(moment).astimezone()
    except ValueError:
        return ""
    return local.strftime("%d/%m/%Y %H:%M" if language == "fr" else "%-d %b %Y %H:%M")
