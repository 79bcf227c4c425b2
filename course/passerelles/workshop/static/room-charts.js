// The room's charts: plain SVG with a label in words and the same data as a table below.
"use strict";
(() => {
  const { word, make, svg, table } = window.passerelles.tools;
  // Okabe and Ito's colours, each with a shape of its own: never colour alone.
  const STYLES = [
    ["#0072B2", "circle"], ["#D55E00", "square"], ["#009E73", "up"], ["#CC79A7", "diamond"],
    ["#E69F00", "down"], ["#56B4E9", "cross"], ["#7F6A00", "bar"], ["#555555", "ring"],
  ];
  const DASHES = ["", "8 4", "2 3", "10 3 2 3"];
  const WIDTH = 640;
  let charts = 0;

  function style(place) {
    const [colour, shape] = STYLES[place % STYLES.length];
    return { colour, shape, dash: DASHES[Math.floor(place / STYLES.length) % DASHES.length] };
  }

  function mark(x, y, place, size = 7) {
    const { colour, shape } = style(place);
    const look = { fill: colour, stroke: "var(--card)", "stroke-width": 1 };
    const points = {
      square: `${x - size},${y - size} ${x + size},${y - size} ${x + size},${y + size} ${x - size},${y + size}`,
      up: `${x},${y - size} ${x + size},${y + size} ${x - size},${y + size}`,
      down: `${x},${y + size} ${x + size},${y - size} ${x - size},${y - size}`,
      diamond: `${x},${y - size - 1} ${x + size + 1},${y} ${x},${y + size + 1} ${x - size - 1},${y}`,
      bar: `${x - 3},${y - size - 1} ${x + 3},${y - size - 1} ${x + 3},${y + size + 1} ${x - 3},${y + size + 1}`,
    }[shape];
    if (points) return svg("polygon", { points, ...look });
    if (shape === "cross") return svg("path", { d: `M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}`, stroke: colour, "stroke-width": 3 });
    if (shape === "ring") return svg("circle", { cx: x, cy: y, r: size - 1, fill: "none", stroke: colour, "stroke-width": 3 });
    return svg("circle", { cx: x, cy: y, r: size, ...look });
  }

  function frame(height, label, ...inside) {
    const id = `chart-${++charts}`;
    return svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "room-chart", role: "img", "aria-labelledby": id }, svg("title", { id }, label), ...inside);
  }

  function text(x, y, words, attributes = {}) {
    return svg("text", { x, y, ...attributes }, words);
  }

  function figure(id, chart, told) {
    return make("figure", { class: "room-figure" }, chart, make("details", { id }, make("summary", {}, word("result.table")), told));
  }

  /** Estimates: a dot each on a line, the middle half shaded, the figure marked once revealed. */
  function estimates(activity) {
    const { result } = activity;
    if (!result.count) return make("p", {}, word("result.none"));
    const ticks = result.ticks.map((tick) => tick.at);
    const [low, high] = [Math.min(...ticks, ...(result.log ? [] : [0])), Math.max(...ticks)];
    const scale = (value) => (result.log ? Math.log(value) : value);
    const at = (value) => 30 + ((WIDTH - 60) * (scale(Math.max(value, result.log ? low : 0)) - scale(low))) / (scale(high) - scale(low) || 1);
    const stacks = new Map();
    const dots = result.values.map((value) => {
      const column = Math.round(at(value) / 13);
      const floor = stacks.get(column) || 0;
      stacks.set(column, floor + 1);
      return [at(value), floor];
    });
    const top = Math.max(...stacks.values());
    const base = 40 + Math.max(60, top * 13);
    const s = result.summary;
    const inside = [
      svg("rect", { x: at(s.first), y: base - top * 13 - 12, width: Math.max(2, at(s.third) - at(s.first)), height: top * 13 + 12, class: "middle" }),
      svg("line", { x1: 20, x2: WIDTH - 20, y1: base, y2: base, class: "axis" }),
      ...result.ticks.flatMap((tick) => [svg("line", { x1: at(tick.at), x2: at(tick.at), y1: base, y2: base + 6, class: "axis" }), text(at(tick.at), base + 24, tick.shown, { "text-anchor": "middle" })]),
      ...dots.map(([x, floor]) => svg("circle", { cx: x, cy: base - 8 - floor * 13, r: 5.5, fill: STYLES[0][0], stroke: "var(--card)", "stroke-width": 1 })),
    ];
    if (result.answer) {
      const x = at(result.answer.number);
      inside.push(svg("line", { x1: x, x2: x, y1: 24, y2: base, class: "truth" }), text(x, 17, result.answer.shown, { "text-anchor": x > WIDTH - 60 ? "end" : x < 60 ? "start" : "middle", class: "strong" }));
    }
    const alt = word("result.estimates_alt", { count: result.count, ...result.shown });
    const rows = ["low", "first", "median", "third", "high"].map((name) => [word(`result.${name}`), result.shown[name]]);
    return figure(`t-${activity.id}`, frame(base + 36, alt, ...inside), table(word("result.estimates"), ["", activity.unit || ""], rows));
  }

  /** Votes: a bar for each option; for an order, the mean place. */
  function votes(activity) {
    const { rows, count, mode } = activity.result;
    if (!count) return make("p", {}, word("result.none"));
    const ordered = mode === "order";
    const most = ordered ? rows.length : Math.max(1, ...rows.map((row) => row.votes));
    const size = (row) => (ordered ? (most + 1 - row.place) / most : row.votes / most);
    const inside = rows.flatMap((row, place) => {
      const y = 8 + place * 58;
      return [
        text(4, y + 16, row.text.length > 62 ? `${row.text.slice(0, 60)}…` : row.text),
        svg("rect", { x: 4, y: y + 24, width: Math.max(2, (WIDTH - 80) * size(row)), height: 20, class: "vote" }),
        text(12 + Math.max(2, (WIDTH - 80) * size(row)), y + 40, row.shown, { class: "strong" }),
      ];
    });
    const parts = rows.map((row) => `${row.text}, ${row.shown}`).join(" ; ").replaceAll(" ;", ";");
    const alt = word(ordered ? "result.order_alt" : "result.votes_alt", { parts });
    const heads = ordered ? [word("result.option"), word("result.place"), word("result.first_count")] : [word("result.option"), word("result.vote_count")];
    const told = rows.map((row) => (ordered ? [row.text, row.shown, row.votes] : [row.text, row.votes]));
    return figure(`t-${activity.id}`, frame(rows.length * 58 + 8, alt, ...inside), table(word("result.votes"), heads, told));
  }

  /** The game: a line for each team, quarter after quarter, named at its end. */
  function lines(game) {
    const at = (quarter) => 46 + ((WIDTH - 250) * quarter) / game.quarters;
    const up = (value) => 250 - value * 2.3;
    const ends = game.teams.map((team, place) => ({ place, y: up(team.series.at(-1)) })).sort((a, b) => a.y - b.y);
    ends.forEach((end, place) => (end.y = Math.max(end.y, place ? ends[place - 1].y + 17 : 14)));
    const inside = [0, 25, 50, 75, 100].flatMap((value) => [svg("line", { x1: 46, x2: at(game.quarters), y1: up(value), y2: up(value), class: "grid" }), text(40, up(value) + 5, String(value), { "text-anchor": "end" })]);
    inside.push(...[0, 4, 8, 12].map((quarter) => text(at(quarter), 274, String(quarter), { "text-anchor": "middle" })));
    game.teams.forEach((team, place) => {
      const points = team.series.map((value, quarter) => `${at(quarter)},${up(value)}`).join(" ");
      const { colour, dash } = style(place);
      const label = ends.find((end) => end.place === place).y;
      const last = at(team.series.length - 1);
      inside.push(svg("polyline", { points, fill: "none", stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash }), mark(last, up(team.series.at(-1)), place, 6), mark(at(game.quarters) + 16, label - 5, place, 6), text(at(game.quarters) + 28, label, `${team.name.slice(0, 12)} ${team.shown.overall}`));
    });
    const parts = game.teams.map((team) => `${team.name} ${team.shown.overall}`).join(", ");
    const quarters = [...Array(Math.max(...game.teams.map((team) => team.series.length))).keys()];
    const told = table(word("game.overall"), [word("result.team"), ...quarters.map(String)], game.teams.map((team) => [team.name, ...quarters.map((q) => team.series[q] ?? "")]));
    return figure("t-game", frame(Math.max(284, ends.at(-1).y + 12), word("game.lines_alt", { parts }), ...inside), told);
  }

  /** Teams side by side: a row for each indicator, a dot for each team. */
  function comparison(found) {
    const rows = found.indicators;
    const inside = rows.flatMap((row, place) => {
      const y = 22 + place * 64;
      const [low, high] = [Math.min(0, ...row.values), Math.max(0, ...row.values)];
      const at = (value) => 14 + ((WIDTH - 28) * (value - low)) / (high - low || 1);
      return [
        text(4, y, row.label),
        svg("line", { x1: 14, x2: WIDTH - 14, y1: y + 22, y2: y + 22, class: "grid" }),
        ...row.values.map((value, team) => mark(at(value), y + 22, team)),
      ];
    });
    const key = make("ul", { class: "room-key" }, found.teams.map((team, place) => make("li", {}, svg("svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" }, mark(10, 10, place, 6)), ` ${team}`)));
    const told = table(word("result.compare", { title: found.title }), [word("result.indicator"), ...found.teams], rows.map((row) => [row.label, ...row.shown]));
    const made = figure("t-compare", frame(rows.length * 64 + 8, word("result.compare_alt", { names: found.teams.join(", ") }), ...inside), told);
    made.prepend(key);
    const { headings, rows: differing } = found.differences;
    return [make("p", {}, found.sentence), made, differing.length ? table(word("result.differences"), headings, differing) : null];
  }

  window.passerelles.charts = { estimates, votes, lines, comparison, table };
})();
