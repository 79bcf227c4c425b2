// The board's right side: who is where, who waits for help, the teams.
"use strict";
(() => {
  const page = window.passerelles;
  const { word, many, make, button, ask } = page.tools;
  const { form, field, select } = page.board;

  function hands(view) {
    const people = new Map(view.people.map((one) => [one.id, one]));
    const teams = new Map(view.teams.map((team) => [team.id, team.name]));
    if (!view.hands.length) return make("p", { class: "quiet" }, word("board.hands_none"));
    return make(
      "ul",
      { class: "board-list" },
      view.hands.map((id) => {
        const { name, team } = people.get(id);
        return make("li", {}, make("span", {}, make("strong", {}, name), ` ${teams.get(team) || ""}`), button("✓", { do: "help-done", person: id }, { class: "button small", id: `helped-${id}`, "aria-label": word("board.helped", { name }) }));
      }),
    );
  }

  function people(view) {
    const here = view.people.filter((one) => !one.gone);
    if (!view.people.length) return make("p", { class: "quiet" }, word("board.people_none"));
    const online = here.filter((one) => one.online).length;
    const teams = [...view.teams, { id: null, name: word("board.team_none") }];
    return [
      make("p", { class: "quiet" }, many("board.people_count", here.length, { count: here.length, online })),
      ...teams.map((team) => group(view, team)),
      gone(view),
    ];
  }

  function group(view, team) {
    const members = view.people.filter((one) => !one.gone && one.team === team.id);
    if (!members.length && team.id === null) return null;
    return make("section", { class: "board-team" }, make("h3", {}, team.name, " ", make("span", { class: "quiet" }, many("board.team_size", members.length, { size: members.length }))), make("ul", { class: "board-people" }, members.map((one) => person(view, one))));
  }

  function person(view, one) {
    const where = one.online ? one.place : word("board.away");
    return make(
      "li",
      { class: one.online ? "" : "away" },
      make("details", { id: `who-${one.id}`, "data-asks": true }, make("summary", { "aria-label": `${one.name}, ${where || ""}` }, make("strong", {}, one.name), " ", make("span", { class: "quiet" }, where), one.hand ? " ✋" : ""), manage(view, one)),
    );
  }

  function manage(view, one) {
    const choice = select([["", word("board.team_none")], ...view.teams.map((team) => [team.id, team.name])], one.team || "");
    choice.addEventListener("change", () => ask({ do: "move", person: one.id, team: choice.value || null }, choice));
    return [
      field(`team-${one.id}`, word("board.team_of", one), choice),
      form(`rename-${one.id}`, field(`name-${one.id}`, word("board.rename"), make("input", { maxlength: 40, value: one.name, required: true })), word("board.rename"), (fields) => ({ do: "person-rename", person: one.id, name: fields[`name-${one.id}`].value })),
      make("details", { id: `word-${one.id}` }, make("summary", {}, word("board.word", one)), make("p", { class: "strong" }, one.word), make("p", {}, button(word("board.word_new"), { do: "word-renew", person: one.id }, { class: "button small", id: `word-new-${one.id}` }))),
      make("p", {}, button(word("board.remove"), { do: "person-remove", person: one.id }, { class: "button small", id: `remove-${one.id}` })),
    ];
  }

  function gone(view) {
    const left = view.people.filter((one) => one.gone);
    if (!left.length) return null;
    return make("p", { class: "quiet" }, `${word("board.left")} · ${left.map((one) => one.name).join(", ")}`);
  }

  function teams(view) {
    const free = make("input", { type: "checkbox", id: "teams-free", checked: view.choosing });
    free.addEventListener("change", () => ask({ do: "teams-open", open: free.checked }, free));
    const suggested = Math.max(view.teams.length, 1, Math.round(page.room.view.people.filter((one) => !one.gone).length / 4));
    return [
      view.teams.length ? null : make("p", { class: "quiet" }, word("board.teams_none")),
      form("teams-make", field("teams-count", word("board.teams_count"), make("input", { type: "number", min: 1, max: 40, value: String(suggested), required: true })), word("board.teams_make"), (fields) => ({ do: "teams-make", count: Number(fields["teams-count"].value) })),
      make("p", {}, make("label", { class: "room-choice", for: "teams-free" }, free, make("span", {}, word("board.teams_free")))),
      form("team-new", field("team-name", word("board.team_new"), make("input", { maxlength: 40, required: true, autocomplete: "off" })), word("board.team_new"), (fields) => ({ do: "team-create", name: fields["team-name"].value })),
      ...view.teams.map((team) => one(view, team)),
    ];
  }

  function one(view, team) {
    const others = view.teams.filter((other) => other.id !== team.id).map((other) => [other.id, other.name]);
    return make(
      "details",
      { id: `manage-${team.id}` },
      make("summary", {}, word("board.manage", team)),
      form(`rename-${team.id}`, field(`name-${team.id}`, word("board.team_name"), make("input", { maxlength: 40, value: team.name, required: true })), word("board.team_rename"), (fields) => ({ do: "team-rename", team: team.id, name: fields[`name-${team.id}`].value })),
      others.length ? form(`merge-${team.id}`, field(`into-${team.id}`, word("board.team_merge"), select(others, "")), word("board.team_merge_do"), (fields) => ({ do: "team-merge", team: team.id, into: fields[`into-${team.id}`].value })) : null,
    );
  }

  Object.assign(page.board, { hands, people, teams });
})();
