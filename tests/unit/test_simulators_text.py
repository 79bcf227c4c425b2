"""Values as people type them, links as people copy them."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.library.errors import Refusal
from passerelles.library.text import Text
from passerelles_widgets import simulators
from passerelles_widgets.simulators.base import Option, Parameter
from passerelles_widgets.simulators.parsing import parse
from passerelles_widgets.simulators.values import ValueRefusal

STAKEHOLDERS = simulators.load("stakeholders")


def number(low, high, **more):
    label = Text("Le coût", "The cost")
    return Parameter(
        "cost", "decision", "number", label, label, low, "G 3.3", min=low, max=high, **more
    )


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),
        ("0,125", 0.125),
        ("12,5", 12.5),
        ("\u22127", -7),
        ("+3", 3),
        (".5", 0.5),
    ],
)
def test_numbers_are_read_in_both_languages(typed, value):
    assert parse(number(-1e7, 1e7), typed) == value


def test_a_comma_before_three_digits_is_read_within_the_limits_or_refused():
    assert parse(number(100, 5000), "1,234") == 1234
    assert parse(number(0, 5), "1,234") == 1.234
    with pytest.raises(ValueRefusal) as caught:
        parse(number(0, 5000), "1,234")
    assert "1.234" in caught.value.text.en
    assert "1234" in caught.value.text.fr


def test_percentages():
    assert parse(number(0, 1, format="percent"), "35 %") == 0.35
    assert parse(number(0, 100, unit=Text("%", "%")), "35\u00a0%") == 35


@pytest.mark.parametrize("typed", ["", "abc", "nan", "inf", "1e999", "1e3", "--1", "1,2,3", "0x10"])
def test_what_is_not_a_number_is_refused(typed):
    with pytest.raises(ValueRefusal):
        parse(number(-1e7, 1e7), typed)


def test_other_types():
    options = (
        Option("a", Text("Oui, bien sûr", "Of course")),
        Option("b", Text("Jamais", "Never")),
    )
    label = Text("Le choix", "The choice")
    one = Parameter("c", "decision", "choice", label, label, "a", "G 3", options=options)
    many = Parameter("c", "decision", "choices", label, label, [], "G 3", options=options)
    switch = Parameter("c", "decision", "switch", label, label, False, "G 3")
    assert parse(one, "never") == "b"
    assert parse(one, "OUI, BIEN SÛR") == "a"
    assert parse(many, "b, a") == ["a", "b"]
    assert parse(many, '["b"]') == ["b"]
    assert parse(switch, "oui") is True
    assert parse(switch, "off") is False
    for spec in (one, many, switch):
        with pytest.raises(ValueRefusal):
            parse(spec, "perhaps")


def test_tables_are_json():
    assert STAKEHOLDERS.parse("stakeholders", '[{"name": "A", "seats": 2}]')[0]["seats"] == 2
    for typed in ("[", "[" * 50_000, '[{"seats": NaN}]', "{}", " " * 70_000):
        with pytest.raises(ValueRefusal):
            STAKEHOLDERS.parse("stakeholders", typed)


def test_an_unknown_parameter_names_those_that_exist():
    with pytest.raises(Refusal, match="meetings"):
        STAKEHOLDERS.parse("meeting", "3")


def packed(message):
    plain = message if isinstance(message, bytes) else json.dumps(message).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain)).decode().rstrip("=")


def test_a_link_brings_back_the_values_and_stays_short():
    values = {**STAKEHOLDERS.defaults("fr"), "meetings": 6, "women_seats": True}
    text = STAKEHOLDERS.share(values)
    assert len(text) < 120
    assert text == STAKEHOLDERS.share(values)
    assert STAKEHOLDERS.unshare(text, "fr") == values
    assert STAKEHOLDERS.unshare(f"http://h/m2?lang=fr&scenario={text}#x", "fr") == values
    assert STAKEHOLDERS.unshare(f"  {text[:20]}\n{text[20:]} ", "fr") == values


def test_defaults_are_not_sent_so_they_arrive_in_the_readers_language():
    text = STAKEHOLDERS.share(STAKEHOLDERS.defaults("fr"))
    assert STAKEHOLDERS.unshare(text, "en") == STAKEHOLDERS.defaults("en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "&&&",
        "é",
        None,
        7,
        "A" * 40_000,
        packed([]),
        packed({"v": 1, "id": "stakeholders"}),
        packed({"v": True, "id": "stakeholders", "values": {}}),
        packed({"v": 0, "id": "stakeholders", "values": {}}),
        packed({"v": 2, "id": "stakeholders", "values": {}}),
        packed({"v": 1, "id": "partners", "values": {}}),
        packed({"v": 1, "id": ["x"], "values": {}}),
        packed({"v": 1, "id": "stakeholders", "values": []}),
        packed({"v": 1, "id": "stakeholders", "values": {"meetings": 99}}),
        packed({"v": 1, "id": "stakeholders", "values": {"unknown": 1}}),
        packed(b"[" * 100_000),
        packed(b'{"v":1,"id":"stakeholders","values":{"meetings":NaN}}'),
        packed(b"\xff\xfe"),
        packed(b" " * 50_000_000),
        packed({"v": 1, "id": "stakeholders", "values": {}})[:-6],
        packed({"v": 1, "id": "stakeholders", "values": {}}) + "AAAA",
    ],
)
def test_a_damaged_foreign_newer_or_hostile_link_is_refused(text):
    with pytest.raises(Refusal) as caught:
        STAKEHOLDERS.unshare(text)
    assert caught.value.text.fr != caught.value.text.en


def test_newer_and_foreign_links_say_so():
    with pytest.raises(Refusal, match="newer version"):
        STAKEHOLDERS.unshare(packed({"v": 2, "id": "stakeholders", "values": {}}))
    with pytest.raises(Refusal, match="another simulator"):
        STAKEHOLDERS.unshare(packed({"v": 1, "id": "partners", "values": {}}))


@given(st.text(max_size=200))
def test_any_text_is_opened_or_refused(text):
    try:
        STAKEHOLDERS.unshare(text)
    except Refusal:
        return
