// The chart: a caption, a plotly drawing with its description, the data as a
// table and as CSV. plotly is fetched once for the page, however many charts.

const HEIGHT = 360;
const NARROW = 520;
const CARDS = 2; // a table of more columns becomes a card for each row on a phone
const PALETTE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442"];
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
let plotly;

function withScript(src) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  plotly ??= new Promise((done, failed) => {
    // The page may have asked for it already, while the kernel was at work.
    const asked = [...document.scripts].find((one) => one.src === src);
    const script = asked || Object.assign(document.createElement("script"), { src, async: true });
    script.addEventListener("load", () => done(window.Plotly));
    script.onerror = () => {
      plotly = undefined; // the next chart may try again
      script.remove();
      failed(new Error(`cannot load ${src}`));
    };
    if (!asked) document.head.append(script);
  });
  return plotly;
}

function withStyle(href) {
  const known = [...document.querySelectorAll("link[rel=stylesheet]")].find((l) => l.href === href);
  if (known) return Promise.resolve();
  return new Promise((done) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: done });
    document.head.append(link);
  });
}

function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name in node && !name.includes("-") && name !== "role") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export function format(value, lang, digits) {
  const [least, most] = digits === undefined || digits === null ? [0, 3] : [digits, digits];
  const written = Math.abs(value).toLocaleString("en-GB", { minimumFractionDigits: least, maximumFractionDigits: most });
  const sign = value < 0 && Number(written.replaceAll(",", "")) !== 0 ? "−" : "";
  return sign + (lang === "fr" ? written.replaceAll(",", "\u202f").replace(".", ",") : written);
}

export function written(value, heading, lang) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return "–";
  if (heading.format === "year") return value.toFixed(0);
  if (heading.format === "percent") return `${format(value * 100, lang, heading.digits ?? 0)}${lang === "fr" ? "\u00a0" : ""}%`;
  if (heading.format === "euro") {
    const amount = format(Math.abs(value), lang, heading.digits ?? 0);
    const sign = format(value, lang, heading.digits ?? 0).startsWith("−") ? "−" : "";
    return lang === "fr" ? `${sign}${amount}\u00a0€` : `${sign}€${amount}`;
  }
  return format(value, lang, heading.digits);
}

