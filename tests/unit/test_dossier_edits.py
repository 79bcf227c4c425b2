"""The dossier edited by hand: undone, restored, merged; and files that arrive from elsewhere."""

from dataclasses import replace

import pytest

from passerelles.build.sample import sample
from passerelles.dossier import edits
from passerelles.dossier.data import encode
from passerelles.dossier.incoming import parse_dossier
from passerelles.dossier.schema import SCHEMA, Dossier, Territories, to_plain
from passerelles.dossier.store import LIMIT, DossierStore
from passerelles.dossier.words import Note, Wording
from passerelles.library.errors import Refusal

NEEDS = {"items": [{"name": "Parler", "kind": "practical", "sector": "culture", "priority": 5}]}
OTHER = {"items": [{"name": "Voter", "kind": "strategic", "sector": "governance", "priority": 9}]}


@pytest.fixture
def store(tmp_path):
    made = DossierStore(tmp_path)
    made.contribute({"needs": NEEDS}, by="survey")
    return made


def note(step, text):
    return dict([edits.note(step, text, "fr")])


def test_a_note_and_a_wording_are_kept_and_emptied(store):
    store.edit(note(3, " À revoir.  \r\n\r\nAu printemps "), 1)
    dossier = store.load()
    assert dossier.notes == {"3": Note("À revoir.\n\nAu printemps", "fr")}
    part, value = edits.wording(dossier, "needs", "Nous voulons parler.", "fr")
    after = store.edit({part: value}, 2).dossier
    assert after.wording["needs"] == Wording(
        "Nous voulons parler.", "fr", after.fingerprint("needs")
    )
    store.contribute({"needs": OTHER}, by="survey")
    moved = store.load()
    assert moved.wording["needs"].of != moved.fingerprint("needs")
    emptied = store.edit({part: None, **note(3, " ")}, 4).dossier
    assert (emptied.notes, emptied.wording) == ({}, {})


def test_undo_goes_back_one_change_at_a_time_and_is_itself_kept(store):
    store.edit({"home": "Aval"}, 1)
    store.edit({"home": "Amont"}, 2)
    first = store.undo(3)
    assert (first.territories.home, first.revision, first.by) == ("Aval", 4, "undo-2")
    second = store.undo(4)
    assert (second.territories.home, second.by) == ("", "undo-1")
    third = store.undo(5)
    assert third.section("needs") is None
    with pytest.raises(Refusal, match="no change left"):
        store.undo(6)
    assert store.restore(3).territories.home == "Amont"
    assert len(store.history()) == 7


def test_undo_of_a_restoration_brings_back_what_it_replaced(store):
    store.edit({"home": "Aval"}, 1)
    store.restore(1)
    assert store.undo(3).territories.home == "Aval"


def test_a_change_made_elsewhere_is_not_undone_unseen(store):
    store.edit({"home": "Aval"}, 1)
    store.contribute({"needs": OTHER}, by="survey")
    with pytest.raises(Refusal, match="has changed since"):
        store.undo(2)
    assert store.load().section("needs").items[0].name == "Voter"


def test_edits_of_different_parts_on_the_same_page_are_both_kept(store):
    store.edit(note(2, "Première personne"), 1)
    late = store.edit({"partner": "Sahlène", "home": ""}, 1)
    assert late.conflicts == ()
    assert late.merged
    assert late.dossier.notes["2"].text == "Première personne"
    assert late.dossier.territories == Territories(home="", partner="Sahlène")


def test_a_field_left_as_it_was_does_not_undo_the_other_persons_change(store):
    store.edit({"home": "Aval", "route": "integrate-into-existing"}, 1)
    late = store.edit({"home": "", "route": "build-new", "partner": "Sahlène"}, 1)
    assert late.conflicts == ()
    assert late.dossier.territories == Territories("Aval", "Sahlène")
    assert late.dossier.route == "integrate-into-existing"


def test_the_same_part_changed_twice_is_told_and_neither_text_is_lost(store):
    store.edit(note(2, "Elle"), 1)
    late = store.edit({**note(2, "Lui"), **note(4, "Ailleurs")}, 1)
    (conflict,) = late.conflicts
    assert conflict.part == "note/2"
    assert (conflict.mine.text, conflict.theirs.text) == ("Lui", "Elle")
    assert {key: kept.text for key, kept in late.dossier.notes.items()} == {
        "2": "Elle",
        "4": "Ailleurs",
    }
    assert store.edit(note(2, "Lui"), late.dossier.revision).dossier.notes["2"].text == "Lui"


def test_the_same_text_typed_twice_is_no_conflict(store):
    store.edit(note(2, "Elle"), 1)
    assert store.edit(note(2, "Elle"), 1).conflicts == ()


