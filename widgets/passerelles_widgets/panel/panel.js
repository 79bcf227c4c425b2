// The panel: groups of fields, actions, and the sentences that go with them.
// The page is patched, never rebuilt under the learner's fingers: a group is
// made again only when its own specification changes.

let views = 0;

// Values leave at once on a change, at most every 40 ms while a slider moves, and when
// typing rests: half a number is no number.
const DELAYS = { now: 0, drag: 40, typing: 350 };
const CALM = 600;
const HELD = 1200; // milliseconds after a change during which a field counts as being moved
const SETTLE = 200;

export function withStyle(href) {
  const known = [...document.querySelectorAll("link[rel=stylesheet]")].find((l) => l.href === href);
  if (known) return Promise.resolve();
  return new Promise((done) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: done });
    document.head.append(link);
  });
}

export default ({ parts: [fields, lists], files: [style] }) => ({
  async render({ model, el }) {
    await withStyle(style);
    return new View(model, el, { ...fields.FIELDS, ...lists.makers(fields) }, fields).stop;
  },
});

class View {
  constructor(model, el, makers, { h, patch }) {
    Object.assign(this, { model, makers, h, patch });
    this.prefix = `psl${++views}-`;
    this.state = { ...model.get("values") };
    this.dirty = new Set(); // changed, not yet sent
    this.edited = new Set(); // changed since the kernel last set the values
    this.seen = {}; // which patch of others' changes each field has taken
    this.waiting = new Map(); // patches that wait until the hand is off their field
    this.moved = new Map(); // when each field was last changed here
    this.groups = new Map();
    this.words = model.get("words");
    this.frame(el);
    this.build();
    const on = {
      "change:spec": () => this.build(),
      "change:values": () => this.receive(),
      "change:errors": () => this.tell(),
      "change:marks": () => this.tell(),
      "change:sentence": () => this.say(),
      "change:notes": () => this.say(),
      "change:status": () => this.say(),
      "change:busy": () => this.say(),
      "msg:custom": (message) => this.obey(message),
    };
    const flush = () => this.flush();
    for (const [event, handler] of Object.entries(on)) model.on(event, handler);
    window.addEventListener("pagehide", flush);
    this.stop = () => {
      this.flush();
      clearTimeout(this.settling);
      for (const [event, handler] of Object.entries(on)) model.off(event, handler);
      window.removeEventListener("pagehide", flush);
    };
  }

  frame(el) {
    const { h } = this;
    this.header = h("div", { className: "psl-header" });
    this.body = h("div", { className: "psl-groups" });
    this.problem = h("p", { className: "psl-problem", role: "alert" });
    this.actions = h("div", { className: "psl-actions" });
    this.sentence = h("p", { className: "psl-sentence", "aria-live": "polite" });
    this.notes = h("ul", { className: "psl-notes" });
    this.status = h("p", { className: "psl-status", role: "status" });
    this.announcer = h("p", { className: "psl-hidden", "aria-live": "assertive" });
    this.root = h("div", { role: "group" });
    this.root.append(this.header, this.body, this.problem, this.actions, this.sentence,
      this.notes, this.status, this.announcer);
    el.replaceChildren(this.root);
  }

  build() {
    const { h, root } = this;
    const spec = (this.spec = this.model.get("spec"));
    this.words = this.model.get("words");
    root.className = `psl psl-panel psl-accent-${spec.accent || document.documentElement.dataset.accent || "m0"} psl-is-${spec.role || "form"}`;
    root.lang = spec.lang || "fr";
    this.level = spec.title_level || 3;
    const head = [];
    if (spec.title) {
      const title = h(`h${this.level}`, { className: "psl-title", id: `${this.prefix}title` }, spec.title);
      head.push(title);
      root.setAttribute("aria-labelledby", title.id);
    }
    if (spec.intro) head.push(h("p", { className: "psl-intro" }, spec.intro));
    this.header.replaceChildren(...head);
    this.buildGroups(spec.groups || []);
    const actions = JSON.stringify(spec.actions || []);
    if (actions !== this.actionsWere) {
      this.actionsWere = actions;
      this.actions.replaceChildren(...(spec.actions || []).map((action) => this.button(action)));
    }
    this.tell();
    this.say();
  }

