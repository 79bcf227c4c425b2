"""The agreement: signs and ratings by hand, drafts from the dossier, and step 4."""

from time import perf_counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelles.dossier import sections_agreement
from passerelles.dossier.schema import Dossier, to_plain
from passerelles.dossier.sections import Topic
from passerelles.dossier.steps import steps
from passerelles.library.loader import library
from passerelles_widgets import simulators
from passerelles_widgets.simulators.agreement import elements, evidence, model
from passerelles_widgets.simulators.agreement.clauses import CLAUSES

SIM = simulators.load("agreement")
LANGUAGES = ("fr", "en")
PARTIES = evidence.Parties("Ville de Clairval", "Ndiarème", 8)
TEXTS = {
    "background": "Clairval and Ndiarème act within the powers their laws give them together.",
    "objective": "By December 2029, half of all newcomers find a course within 30 days.",
    "results": "In each town, 40 women trained and 25 of them trading two years later.",
    "stakeholders": "Three migrants’ associations and the university attend every meeting with us.",
    "monitoring": "Every half-year, both departments record the migration indicators and talk.",
    "coherence": "Clairval’s strategic plan and Ndiarème’s local development plan are both served.",
    "sdgs": "Both contribute to target 10.c.",
    "calendar": "From January 2027 to December 2029.",
    "budget": "€120,000, of which each town pays half.",
    "management": "Migration departments of Clairval and of Ndiarème share the daily work equally.",
    "governance": "A joint committee with migrants’ associations meets every half-year.",
}
ACTION = {"action": "Train", "indicator": "women", "quantity": 40, "date": "2028", "who": "desks"}


def values(**more):
    return {**SIM.defaults("en"), **TEXTS, "actions": [ACTION], **more}


def lacks(text, *signs):
    return evidence.missing(text, signs, PARTIES)


def test_the_two_lists_are_those_of_the_library():
    for form, checklist in (
        ("memorandum-of-understanding", "agreement-elements"),
        ("partnership-agreement", "agreement-elements"),
        ("revision", "agreement-revision-elements"),
    ):
        items = library().checklist(checklist).items
        assert [name for _, name in elements.elements(form)] == [item.id for item in items]
        kind = "revised" if form == "revision" else "new"
        for item in items:
            assert SIM.data.texts[f"{kind}_{item.id}"] == item.label
    clauses = library().checklist("mou-clauses").items
    assert [name for name, _ in CLAUSES] == [item.id for item in clauses]
    assert all(
        SIM.data.texts[f"clause_{item.id.replace('-', '_')}"] == item.label for item in clauses
    )
    domains = library().checklist("mou-domains").items
    assert [(o.id, o.label) for o in SIM.parameter("domains").options] == [
        (item.id, item.label) for item in domains
    ]


def test_twinning_is_explained_and_not_proposed():
    assert [option.id for option in SIM.parameter("form").options] == [
        "memorandum-of-understanding",
        "partnership-agreement",
        "revision",
    ]
    assert "twinning" in SIM.data.reading.en
    assert "jumelage" in SIM.data.reading.fr


@pytest.mark.parametrize(
    ("sign", "yes", "no"),
    [
        ("length", "un deux trois quatre cinq six sept huit", "un deux trois quatre"),
        ("both", "À CLAIRVAL comme à Ndiareme", "La ville de Ndiarème et une autre ville"),
        ("law", "selon la loi", "selon nous"),
        ("law", "nos compétences", "nos élus"),
        ("figure", "40 personnes", "avant 2029, cible 10.7"),
        ("measure", "avant 2029", "bientôt"),
        ("migrants", "les associations de migrantes", "les habitants"),
        ("migrants", "la Diaspora", "les associations"),
        ("rhythm", "chaque semestre", "souvent"),
        ("rhythm", "twice a year", "often"),
        ("rhythm", "une évaluation à mi-parcours", "une évaluation"),
        ("plan", "notre schéma directeur, le programme local", "notre projet"),
        ("target", "la cible 10.c", "la cible 10"),
        ("target", "target 17.18", "target 18.1"),
        ("dates", "de 2027 à 2029", "en 2027, oui, 2027"),
        ("amount", "120 000 €", "120 000 personnes"),
        ("amount", "€120,000", "120,000"),
        ("amount", "2 millions de francs CFA", "2 millions"),
        ("amount", "30 million dirhams", "thirty"),
        ("payer", "chacune la moitié", "à définir"),
        ("payer", "Ndiarème paie", "on verra"),
        ("body", "un comité directeur", "un groupe"),
        ("body", "the Joint Board", "the team"),
    ],
)
def test_each_sign_is_seen_and_only_there(sign, yes, no):
    assert lacks(yes, sign) == ()
    assert lacks(no, sign) == (sign,)


