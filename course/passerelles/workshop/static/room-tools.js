// What the room's scripts share: words, elements made without markup, panels that keep what one types.
"use strict";
(() => {
  const page = window.passerelles;
  const NS = "http://www.w3.org/2000/svg";
  let said = null;

  /** Return a string of the interface with its {places} filled. */
  function word(key, places = {}) {
    said ??= JSON.parse(document.getElementById("room-words").textContent);
    return said[key].replace(/\{(\w+)\}/g, (_, name) => String(places[name] ?? ""));
  }

  /** A string for a number of things: its `_one` form where the language wants a singular. */
  function many(key, count, places) {
    return word(count === 1 || (count === 0 && page.lang() === "fr") ? `${key}_one` : key, places);
  }

  /** Make an element; children are elements or text, never markup. */
  function make(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  function svg(tag, attributes = {}, ...children) {
    return fill(document.createElementNS(NS, tag), attributes, children);
  }

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name === "value" || name === "checked" || name === "selected") element[name] = value;
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  /** Draw a panel again when what it shows has changed; what one is typing or has unfolded stays. */
  function draw(panel, shown, build) {
    const now = JSON.stringify(shown);
    if (!panel || panel.shown === now) return;
    panel.shown = now;
    const active = panel.contains(document.activeElement) ? document.activeElement : null;
    const held = new Map();
    for (const field of panel.querySelectorAll("[id]")) {
      if (field.matches("details")) held.set(field.id, { open: field.open });
      else if (field.matches("input[type=checkbox], input[type=radio]")) field.dataset.touched && held.set(field.id, { checked: field.checked });
      else if (field.matches("input, textarea, select") && field.dataset.touched) held.set(field.id, { value: field.value });
    }
    const place = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
    const scrolled = panel.scrollTop;
    panel.replaceChildren(...[build()].flat(9).filter(Boolean));
    for (const [id, what] of held) {
      const field = panel.querySelector(`#${CSS.escape(id)}`);
      if (!field) continue;
      Object.assign(field, what);
      if (!("open" in what)) field.dataset.touched = "1";
    }
    panel.scrollTop = scrolled;
    if (!active?.id) return;
    const again = panel.querySelector(`#${CSS.escape(active.id)}`);
    // A button that is gone leaves the keyboard where it was, not at the top of the page.
    (again && !again.disabled ? again : focusable(panel)).focus({ preventScroll: true });
    if (again && place) {
      try {
        again.setSelectionRange(...place);
      } catch {
        // Not every field has a selection.
      }
    }
  }

  function focusable(panel) {
    const heading = panel.querySelector("h2, h3, p") || panel;
    heading.tabIndex = -1;
    return heading;
  }

  document.addEventListener("input", ({ target }) => target.dataset && (target.dataset.touched = "1"));

  /** Forget that a field was typed in: its next value is the room's. */
  function untouch(root) {
    for (const field of root.querySelectorAll("[data-touched]")) delete field.dataset.touched;
  }

  /** Send a command; a refusal is said beside what was pressed, and to a screen reader. */
  async function ask(command, near) {
    const region = near?.closest("[data-asks]") || document.body;
    region.querySelector(":scope > .room-refusal")?.remove();
    if (near instanceof HTMLButtonElement) near.setAttribute("aria-busy", "true");
    // What a trainer's command names (teams, the archive's folders) is named in the board's language.
    const answer = await page.room.send(page.room.as === "trainer" ? { ...command, language: page.lang() } : command);
    if (near instanceof HTMLButtonElement) near.removeAttribute("aria-busy");
    if (!("refusal" in answer)) return true;
    const words = make("p", { class: "refusal room-refusal", role: "alert" }, answer.refusal);
    region.prepend(words);
    setTimeout(() => words.remove(), 12000);
    return false;
  }

  function button(label, command, attributes = {}) {
    const made = make("button", { type: "button", class: "button", ...attributes }, label);
    made.addEventListener("click", () => ask(typeof command === "function" ? command() : command, made));
    return made;
  }

  /** A number a person wrote: “1 234,5”, “1,234.5” or “1234.5”; NaN when it is none. */
  function parsed(text) {
    let plain = text.replace(/[\s\u00a0\u202f%€$]/g, "");
    const french = page.lang() === "fr";
    if (french ? /^[\d.]*,\d+$/.test(plain) : false) plain = plain.replaceAll(".", "").replace(",", ".");
    else if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(",", "");
    else plain = plain.replace(",", ".");
    return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
  }

  function number(value, digits = 1) {
    return new Intl.NumberFormat(page.lang(), { maximumFractionDigits: digits }).format(value);
  }

  function money(value) {
    return new Intl.NumberFormat(page.lang(), { style: "currency", currency: "EUR", maximumFractionDigits: 0 }).format(value);
  }

  /** Seconds left of a countdown, by the server's clock. */
  function left(timer) {
    return timer.ends === null ? timer.left : timer.ends - page.room.now() / 1000;
  }

  function clock(seconds) {
    const whole = Math.max(0, Math.ceil(seconds));
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
    const two = (part) => String(part).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  }

  /** Keep every `[data-clock]` of the page at the time left. */
  setInterval(() => {
    const timer = page.room?.view?.timer;
    for (const shown of document.querySelectorAll("[data-clock]")) {
      const text = timer ? clock(left(timer)) : "";
      if (shown.textContent !== text) shown.textContent = text;
      shown.toggleAttribute("data-up", Boolean(timer) && left(timer) <= 0);
    }
  }, 250);

  function table(caption, heads, rows) {
    const head = heads.map((cell, place) => make("th", { scope: "col", class: place ? "number" : null }, cell));
    const lines = rows.map((row) =>
      make("tr", {}, row.map((cell, place) => (place ? make("td", { class: "number" }, String(cell)) : make("th", { scope: "row" }, String(cell))))),
    );
    return make("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": caption }, make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, head)), make("tbody", {}, lines)));
  }

  page.tools = { word, many, make, svg, draw, untouch, ask, button, parsed, number, money, left, clock, table };
})();
