// A team's round of the partnership game: one draft that all its members see, change and agree to.
"use strict";
(() => {
  const page = window.passerelles;
  const { word, make, ask, button, number, money } = page.tools;

  function panel(view) {
    const { game } = view;
    if (!game) return null;
    return make(
      "section",
      { class: "room-activity", "data-asks": true, "aria-labelledby": "game-title" },
      make("p", { class: "eyebrow" }, word("board.kind.game")),
      make("h3", { id: "game-title" }, word("game.title")),
      make("p", { class: "quiet" }, word("game.quarters", game), game.open ? ` · ${word("game.round", game)}` : ""),
      game.own ? own(view) : make("p", {}, word("game.watch")),
      game.open ? null : page.results.game(game, "h4"),
    );
  }

  function own(view) {
    const { own: team } = view.game;
    return [
      make("p", {}, word("game.state", team)),
      make("details", { id: "game-levels" }, make("summary", {}, word("game.levels")), levels(team)),
      view.game.open && !view.ended ? round(view, team) : null,
    ];
  }

  function levels(team) {
    return make(
      "ul",
      { class: "room-levels" },
      team.levels.map((level) => make("li", {}, make("span", {}, level.label), make("meter", { min: 0, max: 100, value: level.value, "aria-label": level.label }), make("span", { class: "number" }, String(level.value)))),
    );
  }

  function round(view, team) {
    const { draft } = team;
    const members = view.team ? view.team.members.length : 1;
    return [
      make("h4", {}, word("game.plan")),
      draft.decisions.length ? chosen(view, team) : make("p", {}, word("game.plan_none")),
      draft.decisions.length ? make("p", { class: "quiet" }, cost(team)) : null,
      draft.by ? make("p", { class: "quiet" }, word("game.last_change", { name: draft.by })) : null,
      make("p", {}, word("game.agreed", { agreed: draft.agreed, members }), draft.mine ? ` ${word("game.agreed_mine")}` : ""),
      draft.mine ? null : make("p", {}, button(word("game.agree"), { do: "agree", base: draft.version }, { class: "button primary", id: "game-agree" })),
      adding(view, team),
    ];
  }

  function change(team, decisions) {
    return { do: "decide", base: team.draft.version, decisions };
  }

  function chosen(view, team) {
    const label = Object.fromEntries(team.choices.map((choice) => [choice.id, choice.label]));
    const effort = Object.fromEntries(team.efforts.map((one) => [one.id, one.label]));
    return make(
      "ul",
      { class: "room-plan" },
      team.draft.decisions.map((row, place) =>
        make(
          "li",
          {},
          make("span", {}, view.game.pace > 1 ? `${word("game.quarter", { number: view.game.quarter + row.quarter })} · ` : "", make("strong", {}, label[row.decision]), ` · ${effort[row.effort]}`),
          button("×", change(team, team.draft.decisions.filter((_, other) => other !== place)), { class: "button small", id: `game-remove-${row.quarter}-${row.decision}`, "aria-label": word("game.remove", { label: label[row.decision] }) }),
        ),
      ),
    );
  }

  function cost(team) {
    const price = Object.fromEntries(team.choices.map((choice) => [choice.id, choice]));
    const times = Object.fromEntries(team.efforts.map((one) => [one.id, one.cost]));
    const sum = (what) => team.draft.decisions.reduce((total, row) => total + price[row.decision][what] * times[row.effort], 0);
    return word("game.cost", { staff: number(sum("staff")), money: money(sum("money")) });
  }

  function adding(view, team) {
    const { game } = view;
    const options = make("select", { id: "game-decision" });
    const quarter = make("select", { id: "game-quarter" }, [...Array(game.pace).keys()].map((place) => make("option", { value: String(place + 1) }, word("game.quarter", { number: game.quarter + place + 1 }))));
    const effort = make("select", { id: "game-effort" }, team.efforts.map((one) => make("option", { value: one.id, selected: one.id === "normal" }, one.label)));
    const fill = () => {
      // What a first quarter opens may be taken in the second: only the first one's are greyed.
      const first = quarter.value === "1";
      const kept = options.value;
      const steps = new Map();
      for (const choice of team.choices) {
        if (!steps.has(choice.step)) steps.set(choice.step, make("optgroup", { label: word("game.step", choice) }));
        const taken = team.draft.decisions.some((row) => row.decision === choice.id && String(row.quarter) === quarter.value);
        const why = choice.why && first ? ` (${choice.why})` : "";
        steps.get(choice.step).append(make("option", { value: choice.id, disabled: taken || Boolean(why) }, `${choice.label}${why || ` · ${word("game.months", { staff: number(choice.staff), money: money(choice.money) })}`}`));
      }
      options.replaceChildren(...steps.values());
      const possible = [...options.options].filter((option) => !option.disabled);
      options.value = possible.some((option) => option.value === kept) ? kept : possible[0]?.value || "";
    };
    quarter.addEventListener("change", fill);
    fill();
    const add = make("button", { type: "submit", class: "button", id: "game-add" }, word("game.add"));
    const form = make(
      "form",
      { class: "room-form", "data-asks": true },
      game.pace > 1 ? [make("label", { for: "game-quarter" }, word("game.when")), quarter] : null,
      make("label", { for: "game-decision" }, word("game.decision")),
      options,
      make("label", { for: "game-effort" }, word("game.effort")),
      effort,
      make("p", {}, add),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!options.value) return;
      const row = { quarter: Number(quarter.value), decision: options.value, effort: effort.value };
      delete options.dataset.touched;
      await ask(change(team, [...team.draft.decisions, row]), add);
    });
    return form;
  }

  page.game = { panel };
})();
