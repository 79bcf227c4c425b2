// The simple fields: number, choice, choices, text, long text, switch. Each
// maker returns {root, set(value), fault(Map), mark(Map)}; text only ever enters
// the page as text.

const ICONS = { right: "✓", wrong: "✗", partial: "◐", info: "i" };

export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name in node && !name.includes("-") && name !== "role") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

export function patch(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.classList.toggle("psl-empty", !text);
}

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// Numbers as the reader writes them: narrow no-break spaces and a comma in French.
export function format(value, lang, digits) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "";
  const [least, most] = digits === undefined || digits === null ? [0, 3] : [digits, digits];
  const options = { minimumFractionDigits: least, maximumFractionDigits: most };
  const written = Math.abs(value).toLocaleString("en-GB", options);
  const sign = value < 0 && Number(written.replaceAll(",", "")) !== 0 ? "−" : "";
  if (lang !== "fr") return sign + written;
  return sign + written.replaceAll(",", "\u202f").replace(".", ",");
}

// A number of a field: as shares of a hundred where it says so; a year is never grouped.
export function figure(field, value, lang) {
  const scaled = tidy(value * (field.scale || 1));
  return field.format === "year" ? String(scaled) : format(scaled, lang, field.digits);
}

// What was typed: a number, null when empty, or the text itself when it is no
// number, so that the refusal comes from the place that knows the limits.
export function parse(text, lang) {
  let plain = text.replace(/[\s\u00a0\u202f]/g, "").replace("−", "-");
  if (!plain) return null;
  if (lang !== "fr" && /^-?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
  plain = plain.replace(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : text.trim();
}

const tidy = (value) => Number(value.toPrecision(12));

function icon(mark, words) {
  const kind = mark.kind in ICONS ? mark.kind : "info";
  const parts = [
    h("span", { className: "psl-icon", "aria-hidden": "true" }, ICONS[kind]),
    h("strong", {}, words[kind]),
  ];
  if (mark.text) parts.push(h("span", { className: "psl-mark-text" }, mark.text));
  return [kind, parts];
}

export function showMark(node, mark, words) {
  const shape = JSON.stringify(mark || null);
  if (node.dataset.shape === shape) return;
  node.dataset.shape = shape;
  node.className = "psl-mark psl-empty";
  node.replaceChildren();
  if (!mark) return;
  const [kind, parts] = icon(mark, words);
  node.className = `psl-mark psl-mark-${kind}`;
  node.append(...parts);
}

// The frame every field shares: help, provenance, fault, mark, and the ids that
// describe its inputs.
export function frame(field, context) {
  const { prefix, words } = context;
  const ids = { label: `${prefix}-label`, help: `${prefix}-help`, source: `${prefix}-source`, fault: `${prefix}-fault`, mark: `${prefix}-mark` };
  const help = field.help && h("p", { className: "psl-help", id: ids.help }, field.help);
  const source = field.source && h("p", { className: "psl-source", id: ids.source }, field.source);
  const fault = h("p", { className: "psl-fault psl-empty", id: ids.fault });
  const mark = h("p", { className: "psl-mark psl-empty", id: ids.mark });
  const described = [help && ids.help, source && ids.source, ids.fault, ids.mark].filter(Boolean).join(" ");
  return {
    ids, help, source, faultNode: fault, markNode: mark, described,
    after: [source, fault, mark].filter(Boolean),
    fault(faults, inputs) {
      patch(fault, [...faults.values()].join(" "));
      for (const input of inputs) {
        if (faults.size) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    },
    mark: (marks) => showMark(mark, marks.get(""), words),
  };
}

const labelled = (field, ids, target) =>
  h("label", { className: "psl-label", id: ids.label, htmlFor: target }, field.label);

function number(field, context) {
  const { prefix, lang, change } = context;
  const made = frame(field, context);
  const scale = field.scale || 1;
  const unit = field.unit ? `\u00a0${field.unit}` : "";
  const show = (value) => (typeof value === "number" ? figure(field, value, lang) : String(value ?? ""));
  const box = h("input", {
    type: "text", inputMode: field.min < 0 ? "text" : "decimal", id: `${prefix}-box`, className: "psl-box",
    autocomplete: "off", "aria-describedby": made.described,
  });
  const ranged = Number.isFinite(field.min) && Number.isFinite(field.max);
  const range = ranged && h("input", {
    type: "range", className: "psl-range", id: `${prefix}-range`, min: tidy(field.min * scale),
    max: tidy(field.max * scale), step: field.step ? tidy(field.step * scale) : "any",
    "aria-labelledby": made.ids.label,
  });
  const inputs = [box, range].filter(Boolean);
  const slide = (value) => {
    if (!range || typeof value !== "number") return;
    range.value = tidy(value * scale);
    range.setAttribute("aria-valuetext", show(value) + unit);
    const share = (value - field.min) / (field.max - field.min || 1);
    range.style.setProperty("--psl-share", `${Math.min(Math.max(share, 0), 1) * 100}%`);
  };
  const read = () => {
    const typed = parse(box.value, lang);
    return typeof typed === "number" ? tidy(typed / scale) : typed;
  };
  const step = (direction) => {
    const now = read();
    if (typeof now !== "number") return;
    let next = tidy(now + direction * (field.step || 1));
    if (Number.isFinite(field.min)) next = Math.max(next, field.min);
    if (Number.isFinite(field.max)) next = Math.min(next, field.max);
    box.value = show(next);
    slide(next);
    change(next, "drag");
  };
  box.addEventListener("input", () => { slide(read()); change(read(), "typing"); });
  box.addEventListener("change", () => {
    if (typeof read() === "number") box.value = show(read());
    change(read());
  });
  box.addEventListener("keydown", (event) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (direction) { event.preventDefault(); step(direction); }
  });
  if (range) {
    const moved = (pace) => () => {
      const value = tidy(Number(range.value) / scale);
      slide(value);
      box.value = show(value);
      change(value, pace);
    };
    range.addEventListener("input", moved("drag"));
    range.addEventListener("change", moved("now"));
  }
  const unitNode = field.unit && h("span", { className: "psl-unit" }, field.unit);
  const label = labelled(field, made.ids, box.id);
  const line = h("div", { className: "psl-number" }, range || undefined, h("span", { className: "psl-boxed" }, box, unitNode));
  if (field.unit) label.append(h("span", { className: "psl-hidden" }, ` (${field.unit})`));
  return {
    root: h("div", { className: "psl-field" }, label, made.help, line, ...made.after),
    set(value) {
      slide(value);
      const same = document.activeElement === box && read() === value;
      if (!same && box.value !== show(value)) box.value = show(value);
    },
    fault: (faults) => made.fault(faults, inputs),
    mark: made.mark,
  };
}

function options(field, context, kind) {
  const { prefix, words, change } = context;
  const made = frame(field, context);
  const marks = new Map();
  const inputs = new Map();
  const rows = (field.options || []).map((option, i) => {
    const mark = h("span", { className: "psl-mark psl-empty", id: `${prefix}-m${i}` });
    const input = h("input", { type: kind, name: prefix, value: option.id, id: `${prefix}-o${i}`, "aria-describedby": `${mark.id} ${made.ids.fault}` });
    inputs.set(option.id, input);
    marks.set(option.id, mark);
    input.addEventListener("change", () => {
      const ticked = [...inputs].filter(([, one]) => one.checked).map(([id]) => id);
      change(kind === "radio" ? ticked[0] ?? null : ticked);
    });
    return h("div", { className: "psl-option" }, input, h("label", { htmlFor: input.id }, option.label), mark);
  });
  const set = h("fieldset", { className: "psl-field", "aria-describedby": made.described },
    h("legend", { className: "psl-label" }, field.label), made.help, ...rows, ...made.after);
  if (kind === "radio") set.setAttribute("role", "radiogroup");
  return {
    root: set,
    set(value) {
      const chosen = kind === "radio" ? [value] : value || [];
      for (const [id, input] of inputs) input.checked = chosen.includes(id);
    },
    fault: (faults) => made.fault(faults, kind === "radio" ? [set] : inputs.values()),
    mark(all) {
      made.mark(all);
      for (const [id, node] of marks) showMark(node, all.get(id), words);
    },
  };
}

function shareLink(value, page) {
  // Only the place of the page: its own query may hold a login token.
  const { origin, pathname } = window.location;
  return value ? `${origin}${page === true ? pathname : page}?share=${encodeURIComponent(value)}` : "";
}

// One line of text that shows all of itself: it wraps and grows, and Enter starts no new line.
export function growing(props) {
  const input = h("textarea", { ...props, rows: 1, className: "psl-text psl-grow" });
  const fit = () => {
    if (CSS.supports("field-sizing", "content") || !input.scrollHeight) return;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  input.addEventListener("input", () => {
    const at = input.selectionStart;
    if (/[\r\n]/.test(input.value)) {
      input.value = input.value.replace(/[\r\n]/g, " ");
      input.setSelectionRange(at, at);
    }
    fit();
  });
  new ResizeObserver(fit).observe(input);
  return { input, fit };
}

const SENTENCE = 120; // letters from which a text is more than a name

function text(field, context, long = false) {
  const { prefix, lang, words, change, copy } = context;
  const made = frame(field, context);
  const count = `${prefix}-count`;
  const props = {
    id: `${prefix}-text`, className: "psl-text", placeholder: field.placeholder, readOnly: Boolean(field.readonly),
    "aria-describedby": long ? `${made.described} ${count}` : made.described,
  };
  const wraps = !long && !field.readonly && field.max_length >= SENTENCE;
  const { input, fit } = wraps ? growing(props) : { input: h(long ? "textarea" : "input", props), fit() {} };
  if (!long && !wraps) input.type = "text";
  if (field.max_length) input.maxLength = field.max_length;
  const counter = long && h("p", { className: "psl-count", id: count });
  const tally = () => {
    if (!counter) return;
    const shown = { count: format([...input.value].length, lang), max: format(field.max_length, lang) };
    patch(counter, fill(field.max_length ? words["characters-of"] : words.characters, shown));
  };
  input.addEventListener("input", () => { tally(); change(input.value, "typing"); });
  input.addEventListener("change", () => change(input.value));
  const line = [input];
  if (field.unit) line.push(h("span", { className: "psl-unit" }, field.unit));
  if (field.copy) {
    const said = h("span", { className: "psl-said", role: "status" });
    const button = h("button", { type: "button", className: "psl-button psl-secondary" }, words.copy);
    button.addEventListener("click", async () => { said.textContent = await copy(input.value, input); });
    line.push(button, said);
  }
  return {
    root: h("div", { className: "psl-field" }, labelled(field, made.ids, input.id), made.help,
      h("div", { className: field.copy || field.unit ? "psl-copy" : "psl-line" }, ...line), counter || undefined, ...made.after),
    set(value) {
      const shown = field.link ? shareLink(value, field.link) : String(value ?? "");
      if (input.value !== shown) { input.value = shown; fit(); }
      tally();
    },
    fault: (faults) => made.fault(faults, [input]),
    mark: made.mark,
  };
}

function toggle(field, context) {
  const made = frame(field, context);
  const input = h("input", { type: "checkbox", role: "switch", id: `${context.prefix}-switch`, className: "psl-switch", "aria-describedby": made.described });
  input.addEventListener("change", () => context.change(input.checked));
  const line = h("div", { className: "psl-option" }, input, labelled(field, made.ids, input.id));
  return {
    root: h("div", { className: "psl-field" }, line, made.help, ...made.after),
    set(value) { input.checked = Boolean(value); },
    fault: (faults) => made.fault(faults, [input]),
    mark: made.mark,
  };
}

export const FIELDS = {
  number,
  choice: (field, context) => options(field, context, "radio"),
  choices: (field, context) => options(field, context, "checkbox"),
  text,
  longtext: (field, context) => text(field, context, true),
  switch: toggle,
};
