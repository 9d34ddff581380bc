"use strict";
// The token is kept in memory only. A link may carry one after its #, which is never sent to a server and is removed from the address at once.
let token = new URLSearchParams(location.hash.slice(1)).get("token") || "";
if (location.hash) history.replaceState(null, "", location.pathname);

const at = id => document.getElementById(id);
const time = text => (text || "").slice(0, 19).replace("T", " ");
const seconds = run => run.ended_at ? (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000 : null;

function element(name, attributes, ...children) {
  const svg = ["svg", "rect", "text"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

function table(place, columns, rows, none) {
  const cell = (name, text, column) => element(name, column.number ? { class: "number" } : {}, text);
  const head = element("tr", {}, ...columns.map(column => cell("th", column.title, column)));
  const body = rows.map(row => element("tr", {}, ...columns.map(column => {
    const text = column.value(row);
    const made = cell("td", text === null || text === undefined ? "" : String(text), column);
    if (column.state) made.className = String(text);
    return made;
  })));
  at(place).replaceChildren(rows.length ? element("table", {}, head, ...body) : element("p", { class: "soft" }, none));
}

function bars(place, entries, none) {
  const most = Math.max(...entries.map(entry => entry.value), 1e-9);
  const rows = entries.flatMap((entry, index) => {
    const width = Math.max(1, 200 * entry.value / most);
    return [
      element("text", { x: 172, y: index * 26 + 18, "text-anchor": "end" }, entry.name),
      element("rect", { x: 180, y: index * 26 + 3, width, height: 19, rx: 2, class: entry.state || "" }),
      element("text", { x: 188 + width, y: index * 26 + 18 }, entry.shown)
    ];
  });
  at(place).replaceChildren(entries.length
    ? element("svg", { viewBox: `0 0 480 ${entries.length * 26}`, role: "img" }, ...rows)
    : element("p", { class: "soft" }, none));
}

function show(facts) {
  bars("serving", facts.serving.map(row => ({
    name: `${row.model} v${row.version}`, value: row.traffic_percent, state: row.state, shown: `${row.traffic_percent} % ${row.state}`
  })), "No model version is deployed yet.");
  const curation = facts.curation || {};
  const counts = ["considered", "fresh", "selected", "candidates", "rejected", "training_rows"]
    .filter(name => name in curation).map(name => [name.replaceAll("_", " "), curation[name], ""])
    .concat(Object.entries(curation.rejected_by_reason || {}).map(([name, rows]) => [name, rows, "rejected"]));
  bars("curation", counts.map(([name, value, state]) => ({ name, value, state, shown: value.toLocaleString("en") })),
    "No curation yet.");
  bars("durations", facts.runs.filter(run => seconds(run) !== null).slice(0, 10).map(run => ({
    name: `${run.run_id} ${run.job}`, value: seconds(run), state: run.status, shown: `${seconds(run).toFixed(1)} s`
  })), "No runs yet.");
  table("versions", [
    { title: "model", value: row => row.model },
    { title: "version", value: row => `v${row.version}`, number: true },
    { title: "status", value: row => row.status, state: true },
    { title: "data", value: row => `gold@${row.dataset_version}` },
    { title: "created (UTC)", value: row => time(row.created_at) }
  ], facts.versions, "No versions yet.");
  table("deployments", [
    { title: "model", value: row => row.model_name },
    { title: "version", value: row => `v${row.version}`, number: true },
    { title: "state", value: row => row.state, state: true },
    { title: "stage", value: row => row.stage, number: true },
    { title: "traffic", value: row => `${row.traffic_percent} %`, number: true },
    { title: "from (UTC)", value: row => time(row.started_at) },
    { title: "to", value: row => time(row.ended_at) },
    { title: "reason", value: row => row.reason }
  ], facts.deployments, "No deployments yet.");
  table("runs", [
    { title: "run", value: row => row.run_id, number: true },
    { title: "job", value: row => row.job },
    { title: "status", value: row => row.status, state: true },
    { title: "started (UTC)", value: row => time(row.started_at) },
    { title: "took", value: row => seconds(row) === null ? "" : `${seconds(row).toFixed(1)} s`, number: true },
    { title: "error", value: row => row.error }
  ], facts.runs, "No runs yet. Start one with kalimtak cycle.");
  at("content").hidden = false;
  at("sign-in").hidden = true;
}

async function load() {
  if (!token) return;
  try {
    const answer = await fetch("/api/admin/overview", { headers: { Authorization: `Bearer ${token}` } });
    const body = await answer.json();
    if (!answer.ok) {
      token = "";
      at("sign-in").hidden = false;
      at("state").textContent = body.detail;
      return;
    }
    show(body);
    at("state").textContent = `As of ${time(new Date().toISOString())} UTC; refreshed every 15 s`;
  } catch (e) {
    at("state").textContent = "The server is not responding.";
  }
}

at("sign-in").addEventListener("submit", event => {
  event.preventDefault();
  token = at("token").value.trim();
  at("token").value = "";
  load();
});
load();
setInterval(load, 15000);
