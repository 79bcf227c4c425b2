"""A simulator as the notebooks, the portal and the command line see it.

A scenario is a plain dict `{parameter id: value}`. Every method checks it at
the door (`values`) and raises `Refusal` for what cannot be computed; the model
behind sees only complete, typed values.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final

from passerelles.library.errors import Refusal
from passerelles.library.text import DEFAULT_LANGUAGE, Language, Text
from passerelles_widgets.simulators import (
    comparison,
    defaults,
    describe,
    parsing,
    sensitivity,
    sentences,
    sharing,
    tornado,
)
from passerelles_widgets.simulators import (
    values as door,
)
from passerelles_widgets.simulators.base import (
    Figure,
    Indicator,
    Parameter,
    SimulatorData,
    Texts,
    View,
)
from passerelles_widgets.simulators.sensitivity import Swing
from passerelles_widgets.simulators.wording import shown

_REMEMBERED: Final = 16  # a change asks for the same result five times: view, sentence, saving…


@dataclass(frozen=True, slots=True)
class Example:
    """A scenario to start from: complete values, and a note that says what it tries."""

    values: dict[str, Any]
    note: str


@dataclass(slots=True, eq=False)
class Simulator:
    """One planning tool: its data, its pure model and its view, behind checked values."""

    data: SimulatorData
    model: ModuleType
    viewer: ModuleType
    _results: OrderedDict[str, tuple[Any, Any]] = field(default_factory=OrderedDict)
    _texts: dict[Language, Texts] = field(default_factory=dict)
    _around: str = ""
    _tried: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The simulator's id, which is its folder's name."""
        return self.data.id

    def parameter(self, parameter_id: str) -> Parameter:
        """Return a parameter; raise `Refusal` naming those that exist."""
        for parameter in self.data.parameters:
            if parameter.id == parameter_id:
                return parameter
        raise _unknown(self.data.title, "parameter", parameter_id, self.data.parameters)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return an indicator; raise `Refusal` naming those that exist."""
        for indicator in self.data.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise _unknown(self.data.title, "indicator", indicator_id, self.data.indicators)

    def defaults(self, lang: Language = DEFAULT_LANGUAGE, dossier: Any = None) -> dict[str, Any]:
        """Return fresh default values in `lang`, prefilled from `dossier` when it says more."""
        return defaults.default_values(self.data, lang, self.model, dossier)

    def examples(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Example]:
        """Return the scenarios the course proposes, by name; most simulators have none.

        A model may define `examples(language) -> {name: {"values": …, "note": …}}`;
        what it leaves out of the values takes the defaults.
        """
        given = getattr(self.model, "examples", None)
        if given is None:
            return {}
        return {
            name: Example(self.check(one["values"], lang), one["note"])
            for name, one in given(lang).items()
        }

    def translate(self, values: Mapping[str, Any], lang: Language) -> dict[str, Any]:
        """Return `values` with the default texts the learner left unchanged put into `lang`."""
        return defaults.translate(self.data, self.check(values), lang)

    def check(self, values: Any, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return `values` complete and typed; raise `ValueRefusal` naming label and limits."""
        return door.check_values(self.data, values, lang)

    def faults(self, values: Any) -> dict[str, Text]:
        """Return every fault by the path of its field (`language`, `stakeholders/2/seats`)."""
        return door.examine(self.data, values)[1]

    def parse(self, parameter_id: str, text: str) -> Any:
        """Read a value typed as text (`1 234,5`, `1,234.5`, a label, JSON for tables)."""
        return parsing.parse(self.parameter(parameter_id), text)

    def run(self, values: Any) -> Any:
        """Run the model; the result's attributes are named in its `model.py`."""
        return self._ran(values)[1]

    def _ran(self, values: Any) -> tuple[Any, Any]:
        """Return scenario and result; the same values are computed once."""
        checked = self.check(values)
        key = json.dumps(checked, sort_keys=True)
        found = self._results.get(key)
        if found is None:
            scenario = self.model.Scenario.from_values(checked)
            found = (scenario, self.model.run(scenario))
            self._results[key] = found
            if len(self._results) > _REMEMBERED:
                self._results.popitem(last=False)
        return found

    def forget(self) -> None:
        """Drop the remembered results, so that the next run computes (benchmarks)."""
        self._results.clear()
        self._around, self._tried = "", {}

    def texts(self, lang: Language) -> Texts:
        """Return the simulator's texts and labels in `lang`."""
        if lang not in self._texts:
            self._texts[lang] = Texts(
                lang,
                {key: text[lang] for key, text in self.data.texts.items()},
                dict(_labels(self.data, lang)),
                {item.id: item.label[lang] for item in self.data.indicators},
            )
        return self._texts[lang]

    def view(self, values: Any, lang: Language) -> View:
        """Return the result as sentence, figures, tables and notes in `lang`."""
        view: View = self.viewer.view(self.run(values), self.texts(lang))
        return view

    def contribution(self, values: Any) -> dict[str, Any]:
        """Return what these values add to the dossier."""
        scenario, result = self._ran(values)
        added: dict[str, Any] = self.model.contribution(scenario, result)
        return added

    def indicators(self, values: Any) -> dict[str, float]:
        """Return the result's numbers by indicator id."""
        result = self.run(values)
        return {item.id: float(getattr(result, item.id)) for item in self.data.indicators}

    def sensitivity(self, values: Any, indicator: str) -> list[Swing]:
        """Vary each decision, coefficient and cell alone; the largest swing first."""
        self.indicator(indicator)
        checked = self.check(values)
        around = json.dumps(checked, sort_keys=True)
        if around != self._around:
            self._around, self._tried = around, {}
        return sensitivity.swings(self.data, checked, indicator, self._tried_once)

    def _tried_once(self, values: Any) -> dict[str, float]:
        """Return `indicators`, kept as long as the same scenario is varied.

        One indicator's analysis needs the very runs of another's: the second is read, not run.
        """
        key = json.dumps(values, sort_keys=True)
        if key not in self._tried:
            self._tried[key] = self.indicators(values)
        return self._tried[key]

    def sensitivity_figure(self, values: Any, indicator: str, lang: Language) -> Figure:
        """Return the tornado chart of `sensitivity`, with its table."""
        found = self.sensitivity(values, indicator)
        base = self.indicators(values)[indicator]
        return tornado.tornado(self.data, self.indicator(indicator), found, base, lang)

    def sentence(self, before: Any, after: Any, lang: Language) -> str:
        """Say in words what the last change did."""
        return sentences.sentence(
            self.data,
            (self.check(before), self.indicators(before)),
            (self.check(after), self.indicators(after)),
            lang,
        )

    def compare(
        self, named: Mapping[str, Any], lang: Language, notes: Mapping[str, str] | None = None
    ) -> View:
        """Put saved scenarios side by side: a figure, and tables of results and of differences.

        `notes` are what the learner wrote of some of them, by name.
        """
        checked = {name: self.check(values) for name, values in named.items()}
        results = {name: self.indicators(values) for name, values in checked.items()}
        return comparison.compare(self.data, checked, results, lang, notes or {})

    def share(self, values: Any) -> str:
        """Return a compact URL-safe text holding what differs from the defaults."""
        return sharing.share(self.data, self.check(values))

    def unshare(self, text: str, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the complete values a shared text or link holds; raise `Refusal`."""
        return sharing.unshare(self.data, text, lang)

    def describe(self, lang: Language) -> dict[str, Any]:
        """Return the simulator as plain data: parameters, kinds, ranges, provenance."""
        return describe.describe(self.data, lang)


def _labels(data: SimulatorData, lang: Language) -> Iterator[tuple[str, str]]:
    for parameter in data.parameters:
        yield parameter.id, parameter.label[lang]
        for option in parameter.options:
            yield f"{parameter.id}/{option.id}", option.label[lang]
        for column in parameter.columns:
            yield f"{parameter.id}/{column.id}", column.label[lang]
            for option in column.options:
                yield f"{parameter.id}/{column.id}/{option.id}", option.label[lang]


def _unknown(
    title: Text, what: str, found: Any, existing: tuple[Parameter, ...] | tuple[Indicator, ...]
) -> Refusal:
    names = ", ".join(item.id for item in existing)
    fr = {"parameter": "le paramètre", "indicator": "l’indicateur"}[what]
    return Refusal(
        f"{title.fr}\u00a0: {fr} «\u00a0{shown(found)}\u00a0» n’existe pas\u00a0;"
        f" choisissez parmi {names}.",
        f"{title.en}: there is no {what} “{shown(found)}”; choose among {names}.",
    )