def test_without_names_nothing_names_both():
    nobody = evidence.Parties("", "", 8)
    assert evidence.missing("Clairval et Ndiarème", ("both",), nobody) == ("both",)


@pytest.mark.parametrize("form", get_args(elements.Form))
def test_an_agreement_with_every_sign_is_ready(form):
    result = SIM.run(values(form=form, objective=f"{TEXTS['objective']} Migrants choose it."))
    assert {item.field: item.lacks for item in result.elements if item.lacks} == {}
    assert result.ready
    assert (result.completeness, result.measurable_actions) == (1, 1)
    assert len(result.elements) == (11 if form == "revision" else 12)


def test_thin_counts_half_and_empty_nothing():
    result = SIM.run(values(budget="To be settled.", governance=""))
    assert (result.complete_elements, result.empty_elements) == (10, 1)
    assert result.completeness == pytest.approx(10.5 / 12)
    full = SIM.run(values(budget="To be settled.", governance="", thin_credit=100))
    assert full.completeness == pytest.approx(11 / 12)


def test_a_revision_asks_for_migrants_where_a_new_agreement_does_not():
    changed = values(governance="A joint committee meets every half-year in one of the two towns.")
    assert SIM.run(changed).element("governance").rating == "complete"
    revised = SIM.run({**changed, "form": "revision"})
    assert revised.element("governance").lacks == ("migrants",)
    assert revised.element("background") is None
    assert revised.element("monitoring").id == "indicators"


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ({}, ()),
        ({"indicator": ""}, ("indicator",)),
        ({"quantity": 0}, ("quantity",)),
        ({"date": "next spring"}, ("date",)),
        ({"who": "", "date": ""}, ("date", "who")),
    ],
)
def test_what_makes_an_action_measurable(change, lacking):
    result = SIM.run(values(actions=[{**ACTION, **change}]))
    assert result.actions[0].lacks == lacking
    assert result.element("actions").rating == ("thin" if lacking else "complete")


def test_actions_absent_unnamed_and_late():
    empty = SIM.run(values(actions=[{**ACTION, "action": ""}]))
    assert (empty.element("actions").rating, empty.unnamed, empty.measurable_actions) == (
        "empty",
        1,
        0,
    )
    late = SIM.run(values(actions=[ACTION, {**ACTION, "date": "June 2030"}]))
    assert [item.date for item in late.late] == ["June 2030"]


