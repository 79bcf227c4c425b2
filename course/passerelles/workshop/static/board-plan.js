// The board's left side: the session plan with "next", what is open, the game, the comparison.
"use strict";
(() => {
  const page = window.passerelles;
  const { word, make, button, number } = page.tools;
  const { result } = page.results;
  const { form, field, select } = page.board;

  function plan(view) {
    if (!view.plan) return choose(view);
    if (view.plan.lost) return [make("p", { class: "refusal" }, view.plan.lost), choose(view)];
    const { items, place, late } = view.plan;
    const item = items[place];
    const following = items[place + 1];
    const onTime = late > 1 ? word("board.plan_late", { minutes: late }) : late < -1 ? word("board.plan_early", { minutes: -late }) : word("board.plan_on_time");
    return [
      make("p", { class: "eyebrow" }, `${word("board.plan_place", { place: place + 1, count: items.length })} · ${item.kind_label} · ${word("board.minutes", item)} · ${onTime}`),
      make("h3", { id: "board-item", tabindex: "-1" }, item.title),
      make("p", {}, make("strong", {}, word("board.aim")), ` ${item.aim}`),
      make("p", { class: "buttons" }, openers(view, item)),
      make("h4", {}, word("board.you")),
      item.trainer.map((text) => make("p", {}, text)),
      make("h4", {}, word("board.they")),
      make("p", {}, item.participants),
      item.material.length ? [make("h4", {}, word("board.material")), make("ul", {}, item.material.map((text) => make("li", {}, text)))] : null,
      item.shorten ? make("p", { class: "quiet" }, make("strong", {}, word("board.shorten")), ` ${item.shorten}`) : null,
      make(
        "p",
        { class: "buttons board-next" },
        place ? button(word("board.back"), { do: "plan-back" }, { class: "button", id: "plan-back" }) : null,
        following ? button(word("board.next_to", { title: following.title }), { do: "plan-next", item: item.id }, { class: "button primary", id: "plan-next" }) : null,
      ),
    ].flat();
  }

  /** The item's own buttons: each activity, the game, the comparison of what teams made. */
  function openers(view, item) {
    const opened = view.plan.opened;
    const open = new Set(view.activities.filter((found) => found.open).map((found) => found.item));
    const made = item.activities.map((found) => {
      const key = `${item.id}/${found.id}`;
      if (open.has(key)) return button(`${word("board.close")} · ${found.question}`, { do: "close", activity: opened[key] }, { id: `plan-close-${found.id}` });
      if (key in opened) return null;
      return button(word("board.open_one", found), { do: "open", item: item.id, activity: found.id }, { class: "button primary", id: `plan-open-${found.id}` });
    });
    if (item.game && !view.game) made.push(button(word("board.game_start"), { do: "game-start", item: item.id }, { class: "button primary", id: "plan-game" }));
    return made;
  }

  function choose(view) {
    return [make("p", { class: "lead" }, word("board.plan_choose")), cards(view.plans)];
  }

  /** Whoever took the wrong plan takes another: nothing that was answered is lost. */
  function change(view) {
    if (!view.plan?.items) return null;
    const others = view.plans.filter((found) => found.id !== view.plan.id);
    return make("details", { id: `plan-change-${view.plan.id}` }, make("summary", {}, word("board.plan_change")), make("p", { class: "quiet" }, word("board.plan_change_note")), cards(others));
  }

  function cards(plans) {
    return make(
      "ul",
      { class: "cards" },
      plans.map((found) =>
        make("li", { class: "card" }, make("h3", {}, found.title), make("p", {}, found.summary), make("p", { class: "quiet" }, word("board.plan_length", { length: found.length, low: found.people[0], high: found.people[1] })), make("p", {}, button(word("board.plan_use"), { do: "plan-choose", plan: found.id }, { class: "button primary", id: `plan-use-${found.id}`, "aria-label": `${word("board.plan_use")} · ${found.title}` }))),
      ),
    );
  }

  function items(view) {
    if (!view.plan?.items) return null;
    return make(
      "details",
      { id: "all-items" },
      make("summary", {}, word("board.all_items")),
      make(
        "ol",
        { class: "board-items" },
        view.plan.items.map((item, place) =>
          make("li", { "aria-current": place === view.plan.place ? "step" : null }, item.day ? make("strong", { class: "board-day" }, item.day) : null, button(`${item.title} · ${word("board.minutes", item)}`, { do: "plan-go", item: item.id }, { class: "button small plain", id: `go-${item.id}`, "aria-label": word("board.go", item) })),
        ),
      ),
    );
  }

  function activities(view) {
    const now = view.activities.filter((found, place) => found.open || place === 0);
    const earlier = view.activities.filter((found) => !now.includes(found));
    return [
      ...now.map((found) => activity(found)),
      earlier.length ? make("details", { id: "earlier" }, make("summary", {}, word("board.earlier")), earlier.map((found) => activity(found))) : null,
      now.length ? null : make("p", { class: "quiet" }, word("board.activities_none")),
    ];
  }

  function activity(found) {
    const goes = found.kind === "simulator" || found.kind === "exercise";
    const id = found.id;
    return make(
      "article",
      { class: "board-activity", "data-asks": true, "data-activity": id },
      make("p", { class: "eyebrow" }, `${word(`board.kind.${found.kind}`)} · ${word(found.open ? "board.is_open" : "board.is_closed")}`),
      make("h3", {}, found.question),
      goes ? null : make("p", { class: "strong" }, word("result.answered", { count: found.answered, expected: found.expected })),
      make(
        "p",
        { class: "buttons" },
        found.open ? button(word("board.close"), { do: "close", activity: id }, { class: "button primary", id: `close-${id}` }) : button(word("board.reopen"), { do: "reopen", activity: id }, { class: "button small", id: `reopen-${id}` }),
        goes || found.kind === "question" ? null : button(word(found.revealed ? "board.conceal" : "board.reveal"), { do: "reveal", activity: id, shown: !found.revealed }, { class: "button", id: `reveal-${id}` }),
        found.kind === "simulator" ? button(word("board.compare_do"), { do: "compare", simulator: found.simulator }, { id: `compare-${id}` }) : null,
      ),
      found.kind === "question" ? moderated(found) : result(found),
    );
  }

  function moderated(found) {
    return make(
      "ul",
      { class: "board-list" },
      found.texts.map((row) => {
        const verb = (shown) => word(shown ? "board.show_text" : "board.keep_text");
        const choice = (shown) => button(verb(shown), { do: "moderate", activity: found.id, person: row.person, shown }, { class: "button small", id: `text-${found.id}-${row.person}-${shown ? "show" : "keep"}`, "aria-label": word("board.text_of", { verb: verb(shown), name: row.name }) });
        const state = row.shown === null ? "" : ` (${word(row.shown ? "board.text_shown" : "board.text_kept")})`;
        return make("li", {}, make("span", {}, row.text, make("em", { class: "quiet" }, ` ${row.name}${state}`)), row.shown === true ? null : choice(true), row.shown === false ? null : choice(false));
      }),
    );
  }

  const KINDS = ["vote", "estimate", "question", "simulator"];
  function write(view) {
    const kind = select(KINDS.map((name) => [name, word(`board.kind.${name}`)]), "vote");
    const figures = [["", word("board.write_own")], ...view.catalogue.figures.map((one) => [one.id, one.label])];
    const parts = {
      "write-question": field("write-question", word("board.write_question"), make("input", { maxlength: 300, autocomplete: "off" })),
      "write-options": field("write-options", word("board.write_options"), make("textarea", { rows: 4, maxlength: 1200 })),
      "write-mode": field("write-mode", word("board.write_mode"), select(["single", "multiple", "order"].map((mode) => [mode, word(`board.mode.${mode}`)]), "single")),
      "write-figure": field("write-figure", word("board.write_figure"), select(figures, "")),
      "write-unit": field("write-unit", word("board.write_unit"), make("input", { maxlength: 40, autocomplete: "off" })),
      "write-simulator": field("write-simulator", word("board.simulator"), select(view.catalogue.simulators.map((one) => [one.id, one.label]), "")),
    };
    const wanted = { vote: ["write-question", "write-options", "write-mode"], estimate: ["write-figure", "write-question", "write-unit"], question: ["write-question"], simulator: ["write-simulator"] };
    const fit = () => Object.entries(parts).forEach(([name, part]) => (part.hidden = !wanted[kind.value].includes(name)));
    kind.addEventListener("change", fit);
    fit();
    const read = (fields) => {
      const spec = { kind: kind.value };
      const question = fields["write-question"].value;
      if (kind.value === "simulator") return { do: "open", spec: { ...spec, simulator: fields["write-simulator"].value } };
      if (question) spec.question = question;
      if (kind.value === "vote") Object.assign(spec, { mode: fields["write-mode"].value, options: fields["write-options"].value.split("\n").map((line) => line.trim()).filter(Boolean) });
      if (kind.value === "estimate") Object.assign(spec, fields["write-figure"].value ? { figure: fields["write-figure"].value } : { unit: fields["write-unit"].value });
      return { do: "open", spec };
    };
    return make("details", { id: "write-fold" }, make("summary", {}, word("board.write")), form("write", [field("write-kind", word("board.write_kind"), kind), ...Object.values(parts)], word("board.open"), read));
  }

  function compare(view) {
    const found = view.comparison;
    const choices = view.catalogue.simulators.map((one) => [one.id, one.label]);
    return [
      form("compare-form", field("compare-simulator", word("board.simulator"), select(choices, found?.simulator || "stakeholders")), word("board.compare_do"), (fields) => ({ do: "compare", simulator: fields["compare-simulator"].value })),
      found ? [make("h3", {}, word("result.compare", found)), page.charts.comparison(found)].flat() : make("p", { class: "quiet" }, word("board.compare_none")),
    ].flat();
  }

  function game(view) {
    const found = view.game;
    return [
      found ? playing(found) : view.teams.length ? null : make("p", { class: "quiet" }, word("board.game_none")),
      !found || found.over ? starting(view, found) : null,
    ].flat();
  }

  function playing(found) {
    return [
      make("p", { class: "strong" }, `${word("game.quarters", found)}${found.open ? ` · ${word("game.round", found)}` : ""}`),
      make(
        "p",
        { class: "buttons" },
        found.open ? button(word("board.round_close", found), { do: "round-close" }, { class: "button primary", id: "round-close" }) : found.over ? null : button(word("board.round_open", { round: found.round + 1 }), { do: "round-open" }, { class: "button primary", id: "round-open" }),
        found.quarter && !found.open && !found.ended ? button(word("board.game_debrief"), { do: "game-debrief" }, { id: "game-debrief" }) : null,
      ),
      found.open ? make("ul", { class: "board-list" }, found.teams.map((team) => make("li", {}, make("strong", {}, team.name), ` ${word("game.ready", { decided: team.decided, agreed: team.ready, members: team.members })}`))) : null,
      ...(page.results.game(found) || []),
    ];
  }

  function starting(view, found) {
    const fields = [
      field("game-seed", word("board.game_seed"), make("input", { type: "number", min: 1, max: 9999, value: "7", required: true })),
      field("game-pace", word("board.game_pace"), select([1, 2, 3].map((pace) => [String(pace), number(pace)]), "2")),
      field("game-difficulty", word("board.game_difficulty"), select(["calm", "usual", "rough"].map((one) => [one, word(`board.difficulty.${one}`)]), "usual")),
    ];
    return form("game-new", fields, word(found ? "board.game_again" : "board.game_start"), (all) => ({ do: "game-start", seed: Number(all["game-seed"].value), pace: Number(all["game-pace"].value), difficulty: all["game-difficulty"].value }));
  }

  Object.assign(page.board, { plan, items, change, activities, write, compare, game });
})();
