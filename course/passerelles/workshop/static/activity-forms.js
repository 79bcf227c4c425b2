// The forms participants answer in: an estimate, a vote, an order, a short text, a place to go to.
"use strict";
(() => {
  const page = window.passerelles;
  const { word, make, untouch, ask, parsed } = page.tools;

  function sent(found) {
    const waits = found.kind === "question" ? "live.sent" : "live.waiting";
    return found.mine ? [make("p", { class: "room-sent" }, word("live.sent")), waits === "live.waiting" ? make("p", { class: "quiet" }, word(waits)) : null] : null;
  }

  function submit(found, value) {
    return async (event) => {
      event.preventDefault();
      const form = event.target;
      form.querySelector(".room-refusal")?.remove();
      const answer = value(form);
      if (answer.fault) {
        form.prepend(make("p", { class: "refusal room-refusal", role: "alert" }, answer.fault));
        return;
      }
      if (await ask({ do: "answer", activity: found.id, value: answer.value }, form.querySelector("button[type=submit]"))) untouch(form);
    };
  }

  function send(found) {
    return make("p", {}, make("button", { type: "submit", class: "button primary", id: `send-${found.id}` }, word(found.mine ? "live.change" : "live.send")));
  }

  function estimate(found) {
    const id = `estimate-${found.id}`;
    const read = (form) => {
      const value = parsed(form.elements.value.value);
      return Number.isNaN(value) ? { fault: word("live.not_a_number", { example: page.tools.number(1234.5) }) } : { value };
    };
    return make(
      "form",
      { class: "room-form", novalidate: true, onsubmit: submit(found, read) },
      make("label", { for: id }, word("live.yours"), found.unit ? ` (${found.unit})` : ""),
      make("input", { id, name: "value", inputmode: "decimal", autocomplete: "off", maxlength: 30, value: found.mine ? page.tools.number(found.mine.value, 6) : "" }),
      send(found),
      sent(found),
    );
  }

  function question(found) {
    const id = `text-${found.id}`;
    const read = (form) => ({ value: form.elements.value.value });
    return make(
      "form",
      { class: "room-form", onsubmit: submit(found, read) },
      make("label", { for: id }, word("live.text")),
      make("textarea", { id, name: "value", rows: 3, maxlength: 280, required: true, value: found.mine ? found.mine.value : "" }),
      send(found),
      sent(found),
    );
  }

  function vote(found) {
    if (found.mode === "order") return order(found);
    const type = found.mode === "single" ? "radio" : "checkbox";
    const mine = [found.mine?.value ?? []].flat();
    const read = (form) => {
      const chosen = [...form.querySelectorAll("input:checked")].map((field) => field.value);
      if (!chosen.length && type === "radio") return { fault: word("live.choose_one") };
      return { value: type === "radio" ? chosen[0] : chosen };
    };
    return make(
      "form",
      { class: "room-form", onsubmit: submit(found, read) },
      make(
        "fieldset",
        {},
        make("legend", { class: "visually-hidden" }, found.question),
        found.options.map((option) => {
          const id = `vote-${found.id}-${option.id}`;
          return make("label", { class: "room-choice", for: id }, make("input", { type, id, name: "choice", value: option.id, checked: mine.includes(option.id) }), make("span", {}, option.text));
        }),
      ),
      send(found),
      sent(found),
    );
  }

  const orders = new Map();
  function order(found) {
    const start = found.mine?.value || found.options.map((option) => option.id);
    const now = orders.get(found.id) || start;
    const text = Object.fromEntries(found.options.map((option) => [option.id, option.text]));
    const list = make("ol", { class: "room-order" });
    const move = (id, by) => {
      const place = now.indexOf(id);
      const to = place + by;
      if (to < 0 || to >= now.length) return;
      [now[place], now[to]] = [now[to], now[place]];
      orders.set(found.id, now);
      rows();
      list.querySelector(`#${CSS.escape(`${by < 0 ? "up" : "down"}-${found.id}-${id}`)}`).focus();
    };
    const rows = () =>
      list.replaceChildren(
        ...now.map((id) =>
          make(
            "li",
            {},
            make("span", {}, text[id]),
            make("button", { type: "button", class: "button small", id: `up-${found.id}-${id}`, "aria-label": word("live.up_one", { text: text[id] }), onclick: () => move(id, -1) }, "↑"),
            make("button", { type: "button", class: "button small", id: `down-${found.id}-${id}`, "aria-label": word("live.down_one", { text: text[id] }), onclick: () => move(id, 1) }, "↓"),
          ),
        ),
      );
    rows();
    return make("form", { class: "room-form", onsubmit: submit(found, () => ({ value: now })) }, make("p", { class: "quiet" }, word("live.order_help")), list, send(found), sent(found));
  }

  function place(found) {
    return found.link ? make("p", {}, make("a", { class: "button primary", href: address(found.link) }, word("live.go"))) : null;
  }

  function address(link) {
    return `${page.base()}${page.lang()}/${link}`;
  }

  page.forms = { address, kinds: { estimate, vote, question, simulator: place, exercise: place } };
})();