def test_the_example_says_the_same_in_both_languages():
    assert SIM.indicators(SIM.defaults("fr")) == SIM.indicators(SIM.defaults("en"))
    result = SIM.run(SIM.defaults("fr"))
    assert (result.complete_elements, result.empty_elements, len(result.late)) == (6, 1, 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", get_args(elements.Form))
def test_contribution_is_taken_by_the_dossier_and_comes_back(form, language):
    given_values = {**SIM.defaults(language), "form": form}
    dossier = Dossier().with_sections(SIM.contribution(given_values))
    again = SIM.defaults(language, dossier)
    assert SIM.contribution(again) == SIM.contribution(given_values)


def composed(language, route="build-new", **sections):
    dossier = {
        "route": route,
        "territories": {"home": "Clairval", "partner": "Ndiarème"},
        "sections": sections,
    }
    return SIM.defaults(language, dossier)


def test_a_draft_comes_from_every_section_that_knows():
    lens, others = simulators.load("sdg_lens"), ("stakeholders", "partners", "coherence", "team")
    dossier = Dossier().with_sections(lens.contribution(lens.defaults("en")))
    for name in (*others, "survey", "initiative", "monitoring"):
        if name in simulators.ids():
            tool = simulators.load(name)
            dossier = dossier.with_sections(tool.contribution(tool.defaults("en")))
    draft = SIM.defaults("en", dossier)
    plain = to_plain(dossier)
    assert draft["partner"] == plain["territories"]["partner"]
    assert draft["sdgs"] == (
        "Both authorities contribute to targets 10.c, 17.18 and 11.1. They are attentive to"
        " targets 5.2 and 10.7. They argue with their governments for targets 8.8 and 16.2."
    )
    assert "2030 Agenda" in draft["coherence"]
    assert draft["governance"].startswith("A platform of ")
    assert draft["objective"] == plain["sections"]["initiative"]["objective"][:300]
    assert draft["actions"][0]["indicator"].startswith("average cost of sending")
    assert all(len(draft[field]) <= 300 for field in TEXTS)


def test_what_the_dossier_does_not_know_stays_blank():
    draft = composed("fr", partner={"name": "Ndiarème", "country": "Sénégal"})
    assert draft["background"] == (
        "Des personnes vivent, travaillent et circulent entre Clairval et Ndiarème (Sénégal)."
    )
    assert draft["budget"] == draft["governance"] == ""
    assert (draft["actions"], draft["domains"]) == ([], [])
    assert SIM.defaults("en", {"sections": {}}) == SIM.defaults("en")


def test_the_route_that_widens_a_partnership_revises():
    needs = {"items": [{"name": "housing", "priority": 3}, {"name": "work", "priority": 8}]}
    draft = composed("en", "integrate-into-existing", needs=needs)
    assert draft["form"] == "revision"
    assert draft["objective"] == "Meet together a need that has been established: work."


def test_dates_and_money_come_from_the_plans():
    plan = {"start": "2027-11", "indicators": [{"name": "courses"}], "mid_term": 2, "final": 26}
    budget = {"total": 120_000, "payers": {"home": 70_000, "others": 50_000}}
    draft = composed("en", **{"monitoring-plan": plan, "initiative": budget})
    assert draft["calendar"] == "The agreement runs from November 2027 to January 2030."
    assert draft["monitoring"].endswith("Evaluation: January 2028 and January 2030.")
    assert draft["budget"] == (
        "The budget is €120,000: €70,000 from Clairval and €50,000 from other funders."
    )


def test_a_long_draft_is_cut_at_a_word():
    results = [{"text": "word " * 40}, {"text": "more " * 40}]
    draft = composed("en", initiative={"results": results})
    assert len(draft["results"]) <= 300
    assert draft["results"].endswith("…")


def signed(**more):
    partners = simulators.load("partners")
    dossier = Dossier().with_sections(partners.contribution(partners.defaults("en")))
    known = dict.fromkeys(get_args(Topic), "verified")
    dossier = dossier.with_sections({"due-diligence": {"items": known, "readiness": 1.0}})
    name = dossier.sections.partner.name
    texts = {key: text.replace("Ndiarème", name) for key, text in TEXTS.items()}
    made = values(**{"home": "Clairval", "partner": name, **texts, **more})
    return dossier.with_sections(SIM.contribution(made))


def step_four(dossier):
    step = steps(dossier)[3]
    assert step.reason.fr != step.reason.en
    return step.state, step.reason.en


def test_step_four_is_complete_with_a_whole_agreement():
    assert step_four(signed())[0] == "complete"
    state, reason = step_four(signed(budget="later", governance=""))
    assert (state, reason) == (
        "thin",
        "In the agreement, these are still to be completed: the budget and governance.",
    )
    many = dict.fromkeys(("budget", "governance", "calendar", "sdgs", "management"), "")
    assert "5 elements" in step_four(signed(**many))[1]


def test_step_four_needs_the_partner_chosen_and_what_is_known_of_it():
    assert "does not name" in step_four(signed(partner="Elsewhere"))[1]
    alone = Dossier().with_sections(SIM.contribution(values()))
    assert step_four(alone) == (
        "thin",
        "An agreement has been begun, but no partner is chosen.",
    )
    unknown = signed().with_sections({"due-diligence": None})
    assert step_four(unknown)[0] == "thin"


def test_the_ids_are_those_of_the_dossier():
    assert get_args(sections_agreement.Form) == get_args(elements.Form)
    assert get_args(sections_agreement.Rating) == get_args(model.Rating)
    known = {name for ids in elements.FIELDS.values() for name in ids if name}
    assert known == set(get_args(sections_agreement.ElementId))


@given(st.sampled_from(sorted(TEXTS)), st.text(max_size=300), st.text(max_size=300))
def test_more_text_never_loses_a_sign(field, text, more):
    signs = elements.signs("memorandum-of-understanding", field)
    before = set(evidence.missing(text, signs, PARTIES))
    after = set(evidence.missing(f"{text} ; {more}", signs, PARTIES))
    assert after <= before


@given(st.text(max_size=300))
def test_any_text_is_rated(text):
    found = evidence.missing(text, get_args(evidence.Sign), PARTIES)
    assert set(found) <= set(get_args(evidence.Sign))


def test_full_tables_and_long_texts_do_not_run_away():
    long = dict.fromkeys(TEXTS, "9 " * 150)
    start = perf_counter()
    SIM.run(values(**long, actions=[ACTION] * 15))
    assert perf_counter() - start < 5  # a bound against runaway work, not a measure of speed