  buildGroups(specs) {
    const kept = new Map();
    const active = document.activeElement?.id;
    for (const spec of specs) {
      const shape = JSON.stringify([spec, this.level, this.spec.lang]);
      const known = this.groups.get(spec.id);
      kept.set(spec.id, known?.shape === shape ? known : this.group(spec, shape, known));
    }
    const nodes = [...kept.values()].map((group) => group.node);
    for (const child of [...this.body.children]) if (!nodes.includes(child)) child.remove();
    nodes.forEach((node, i) => {
      if (this.body.children[i] !== node) this.body.insertBefore(node, this.body.children[i] || null);
    });
    this.groups = kept;
    // A group made again has lost the focus that was inside it.
    if (active && document.activeElement?.id !== active) document.getElementById(active)?.focus();
  }

  group(spec, shape, known) {
    const { h } = this;
    const controls = new Map();
    const inside = [];
    const fields = h("div", { className: "psl-fields" });
    if (spec.intro) inside.push(h("p", { className: "psl-help" }, spec.intro));
    inside.push(fields);
    for (const field of spec.fields || []) {
      const control = this.makers[field.type](field, this.context(field));
      control.set(this.state[field.id]);
      controls.set(field.id, control);
      control.root.classList.add(`psl-type-${field.type}`);
      fields.append(control.root);
    }
    if (spec.actions?.length) {
      const buttons = spec.actions.map((action) => this.button(action));
      inside.push(h("div", { className: "psl-actions" }, ...buttons));
    }
    const kind = spec.kind || "plain";
    const name = `psl-group psl-kind-${kind}`;
    let node;
    if (kind === "assumption" || spec.folded !== undefined) {
      node = h("details", { className: name }, h("summary", {}, spec.title || ""), ...inside);
      node.open = known?.node.open ?? spec.folded === false;
      if (spec.notify) {
        node.addEventListener("toggle", () => this.send(node.open ? "open" : "close", spec.id));
      }
    } else {
      node = h("div", { className: name });
      if (spec.title) {
        const title = h(`h${Math.min(this.level + 1, 6)}`, { className: "psl-group-title" }, spec.title);
        title.id = `${this.prefix}g-${spec.id}`;
        node.setAttribute("role", "group");
        node.setAttribute("aria-labelledby", title.id);
        node.append(title);
      }
      node.append(...inside);
    }
    return { node, shape, controls };
  }

  context(field) {
    return {
      prefix: `${this.prefix}${field.id}`,
      lang: this.spec.lang || "fr",
      words: this.words,
      change: (value, pace = "now") => this.change(field.id, value, pace),
      announce: (text) => this.announce(text),
      copy: (text, input) => this.copy(text, input),
      act: (action) => this.send(action, field.id),
    };
  }

  button({ id, label, kind = "secondary" }) {
    const button = this.h("button", { type: "button", className: `psl-button psl-${kind}` }, label);
    button.id = `${this.prefix}do-${id}`;
    button.addEventListener("click", () => {
      if (!this.model.get("busy")) this.send(id, null);
    });
    return button;
  }

  change(id, value, pace) {
    this.state = { ...this.state, [id]: value };
    this.waiting.delete(id); // the kernel puts this change beside theirs, and says what comes of it
    this.moved.set(id, performance.now());
    this.dirty.add(id);
    this.edited.add(id);
    if (pace === "now") return this.flush();
    if (pace === "drag") return this.pacing || this.beat();
    if (pace === "typing") clearTimeout(this.timer), (this.timer = null);
    this.timer ??= setTimeout(() => this.flush(), DELAYS[pace]);
    return undefined;
  }

