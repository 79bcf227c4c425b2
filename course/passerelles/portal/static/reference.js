// The atlas: search and filters over what the page already holds, kept in the address.
"use strict";
(() => {
  const form = document.getElementById("atlas-form");
  const said = document.getElementById("atlas-said");
  const reset = form.querySelector("button[type=reset]");
  const filters = form.querySelector("details");
  const entries = [...document.querySelectorAll("article.entry")];

  /** Words as one types them: no accents, no capitals, plain apostrophes, no ligatures. */
  const plain = (text) =>
    text
      .normalize("NFD")
      .replace(/\p{Mn}/gu, "")
      .toLowerCase()
      .replace(/œ/g, "oe")
      .replace(/æ/g, "ae")
      .replace(/[’ʼ]/g, "'")
      .replace(/[\u2010-\u2015]/g, "-")
      .replace(/\s+/g, " ");

  // What an entry says, without the labels that every entry has.
  const TOLD = "h2, .box-label, .box-place, .entry-text p, dd";
  const texts = new Map();
  const textOf = (entry) => {
    if (!texts.has(entry)) {
      const told = [...entry.querySelectorAll(TOLD)].map((one) => one.textContent);
      texts.set(entry, plain(told.join(" ")));
    }
    return texts.get(entry);
  };

  const chosen = () => [...new FormData(form)].filter(([, value]) => value.trim());

  const has = (entry, name, value) => {
    if (name !== "q") return (entry.dataset[name] || "").split(" ").includes(value);
    const words = plain(value).split(" ").filter(Boolean);
    return words.every((word) => textOf(entry).includes(word));
  };

  const apply = () => {
    const wanted = chosen();
    let shown = 0;
    for (const entry of entries) {
      entry.hidden = !wanted.every(([name, value]) => has(entry, name, value));
      if (!entry.hidden) shown += 1;
    }
    said.textContent = shown ? said.dataset.shown.replace("{shown}", shown) : said.dataset.none;
    reset.hidden = !wanted.length;
    const query = new URLSearchParams(wanted).toString();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  };

  /** Open the entry the address names, whatever the filters say. */
  const open = () => {
    const entry = document.getElementById(location.hash.slice(1));
    if (!entry || !entries.includes(entry)) return;
    if (entry.hidden) {
      form.reset();
      return;
    }
    entry.querySelector("details").open = true;
    entry.scrollIntoView();
    entry.focus({ preventScroll: true });
  };

  const given = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (!field.name || !given.has(field.name)) continue;
    field.value = given.get(field.name);
    if (field.value === null || field.selectedIndex === -1) field.value = "";
  }
  filters.open = matchMedia("(min-width: 48rem)").matches || chosen().some(([name]) => name !== "q");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => {
    // The fields are emptied after this event.
    setTimeout(() => {
      apply();
      open();
    });
  });
  apply();
  open();
  addEventListener("hashchange", open);

  // A page about to be printed shows what it holds; afterwards it is as it was.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = entries.map((entry) => entry.querySelector("details")).filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();