// A file a spreadsheet opens as it should: a byte order mark, semicolons and
// decimal commas for a French one, and no text that it would run as a formula.
export function csv(table, lang) {
  const separator = lang === "fr" ? ";" : ",";
  const quote = (text) => (/["\r\n\t]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text);
  const safe = (text) => quote(/^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const cell = (value, heading) => {
    if (value === null || value === undefined) return "";
    if (typeof value !== "number") return safe(String(value));
    if (!Number.isFinite(value)) return "";
    const number = Number((heading.format === "percent" ? value * 100 : value).toPrecision(12));
    return quote(lang === "fr" ? String(number).replace(".", ",") : String(number));
  };
  const unit = { percent: " (%)", euro: " (€)" };
  const head = table.headings.map(({ label, format: kind }) => safe(unit[kind] && !label.includes(unit[kind].trim()) ? label + unit[kind] : label));
  const rows = table.rows.map((row) => row.map((value, i) => cell(value, table.headings[i] || {})));
  return `\ufeff${[head, ...rows].map((line) => line.join(separator)).join("\r\n")}\r\n`;
}

// The specification as this page, this reader and this width need it.
function dressed(figure, node, width, lang) {
  const style = getComputedStyle(node);
  const colour = (name) => style.getPropertyValue(`--psl-${name}`).trim();
  const [ink, second, line, paper] = ["ink", "second", "line", "paper"].map(colour);
  const black = /^(#000|#000000|black|rgb\(0, ?0, ?0\))$/i;
  const inked = (value) => {
    if (typeof value === "string") return black.test(value) ? ink : value;
    if (Array.isArray(value)) return value.map(inked);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, inked(v)]));
    return value;
  };
  const { data = [], layout = {} } = inked(figure);
  const narrow = width < NARROW;
  const axes = { xaxis: {}, yaxis: {} };
  for (const key of Object.keys(layout)) if (/^[xy]axis\d*$/.test(key)) axes[key] = layout[key];
  for (const [key, axis] of Object.entries(axes)) {
    axes[key] = {
      gridcolor: line, linecolor: second, zerolinecolor: second, ...axis, automargin: true, fixedrange: true,
      ...(narrow && axis.nticks === undefined && key[0] === "x" ? { nticks: 5 } : {}),
    };
  }
  const legend = { bgcolor: "rgba(0,0,0,0)", ...layout.legend };
  if (narrow && layout.legend === undefined) Object.assign(legend, { orientation: "h", x: 0, xanchor: "left", y: -0.25, yanchor: "top" });
  return {
    data,
    layout: {
      colorway: PALETTE.map(inked), hovermode: "closest", ...layout, ...axes, legend,
      title: undefined, width, height: layout.height || HEIGHT, autosize: false, dragmode: false,
      margin: { l: narrow ? 4 : 8, r: narrow ? 8 : 12, t: 16, b: 8, pad: 2, ...layout.margin },
      font: { family: FONT, size: narrow ? 12 : 14, ...layout.font, color: ink },
      hoverlabel: { bgcolor: paper, bordercolor: second, font: { color: ink, family: FONT, size: 14 } },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      separators: lang === "fr" ? ",\u202f" : ".,",
    },
    config: { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false, responsive: false },
  };
}

class View {
  constructor(model, el, script) {
    Object.assign(this, { model, script, words: model.get("words"), lang: model.get("lang") });
    this.caption = h("figcaption", {});
    this.plot = h("div", { className: "psl-chart-plot", role: "img" });
    this.scroll = h("div", { className: "psl-chart-scroll", tabIndex: 0, role: "group" });
    const button = h("button", { type: "button" }, this.words.download);
    button.addEventListener("click", () => this.download());
    this.details = h("details", {}, h("summary", {}, this.words.table), this.scroll, button);
    this.details.addEventListener("toggle", () => this.tabulate());
    this.root = h("figure", { className: "psl-chart", lang: this.lang }, this.caption, this.plot, this.details);
    el.replaceChildren(this.root);
    const drawn = model.get("figure").data;
    if (drawn) this.plot.append(h("p", {}, this.words.drawing));
    else this.root.replaceChildren(this.caption, this.scroll, button);
    this.alone = !drawn;
    this.update();
    this.listen();
  }

  listen() {
    const update = () => this.update();
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const sized = new ResizeObserver(() => this.resize());
    // A chart out of sight is drawn again when it comes near: a lever moves the others sooner.
    const sight = new IntersectionObserver(([seen]) => {
      this.away = !seen.isIntersecting;
      if (this.stale) this.draw();
    }, { rootMargin: "300px 0px" });
    const printed = () => this.stale && this.draw(true);
    const themed = new MutationObserver(() => this.draw());
    const events = ["change:figure", "change:ground", "change:table", "change:label", "change:title"];
    for (const event of events) this.model.on(event, update);
    dark.addEventListener("change", update);
    sized.observe(this.root);
    sight.observe(this.root);
    window.addEventListener("beforeprint", printed);
    themed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
    this.stop = () => {
      for (const event of events) this.model.off(event, update);
      dark.removeEventListener("change", update);
      sized.disconnect();
      sight.disconnect();
      window.removeEventListener("beforeprint", printed);
      themed.disconnect();
      window.Plotly?.purge?.(this.plot);
    };
  }

  // One message may change figure, table and label: everything is drawn once.
  update() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.caption.textContent = this.model.get("title");
      this.plot.setAttribute("aria-label", this.model.get("label"));
      this.plot.style.minHeight = `${this.model.get("figure").layout?.height || HEIGHT}px`;
      this.tabulate();
      this.draw();
    });
  }

  resize() {
    const width = Math.floor(this.root.clientWidth);
    if (width !== this.width) this.draw();
  }

  figure() {
    const [figure, ground] = [this.model.get("figure"), this.model.get("ground") || {}];
    return figure.data ? { ...figure, data: figure.data.map((trace, i) => ground[i] ?? trace) } : figure;
  }

  async draw(always = false) {
    const figure = this.figure();
    const width = Math.floor(this.root.clientWidth);
    if (!figure.data || !width) return;
    this.stale = Boolean(this.drawn && this.away && !always);
    if (this.stale) return;
    this.width = width;
    try {
      const Plotly = await withScript(this.script);
      const { data, layout, config } = dressed(figure, this.root, width, this.lang);
      if (!this.drawn) this.plot.replaceChildren();
      this.drawn = true;
      await Plotly.react(this.plot, data, layout, config);
    } catch (error) {
      console.error(error);
      this.drawn = false;
      this.plot.removeAttribute("role");
      this.plot.replaceChildren(h("p", { role: "alert" }, this.words.failed));
      this.details.open = true;
    }
  }

  tabulate() {
    if (!this.details.open && !this.alone) return;
    const { title = "", headings = [], rows = [] } = this.model.get("table");
    const numeric = (heading) => heading.format && heading.format !== "text";
    // The roles are said outright: a phone shows rows as cards, and a browser forgets them then.
    const head = headings.map((heading) => h("th", { scope: "col", role: "columnheader", className: numeric(heading) ? "psl-figure" : "" }, heading.label));
    const lines = rows.map((row) => h("tr", { role: "row" }, ...row.map((value, i) => {
      const heading = headings[i] || {};
      const text = written(value, heading, this.lang);
      if (i === 0) return h("th", { scope: "row", role: "rowheader" }, text);
      return h("td", { role: "cell", "data-label": heading.label || "", className: numeric(heading) ? "psl-figure" : "" }, text);
    })));
    this.scroll.setAttribute("aria-label", title || this.model.get("title"));
    this.scroll.replaceChildren(h("table", { role: "table", className: headings.length > CARDS ? "psl-cards" : "" }, h("caption", {}, title),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...head)), h("tbody", { role: "rowgroup" }, ...lines)));
  }

  download() {
    const { table, title } = { table: this.model.get("table"), title: this.model.get("title") };
    const plain = (table.title || title || "data").normalize("NFD").replace(/\p{M}/gu, "");
    const name = plain.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "data";
    const file = new Blob([csv(table, this.lang)], { type: "text/csv;charset=utf-8" });
    const link = h("a", { href: URL.createObjectURL(file), download: `${name}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
}

export default ({ files: [style, script] }) => ({
  async render({ model, el }) {
    await withStyle(style);
    return new View(model, el, script).stop;
  },
});