  // The first step of a movement leaves at once, the others at a steady pace.
  beat() {
    if (!this.dirty.size) { this.pacing = null; return; }
    this.flush();
    this.pacing = setTimeout(() => this.beat(), DELAYS.drag);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.dirty.size) return;
    this.dirty.clear();
    this.sending = true; // this change comes from here: nothing to take over
    this.model.set("values", this.state);
    if (Object.keys(this.seen).length) this.model.set("seen", { ...this.seen });
    this.sending = false;
    this.model.save_changes();
  }

  send(action, payload) {
    this.flush();
    const values = Object.fromEntries([...this.edited].map((id) => [id, this.state[id]]));
    this.model.send({ action, payload, values });
  }

  receive() {
    if (this.sending) return;
    const given = { ...this.model.get("values") };
    for (const id of this.dirty) given[id] = this.state[id];
    this.edited = new Set(this.dirty);
    this.state = given;
    this.waiting.clear();
    const patches = this.model.get("patches");
    if (patches) this.seen = Object.fromEntries(Object.keys(given).map((id) => [id, patches]));
    for (const { controls } of this.groups.values()) {
      for (const [id, control] of controls) control.set(given[id]);
    }
  }

  // What others have changed, field by field; a field somebody is moving here takes it afterwards.
  patchWith({ n, values }) {
    for (const [id, value] of Object.entries(values)) this.waiting.set(id, { n, value });
    this.settle();
  }

  settle() {
    clearTimeout(this.settling);
    for (const [id, { n, value }] of [...this.waiting]) {
      const control = this.control(id);
      if (control && this.held(id, control.root)) continue;
      this.waiting.delete(id);
      this.seen[id] = n;
      this.state = { ...this.state, [id]: value };
      control?.set(value);
    }
    if (this.waiting.size) this.settling = setTimeout(() => this.settle(), SETTLE);
  }

  held(id, root) {
    const fresh = performance.now() - (this.moved.get(id) ?? -Infinity) < HELD;
    return this.dirty.has(id) || root.matches(":active") || (fresh && root.contains(document.activeElement));
  }

  tell() {
    const errors = this.model.get("errors") || {};
    const marks = this.model.get("marks") || {};
    this.patch(this.problem, errors[""] || "");
    const under = (all, id) => Object.entries(all).filter(([path]) => path === id || path.startsWith(`${id}/`))
      .map(([path, item]) => [path.slice(id.length + 1), item]);
    for (const { controls } of this.groups.values()) {
      for (const [id, control] of controls) {
        control.fault(new Map(under(errors, id)));
        control.mark(new Map(under(marks, id)));
      }
    }
  }

  say() {
    const { model, sentence } = this;
    const text = model.get("sentence");
    if (text !== sentence.textContent) {
      // A screen reader waits for the end of a movement before it speaks.
      sentence.setAttribute("aria-busy", "true");
      this.patch(sentence, text);
      clearTimeout(this.calm);
      this.calm = setTimeout(() => sentence.removeAttribute("aria-busy"), CALM);
    }
    const notes = model.get("notes") || [];
    if (JSON.stringify(notes) !== this.notesWere) {
      this.notesWere = JSON.stringify(notes);
      this.notes.replaceChildren(...notes.map((note) => this.h("li", {}, note)));
    }
    const busy = model.get("busy");
    this.root.setAttribute("aria-busy", String(busy));
    this.patch(this.status, busy ? this.words.busy : model.get("status"));
    for (const button of this.root.querySelectorAll(".psl-button")) {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  announce(text) {
    this.announcer.textContent = "";
    setTimeout(() => { this.announcer.textContent = text; }, 50);
  }

  async copy(text, input) {
    try {
      await navigator.clipboard.writeText(text);
      this.announce(this.words.copied);
      return this.words.copied;
    } catch {
      // Browsers withhold the clipboard on plain HTTP: the text is selected instead.
      input?.focus();
      input?.select();
      return this.words["copy-failed"];
    }
  }

  obey(message) {
    if (message?.do === "copy") this.copy(String(message.text));
    if (message?.do === "patch") this.patchWith(message);
    if (message?.do === "focus") {
      const control = this.control(message.field);
      const details = control?.root.closest("details");
      if (details) details.open = true;
      control?.root.querySelector("input, select, textarea, button")?.focus();
    }
    if (message?.do === "download") {
      const blob = new Blob([message.text], { type: message.type || "text/plain" });
      const link = this.h("a", { href: URL.createObjectURL(blob), download: message.name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    }
  }

  control(id) {
    for (const { controls } of this.groups.values()) if (controls.has(id)) return controls.get(id);
    return undefined;
  }
}
