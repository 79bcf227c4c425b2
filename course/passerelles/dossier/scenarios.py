"""A learner's scenarios of one simulator: the current one, and those saved under a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from passerelles.dossier.data import check_id, encode, plain
from passerelles.dossier.document import Document
from passerelles.dossier.files import StoredFile
from passerelles.dossier.merging import merged
from passerelles.dossier.store import now
from passerelles.library.errors import Refusal
from passerelles.library.records import structure
from passerelles.library.text import Text

VALUES_LIMIT: Final = 200_000
SAVED_LIMIT: Final = 5_000_000
MAX_NAME: Final = 80
MAX_NOTE: Final = 2_000
MAX_SAVED: Final = 100

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """Parameter values kept under a name, with a note and the time (ISO 8601, UTC)."""

    values: dict[str, Any]
    note: str
    saved: str


class ScenarioStore:
    """The scenarios of one simulator, in `scenarios/<simulator>/` of the workspace `root`."""

    def __init__(self, root: Path, simulator_id: str) -> None:
        folder = root / "scenarios" / check_id(simulator_id, simulator=True)
        self._current: Document[Values | None] = Document(
            StoredFile(folder / "current.json", VALUES_LIMIT * 2),
            _parse_current,
            lambda values: {} if values is None else {"values": values},
            lambda: None,
        )
        self._saved: Document[dict[str, SavedScenario]] = Document(
            StoredFile(folder / "saved.json", SAVED_LIMIT), _parse_saved, _dump_saved, dict
        )

    @property
    def notice(self) -> Text | None:
        """Say what was found damaged and set aside, if anything."""
        return self._current.notice or self._saved.notice

    def current(self) -> Values | None:
        """Return the values last kept, or None before the first time."""
        return self._current.load()

    def keep(self, values: Mapping[str, Any]) -> None:
        """Keep `values` as the current scenario; raise `Refusal`."""
        checked = _values(values)
        self._current.change(lambda _: checked)

    def merge(
        self, values: Mapping[str, Any], base: Mapping[str, Any], fits: Callable[[Values], bool]
    ) -> Values:
        """Keep the changes that lead from `base` to `values`, beside what others have changed.

        Return what is kept now. Where changes do not fit together, `values` stand alone.
        Raise `Refusal`.
        """
        checked, before = _values(values), plain(dict(base))

        def step(theirs: Values | None) -> Values:
            both: Values = checked if theirs is None else merged(before, theirs, checked)
            return both if fits(both) else checked

        kept = self._current.change(step)
        assert kept is not None
        return kept

    def saved(self) -> dict[str, SavedScenario]:
        """Return the saved scenarios by name, in the order they were first saved."""
        return self._saved.load()

    def save(self, name: str, values: Mapping[str, Any], note: str = "") -> None:
        """Keep `values` under `name`, replacing a scenario of that name; raise `Refusal`."""
        key, checked, text = _name(name), _values(values), plain(note)
        if not isinstance(text, str) or len(text) > MAX_NOTE:
            raise Refusal(
                f"La note dépasse {MAX_NOTE} caractères ; raccourcissez-la.",
                f"The note is longer than {MAX_NOTE} characters; shorten it.",
            )

        def step(before: dict[str, SavedScenario]) -> dict[str, SavedScenario]:
            if key not in before and len(before) >= MAX_SAVED:
                raise Refusal(
                    f"{MAX_SAVED} scénarios sont déjà enregistrés ; supprimez-en un.",
                    f"{MAX_SAVED} scenarios are saved already; delete one.",
                )
            return {**before, key: SavedScenario(checked, text, now())}

        self._saved.change(step)

    def delete(self, name: str) -> None:
        """Delete the scenario `name`; raise `Refusal` when there is none."""
        key = _name(name)

        def step(before: dict[str, SavedScenario]) -> dict[str, SavedScenario]:
            if key not in before:
                raise Refusal(
                    f"Aucun scénario ne s’appelle « {key} » ; choisissez-en un de la liste.",
                    f"No scenario is called “{key}”; choose one from the list.",
                )
            return {kept: scenario for kept, scenario in before.items() if kept != key}

        self._saved.change(step)


def _name(name: Any) -> str:
    # NFC: the same name typed on two machines is one name.
    cleaned = " ".join(unicodedata.normalize("NFC", plain(str(name))).split())
    if 0 < len(cleaned) <= MAX_NAME:
        return cleaned
    raise Refusal(
        f"Le nom d’un scénario compte de 1 à {MAX_NAME} caractères ; choisissez-en un autre.",
        f"A scenario’s name has 1 to {MAX_NAME} characters; choose another.",
    )


def _values(values: Mapping[str, Any]) -> Values:
    made: Values = plain(dict(values))
    if len(encode(made)) > VALUES_LIMIT:
        raise Refusal(
            f"Ce scénario dépasse {VALUES_LIMIT // 1000} ko ; raccourcissez ses textes.",
            f"This scenario is longer than {VALUES_LIMIT // 1000} kB; shorten its texts.",
        )
    return made


def _parse_current(data: dict[str, Any]) -> Values:
    return structure(data, _Current, "current.json").values


@dataclass(frozen=True, slots=True)
class _Current:
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Saved:
    scenarios: dict[str, SavedScenario]


def _parse_saved(data: dict[str, Any]) -> dict[str, SavedScenario]:
    return structure(data, _Saved, "saved.json").scenarios


def _dump_saved(saved: dict[str, SavedScenario]) -> dict[str, Any]:
    return {
        "scenarios": {
            name: {"values": kept.values, "note": kept.note, "saved": kept.saved}
            for name, kept in saved.items()
        }
    }
