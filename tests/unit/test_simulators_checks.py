"""The rules for `parameters.yml`: what they catch, and how the texts are set."""

import re
from dataclasses import fields, is_dataclass, replace

import pytest

from passerelles.library.text import Text
from passerelles_widgets import simulators
from passerelles_widgets.simulators.base import Column
from passerelles_widgets.simulators.checks import faults

DATA = simulators.load("stakeholders").data
MEETINGS = next(item for item in DATA.parameters if item.id == "meetings")
CHAIR = next(item for item in DATA.parameters if item.id == "chair")


def texts(value):
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict) and set(value) == {"fr", "en"}:
        yield Text(**value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from texts(getattr(value, part.name))


@pytest.mark.parametrize("simulator_id", simulators.ids())
def test_texts_are_there_and_set_as_each_language_sets_them(simulator_id):
    for text in texts(simulators.load(simulator_id).data):
        assert text.fr.strip()
        assert text.en.strip()
        assert not re.search(r" [:;?!%»]|« ", text.fr), text.fr
        assert "'" not in text.fr + text.en
        assert not re.search(r"\s[:;?!%]", text.en), text.en


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        (replace(MEETINGS, source="somewhere"), "somewhere"),
        (replace(MEETINGS, reason=None), "hypothesis"),
        (replace(MEETINGS, min=None), "two limits"),
        (replace(MEETINGS, default=99), "out of range"),
        (replace(MEETINGS, phrase=Text("les réunions", "meetings")), "plural"),
        (replace(MEETINGS, id="Meetings"), "malformed"),
        (replace(CHAIR, options=CHAIR.options[:1]), "at least two options"),
        (replace(CHAIR, columns=(Column("c", "table", CHAIR.label),)), "column"),
    ],
)
def test_each_fault_is_said(changed, word):
    found = faults(replace(DATA, parameters=(changed,)))
    assert any(word in fault.en for fault in found)
    assert all(fault.fr != fault.en for fault in found)


def test_an_id_written_twice_is_said():
    assert any("repeated" in f.en for f in faults(replace(DATA, parameters=(CHAIR, CHAIR))))
