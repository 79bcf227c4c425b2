// The fields with rows: an order to arrange, pairs to match, a table to fill in.
// `makers` takes the exports of panel-fields.js, which is served under a name of
// its own and so cannot be imported by a fixed one.

const SHOWN = 6; // columns in a table's first line

export const makers = ({ h, fill, figure, parse, frame, showMark, growing }) => {
  const titled = (field, ids) => h("p", { className: "psl-label", id: ids.label }, field.label);

  function order(field, context) {
    const { prefix, words, change, announce } = context;
    const made = frame(field, context);
    const labels = new Map(field.options.map((option) => [option.id, option.label]));
    const rows = new Map();
    let sequence = [...labels.keys()];
    const list = h("ol", { className: "psl-order", "aria-labelledby": made.ids.label });

    const arrange = () => {
      sequence.forEach((id, i) => {
        const { item, up, down } = rows.get(id);
        if (list.children[i] !== item) list.insertBefore(item, list.children[i] || null);
        up.setAttribute("aria-disabled", String(i === 0));
        down.setAttribute("aria-disabled", String(i === sequence.length - 1));
      });
    };
    const move = (id, by) => {
      const from = sequence.indexOf(id);
      const to = from + by;
      if (to < 0 || to >= sequence.length) return;
      const focused = document.activeElement;
      sequence = sequence.filter((one) => one !== id);
      sequence.splice(to, 0, id);
      arrange();
      focused?.focus();
      announce(fill(words.position, { name: labels.get(id), position: to + 1, count: sequence.length }));
      change(sequence);
    };
    [...labels].forEach(([id, label], i) => {
      const mover = (by, name, sign) => {
        const button = h("button", {
          type: "button", className: "psl-move", id: `${prefix}-${i}-${name}`,
          "aria-label": fill(words[name], { name: label }),
        }, h("span", { "aria-hidden": "true" }, sign));
        button.addEventListener("click", () => move(id, by));
        return button;
      };
      const up = mover(-1, "up", "↑");
      const down = mover(1, "down", "↓");
      const mark = h("span", { className: "psl-mark psl-empty" });
      const item = h("li", {}, h("span", { className: "psl-order-label" }, label), h("span", { className: "psl-moves" }, up, down), mark);
      item.addEventListener("keydown", (event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (by) { event.preventDefault(); move(id, by); }
      });
      rows.set(id, { item, up, down, mark });
    });
    arrange();
    return {
      root: h("div", { className: "psl-field", role: "group", "aria-labelledby": made.ids.label, "aria-describedby": made.described },
        titled(field, made.ids), made.help, list, ...made.after),
      set(value) {
        const given = (value || []).filter((id) => labels.has(id));
        const next = [...given, ...sequence.filter((id) => !given.includes(id))];
        if (next.join() !== sequence.join()) { sequence = next; arrange(); }
      },
      fault: (faults) => made.fault(faults, []),
      mark(all) {
        made.mark(all);
        for (const [id, { mark }] of rows) showMark(mark, all.get(id), words);
      },
    };
  }

  function picker(choices, words, props) {
    const select = h("select", props, h("option", { value: "" }, words.choose));
    for (const option of choices || []) select.append(h("option", { value: option.id }, option.label));
    return select;
  }

  function match(field, context) {
    const { prefix, words, change } = context;
    const made = frame(field, context);
    const rows = new Map();
    let now = {};
    const lines = field.rows.map((row, i) => {
      const mark = h("span", { className: "psl-mark psl-empty", id: `${prefix}-m${i}` });
      const select = picker(field.options, words, {
        id: `${prefix}-r${i}`, className: "psl-select", "aria-describedby": `${mark.id} ${made.ids.fault}`,
      });
      select.addEventListener("change", () => {
        const { [row.id]: _, ...others } = now;
        now = select.value ? { ...others, [row.id]: select.value } : others;
        change(now);
      });
      rows.set(row.id, { select, mark });
      return h("div", { className: "psl-match" }, h("label", { htmlFor: select.id }, row.label), select, mark);
    });
    return {
      root: h("fieldset", { className: "psl-field", "aria-describedby": made.described },
        h("legend", { className: "psl-label" }, field.label), made.help, ...lines, ...made.after),
      set(value) {
        now = { ...value };
        for (const [id, { select }] of rows) select.value = now[id] ?? "";
      },
      fault(faults) {
        made.fault(faults, []);
        for (const [id, { select }] of rows) {
          if (faults.has("") || faults.has(id)) select.setAttribute("aria-invalid", "true");
          else select.removeAttribute("aria-invalid");
        }
      },
      mark(all) {
        made.mark(all);
        for (const [id, { mark }] of rows) showMark(mark, all.get(id), words);
      },
    };
  }

  // One cell: {input, set, read}; `send(pace)` is called when it changes.
  function cell(column, id, context, send) {
    const { lang, words } = context;
    const on = (input, event, pace) => input.addEventListener(event, () => send(pace));
    if (column.type === "choice") {
      const input = picker(column.options, words, { id, className: "psl-select" });
      // As wide as its longest option asks, within limits: “oui” needs less room than a sentence.
      input.style.setProperty("--psl-longest", Math.max(0, ...(column.options || []).map((one) => one.label.length)));
      on(input, "change", "now");
      return { input, set: (value) => { input.value = value ?? ""; }, read: () => input.value || null };
    }
    if (column.type === "switch") {
      const input = h("input", { type: "checkbox", id, className: "psl-check" });
      on(input, "change", "now");
      return { input, set: (value) => { input.checked = Boolean(value); }, read: () => input.checked };
    }
    const numeric = column.type === "number";
    const scale = column.scale || 1;
    const { input, fit } = numeric
      ? { input: h("input", { type: "text", id, className: "psl-box", autocomplete: "off" }), fit() {} }
      : growing({ id, autocomplete: "off" });
    if (numeric) input.inputMode = column.min < 0 ? "text" : "decimal";
    if (column.max_length) input.maxLength = column.max_length;
    on(input, "input", "typing");
    on(input, "change", "now");
    const show = (value) => (numeric && typeof value === "number" ? figure(column, value, lang) : String(value ?? ""));
    const read = () => {
      const typed = numeric ? parse(input.value, lang) : input.value;
      return typeof typed === "number" ? Number((typed / scale).toPrecision(12)) : typed;
    };
    const set = (value) => {
      const same = document.activeElement === input && read() === value;
      if (!same && input.value !== show(value)) { input.value = show(value); fit(); }
    };
    return { input, set, read };
  }

  const blank = (column) => column.default ?? { switch: false, text: "" }[column.type] ?? null;
  const blanks = (columns) => Object.fromEntries(columns.map((column) => [column.id, blank(column)]));

  // One row: {node, cells, tell(name), fill(values), read()}. Columns beyond the
  // sixth stand in a second line that a button opens: a phone holds no thirteen.
  function rowOf(field, key, context, { heading, fault, send, remove }) {
    const { words } = context;
    const cells = new Map();
    const place = (column, tag) => {
      const one = cell(column, `${key}-${column.id}`, context, send);
      one.input.setAttribute("aria-describedby", fault);
      cells.set(column.id, one);
      const role = tag === "td" ? { role: "cell" } : {};
      return h(tag, { ...role, className: `psl-cell psl-cell-${column.type}` },
        h("span", { className: "psl-cell-label", "aria-hidden": "true" }, column.label), one.input);
    };
    const line = h("tr", { role: "row" });
    if (heading) line.append(h("th", { scope: "row", role: "rowheader" }, heading));
    line.append(...field.columns.slice(0, SHOWN).map((column) => place(column, "td")));
    const buttons = [];
    const others = field.columns.slice(SHOWN);
    const second = h("tr", { role: "row", hidden: true, id: `${key}-others`, className: "psl-others" });
    if (others.length) {
      const more = h("button", { type: "button", className: "psl-more-button", id: `${key}-more`, "aria-expanded": "false", "aria-controls": second.id }, words.more);
      more.addEventListener("click", () => {
        second.hidden = !second.hidden;
        more.setAttribute("aria-expanded", String(!second.hidden));
      });
      buttons.push([more, "row-more"]);
      const grid = h("div", { className: "psl-cell-grid" }, ...others.map((column) => place(column, "div")));
      second.append(h("td", { role: "cell", colSpan: SHOWN + 1 + Number(Boolean(heading)) }, grid));
    }
    const row = { cells, remove: null, hidden: {}, nodes: others.length ? [line, second] : [line] };
    if (remove) {
      row.remove = h("button", { type: "button", className: "psl-remove", id: `${key}-remove` }, h("span", { "aria-hidden": "true" }, "×"));
      row.remove.addEventListener("click", () => remove(row));
      buttons.push([row.remove, "remove-row"]);
    }
    if (buttons.length) line.append(h("td", { role: "cell", className: "psl-cell-buttons" }, ...buttons.map(([one]) => one)));
    row.tell = (name, i) => {
      for (const column of field.columns) cells.get(column.id).input.setAttribute("aria-label", `${column.label}, ${name}`);
      for (const [button, word] of buttons) button.setAttribute("aria-label", fill(words[word], { row: i + 1 }));
    };
    // Keys that no column shows travel along untouched.
    row.fill = (values) => {
      row.hidden = { ...values };
      for (const [id, one] of cells) one.set(values?.[id]);
    };
    row.read = () => ({ ...row.hidden, ...Object.fromEntries([...cells].map(([id, one]) => [id, one.read()])) });
    row.accuse = (faults, i) => {
      for (const [id, { input }] of cells) {
        if (faults.has(`${i}/${id}`) || faults.has(String(i))) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    };
    return row;
  }

  function table(field, context) {
    const { prefix, words, change, announce } = context;
    const made = frame(field, context);
    // Rows with labels of their own are neither added nor removed.
    const fixed = field.rows?.length ? field.rows : null;
    const least = fixed ? fixed.length : field.min_rows ?? 0;
    const most = fixed ? fixed.length : field.max_rows ?? 30;
    let rows = [];
    let serial = 0;
    const body = h("tbody", { role: "rowgroup" });
    const add = h("button", { type: "button", className: "psl-button psl-secondary psl-add", id: `${prefix}-add` }, words["add-row"]);
    const send = (pace) => change(rows.map((row) => row.read()), pace);

    const renumber = () => {
      rows.forEach((row, i) => {
        row.tell(fixed ? fixed[i].label : fill(words.row, { row: i + 1 }), i);
        row.remove?.setAttribute("aria-disabled", String(rows.length <= least));
      });
      add.setAttribute("aria-disabled", String(rows.length >= most));
      add.textContent = rows.length >= most ? fill(words["rows-full"], { max: most }) : words["add-row"];
    };
    const insert = (values) => {
      const row = rowOf(field, `${prefix}-${serial++}`, context, {
        heading: fixed?.[rows.length].label, fault: made.ids.fault, send, remove: fixed ? null : remove,
      });
      rows.push(row);
      body.append(...row.nodes);
      row.fill(values);
    };
    const drop = (row) => {
      rows = rows.filter((one) => one !== row);
      for (const node of row.nodes) node.remove();
    };
    const remove = (row) => {
      if (rows.length <= least) return;
      const at = rows.indexOf(row);
      drop(row);
      renumber();
      (rows[Math.min(at, rows.length - 1)]?.remove || add).focus();
      announce(fill(words["row-removed"], { row: at + 1 }));
      send("now");
    };
    add.addEventListener("click", () => {
      if (rows.length >= most) return;
      insert(blanks(field.columns));
      renumber();
      rows.at(-1).cells.get(field.columns[0].id).input.focus();
      announce(fill(words["row-added"], { row: rows.length }));
      send("now");
    });
    const heads = field.columns.slice(0, SHOWN).map((column) => h("th", { scope: "col", role: "columnheader", className: `psl-cell-${column.type}` },
      column.unit ? `${column.label} (${column.unit})` : column.label));
    if (fixed) heads.unshift(h("td", { role: "cell" }));
    if (!fixed || field.columns.length > SHOWN) {
      heads.push(h("th", { scope: "col", role: "columnheader" }, h("span", { className: "psl-hidden" }, words.actions)));
    }
    const grid = h("table", { className: "psl-table", role: "table", "aria-labelledby": made.ids.label, "aria-describedby": made.described },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads)), body);
    return {
      root: h("div", { className: "psl-field" }, titled(field, made.ids), made.help,
        h("div", { className: "psl-table-box" }, grid), fixed ? undefined : add, ...made.after),
      set(value) {
        const given = Array.isArray(value) ? value.slice(0, Math.max(most, least)) : [];
        while (given.length < least) given.push(blanks(field.columns));
        while (rows.length > given.length) drop(rows.at(-1));
        given.forEach((values, i) => (rows[i] ? rows[i].fill(values) : insert(values)));
        renumber();
      },
      fault(faults) {
        made.fault(faults, []);
        rows.forEach((row, i) => row.accuse(faults, i));
      },
      mark: made.mark,
    };
  }

  return { order, match, table };
};