def test_a_section_changed_meanwhile_is_not_removed_unseen(store):
    store.contribute({"needs": OTHER}, by="survey")
    part, value = edits.removal(store.load(), "needs")
    late = store.edit({part: value}, 1)
    assert [conflict.part for conflict in late.conflicts] == ["section/needs"]
    assert late.dossier.section("needs") is not None
    gone = store.edit({part: value}, 2).dossier
    assert gone.section("needs") is None
    back = store.undo(gone.revision)
    assert back.section("needs").items[0].name == "Voter"


def test_a_text_about_a_section_removed_meanwhile_is_given_back(store):
    seen = store.load()
    wanted = dict([edits.wording(seen, "needs", "Nos besoins", "fr")])
    store.edit({"section/needs": None}, 1)
    (conflict,) = store.edit(wanted, 1).conflicts
    assert conflict.mine.text == "Nos besoins"
    (again,) = store.edit(wanted, 2).conflicts
    assert again.theirs is None
    assert store.load().wording == {}


def test_without_the_revision_seen_whatever_differs_is_a_conflict(store):
    for number in range(25):
        store.edit({"home": f"T{number}"}, number + 1)
    late = store.edit({"home": "A", "partner": ""}, 2)
    assert [conflict.part for conflict in late.conflicts] == ["home"]


def test_a_removed_section_takes_its_wording_along(store):
    store.edit(dict([edits.wording(store.load(), "needs", "Nos besoins", "fr")]), 1)
    assert store.edit({"section/needs": None}, 2).dossier.wording == {}


@pytest.mark.parametrize(
    ("step", "text", "word"),
    [("8", "x", "seven|only 7"), ("", "x", "only 7"), ("1", "x" * 4001, "4000 fit")],
)
def test_a_faulty_note_is_refused(step, text, word):
    with pytest.raises(Refusal, match=word):
        edits.note(step, text, "en")


def test_what_a_person_cannot_change_by_hand_cannot_be_put():
    with pytest.raises(ValueError, match="by hand"):
        edits.put(Dossier(), {"section/needs": NEEDS})
    with pytest.raises(Refusal):
        edits.wording(Dossier(), "weather", "x", "fr")


def test_history_says_what_each_version_changed(store):
    store.edit({"home": "Aval", **note(1, "Vite")}, 1)
    store.edit({"section/needs": None, "home": "Amont"}, 2)
    told = [
        {change.part: change.kind for change in changes or ()} for _, changes in store.changes()
    ]
    assert told == [
        {"home": "changed", "section/needs": "removed"},
        {"home": "added", "note/1": "added"},
        {"section/needs": "added"},
    ]


def test_a_dossier_from_before_notes_is_brought_up_to_date():
    old = {key: value for key, value in to_plain(sample("fr")).items() if key != "schema"}
    old.pop("notes")
    old.pop("wording")
    made = parse_dossier(encode({"schema": 1, **old}))
    assert made.notes == {}
    assert made.section("needs") == sample("fr").section("needs")


def test_a_dossier_comes_back_from_its_file():
    assert parse_dossier(encode(to_plain(sample("en")))) == sample("en")


GOOD = encode(to_plain(sample("fr")))


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (GOOD[: len(GOOD) // 2], "stops before its end"),
        (b"not a dossier", "damaged"),
        (b"[1, 2]", "damaged"),
        (b"{}", "not a dossier of the course"),
        (b'{"answers": {}, "schema": 1}', "not a dossier of the course"),
        (encode({"schema": SCHEMA + 1, "sections": {}}), "newer version"),
        (encode({"schema": SCHEMA, "sections": {}, "surprise": 1}), "surprise"),
        (encode({"schema": SCHEMA, "sections": {"weather": {}}}), "weather"),
        (encode({"schema": SCHEMA, "sections": [], "notes": {}}), "sections"),
        (encode({"schema": SCHEMA, "sections": {}, "notes": {"9": {}}}), "notes"),
        (encode({"schema": SCHEMA, "sections": {}, "wording": {"weather": {}}}), "wording"),
        (b" " * LIMIT + GOOD, "larger than 2 MB"),
        (b"PK\x03\x04 a workbook", "damaged"),
        (encode({"schema": SCHEMA, "sections": {"needs": NEEDS}, "route": "x"}), "route"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_dossier_is_refused_in_one_sentence(raw, word):
    with pytest.raises(Refusal, match=word) as caught:
        parse_dossier(raw)
    assert caught.value.text.fr != caught.value.text.en
    assert "\n" not in caught.value.text.fr


def test_revisions_of_a_damaged_history_are_passed_over(store, tmp_path):
    store.edit({"home": "Aval"}, 1)
    store.edit({"home": "Amont"}, 2)
    (tmp_path / "revisions" / "000002.json").write_text("{")
    assert store.undo(3).territories.home == ""


def test_an_uploaded_dossier_keeps_what_stood_before(store):
    before = store.load()
    store.update(lambda _: replace(sample("fr"), revision=3), by="upload")
    assert store.undo(2).sections == before.sections
