// The widgets of a page: the state the kernel holds, and what the reader sees of it.
// Two kinds are all the course uses: anywidgets (https://anywidget.dev/en/afm) and ipywidgets' boxes.
// Protocol: https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
"use strict";
(() => {
  const page = window.passerelles;
  const CONTROL = "jupyter.widget.control";
  const CONTROL_VERSION = "1.0.0";
  const modules = new Map();
  const equal = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

  /** The definition in a widget's own script: a module, fetched once however many widgets share it. */
  function definition(script) {
    if (!modules.has(script)) {
      const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
      modules.set(script, import(address).finally(() => URL.revokeObjectURL(address)));
    }
    return modules.get(script);
  }

  /** One widget's state, as anywidget hands it to a widget's script. */
  class Model {
    constructor(id, state, hub) {
      Object.assign(this, { id, state, hub, listeners: new Map(), changed: {}, sent: null });
    }
    get(key) {
      return this.state[key];
    }
    set(key, value) {
      if (typeof key === "object") for (const [one, its] of Object.entries(key)) this.set(one, its);
      else if (!equal(this.state[key], value)) {
        this.changed[key] = value;
        this.take({ [key]: value });
      }
    }
    on(names, callback) {
      for (const name of names.split(/\s+/)) this.listeners.set(name, [...(this.listeners.get(name) || []), callback]);
    }
    off(names, callback) {
      if (!names) this.listeners.clear();
      else for (const name of names.split(/\s+/)) this.listeners.set(name, (this.listeners.get(name) || []).filter((one) => callback && one !== callback));
    }
    tell(name, ...values) {
      for (const callback of this.listeners.get(name) || []) callback(...values);
    }
    /** Take over a state, then say what has changed. */
    take(state) {
      const fresh = Object.entries(state).filter(([key, value]) => !equal(this.state[key], value));
      Object.assign(this.state, state);
      for (const [key, value] of fresh) this.tell(`change:${key}`, this, value);
      if (fresh.length) this.tell("change", this);
    }
    /** Send what has changed; while the kernel is still at the last change, later ones are gathered. */
    save_changes() {
      if (this.sent || !this.hub.line.open || !Object.keys(this.changed).length) return;
      const state = (this.sent = this.changed);
      this.changed = {};
      this.hub.asked.set(this.hub.send(this.id, { method: "update", state, buffer_paths: [] }), this);
    }
    answered() {
      this.sent = null;
      this.save_changes();
    }
    /** After a dropped line nobody knows whether the last change arrived: say it again, with later ones. */
    repeat() {
      this.changed = { ...this.sent, ...this.changed };
      this.answered();
    }
    send(content) {
      this.hub.send(this.id, { method: "custom", content });
    }
    async widget() {
      this.ready ??= (async () => {
        const given = (await definition(this.state._esm)).default;
        const widget = typeof given === "function" ? await given() : given;
        await widget.initialize?.({ model: this });
        return widget;
      })();
      return this.ready;
    }
  }

  /** All the widgets of a page, over one line. */
  class Hub {
    constructor(kernel, lost) {
      Object.assign(this, { models: new Map(), asked: new Map(), whole: null });
      this.line = new page.Line(kernel, {
        heard: (type, content, parent) => this.heard(type, content, parent),
        lost,
        back: () => this.back(),
      });
    }
    send(id, data) {
      return this.line.send("comm_msg", { comm_id: id, data });
    }
    heard(type, content, parent) {
      if (type === "comm_open" && content.target_name === "jupyter.widget") this.know(content.comm_id, content.data.state);
      else if (type === "comm_msg") this.told(content.comm_id, content.data);
      else if (type === "comm_close") this.models.delete(content.comm_id);
      else if (type === "status" && content.execution_state === "idle") {
        this.asked.get(parent)?.answered();
        this.asked.delete(parent);
      }
    }
    told(id, data) {
      if (data.method === "update_states" && id === this.control) {
        for (const [name, { state }] of Object.entries(data.states)) this.know(name, state);
        this.arrived();
      }
      const model = this.models.get(id);
      if (data.method === "update") model?.take(data.state);
      else if (data.method === "custom") model?.tell("msg:custom", data.content, []);
    }
    know(id, state) {
      const model = this.models.get(id);
      // What the reader has just changed is newer than what the kernel says of it.
      if (model) model.take(Object.fromEntries(Object.entries(state).filter(([key]) => !(key in { ...model.sent, ...model.changed }))));
      else this.models.set(id, new Model(id, state, this));
    }
    back() {
      this.asked.clear();
      this.models.forEach((model) => model.repeat());
      // What the kernel said meanwhile may be lost too.
      this.ask();
    }
    /** Ask for every widget's state; the kernel answers when it has run the page. */
    ask() {
      this.control = page.newName();
      this.whole = new Promise((done) => (this.arrived = done));
      this.line.send("comm_open", { comm_id: this.control, target_name: CONTROL, data: {} }, CONTROL_VERSION);
      this.send(this.control, { method: "request_states" });
      return this.whole;
    }
    async model(id) {
      // What was said before the line was open is asked for, once for the whole page.
      if (!this.models.has(id)) await (this.whole ?? this.ask());
      if (!this.models.has(id)) await this.ask();
      const model = this.models.get(id);
      if (!model) throw new Error(`no widget ${id}`);
      return model;
    }
    /** Draw a widget; return its element and what to call when it leaves. */
    async view(id) {
      const model = await this.model(id);
      const kind = model.get("_model_name");
      const el = document.createElement("div");
      const dress = () => (el.className = ["jupyter-widgets", ...(KINDS[kind] || []), ...(model.get("_dom_classes") || [])].join(" "));
      dress();
      model.on("change:_dom_classes", dress);
      const leave = kind === "AnyModel" ? await (await model.widget()).render?.({ model, el }) : await this.box(model, el, kind);
      return { el, leave: () => (model.off("change:_dom_classes", dress), leave?.()) };
    }
    async box(model, el, kind) {
      if (!KINDS[kind]) throw new Error(`${kind}: not a widget of this course`);
      let held = new Map();
      let turn = 0;
      const fill = async () => {
        const mine = ++turn;
        const ids = model.get("children").map((reference) => reference.replace("IPY_MODEL_", ""));
        const views = await Promise.all(ids.map(async (id) => [id, held.get(id) ?? (await this.view(id))]));
        if (mine !== turn) return views.forEach(([id, view]) => held.get(id) === view || view.leave());
        const kept = new Map(views);
        for (const [id, view] of held) if (!kept.has(id)) view.leave();
        held = kept;
        el.replaceChildren(...views.map(([, view]) => view.el));
      };
      const refill = () => fill().catch((fault) => console.error(fault));
      model.on("change:children", refill);
      await fill();
      return () => {
        model.off("change:children", refill);
        held.forEach((view) => view.leave());
      };
    }
  }

  const KINDS = { BoxModel: ["widget-box"], VBoxModel: ["widget-box", "widget-vbox"], HBoxModel: ["widget-box", "widget-hbox"] };
  page.Hub = Hub;
})();
