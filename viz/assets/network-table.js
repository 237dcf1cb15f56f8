"use strict";
// The table of a network page: a row for each thing that the picture shows. Rows that the page came with are shown and hidden;
// of a large network they are made as the reader asks for more, and all of them before they are sorted or saved.
window.renkei.networkTable = function (data, model, hooks) {
  var renkei = window.renkei, say = renkei.say, el = renkei.element, withLang = renkei.withLang, state = model.state;
  var table = document.getElementById("nodes"), body = table.tBodies[0], more = document.getElementById("rows-more");
  var STEP = 300, limit = STEP, rows = new Map();
  var collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  body.querySelectorAll("tr[data-node]").forEach(function (row) {
    row.removeAttribute("id"); // #node= is now ours
    rows.set(row.dataset.node, row);
  });

  function cell(name, label, content, text) {
    var made = el("td", { role: "cell", "data-label": label, class: name }, content);
    return text ? withLang(made, text) : made;
  }

  function head(label, name, key, link) {
    var made = el("th", { role: "rowheader", scope: "row", "data-label": label, "data-key": key });
    made.append(link);
    return withLang(made, name);
  }

  function rowOf(item) {
    var row = el("tr", { role: "row", "data-node": item.id }), none = say("none");
    var link = el("a", { href: "#node=" + encodeURIComponent(item.id) }, item.label);
    if (item.members) {
      var open = el("button", { type: "button", class: "button small" }, say("group_open"));
      open.addEventListener("click", function () { hooks.toggle(item.key); });
      row.append(head(say("column_name"), item.label, item.label, link), cell("", say("column_reading"), none), cell("", say("column_kind"), say("group_kind")),
        cell("phrases", say("column_group"), none), cell("", say("column_place"), none), cell("phrases", say("column_district"), none),
        cell("numeric", say("column_community"), none), cell("numeric", say("column_degree"), none), measureCell(), cell("neighbours", say("column_neighbours"), open));
      return row;
    }
    var key = document.documentElement.lang === "ja" ? item.reading || item.label : item.label, community = data.groupings.community[item.in.community].key;
    var districts = item.districts.map(function (d) { return d.label; }).join(say("separator"));
    row.append(head(say("column_name"), item.label, key, link), cell("", say("column_reading"), item.reading || none, item.reading), cell("", say("column_kind"), item.kindName || none, item.kindName),
      cell("phrases", say("column_group"), model.groups.get(item.group).label), cell("", say("column_place"), item.placeName || none, item.placeName),
      cell("phrases", say("column_district"), districts || none, districts), cell("numeric", say("column_community"), community === "-" ? none : community),
      cell("numeric", say("column_degree"), String(item.near.length)), measureCell(), neighbours(item));
    return row;
  }

  function measureCell() {
    var made = cell("numeric measure", "", "");
    made.hidden = true;
    return made;
  }

  function neighbours(node) {
    var made = cell("neighbours", say("column_neighbours"), node.near.length ? null : say("none"));
    function list(ties) {
      return el("ul", {}, ties.map(function (tie) {
        var name = model.nodes.get(tie.id).label;
        return el("li", {}, [withLang(el("a", { href: "#node=" + encodeURIComponent(tie.id) }, name), name), " ", el("span", { class: "muted" }, tie.edge.label)]);
      }));
    }
    if (node.near.length) made.append(list(node.near.slice(0, 3)));
    if (node.near.length > 3) made.append(el("details", {}, [el("summary", {}, say("more_neighbours", { n: node.near.length - 3 })), list(node.near.slice(3))]));
    return made;
  }

  function sortKey(item) { return item.members ? "" : document.documentElement.lang === "ja" ? item.reading || "\uffff" + item.label : item.label; }

  // What is to be shown and has no row yet, in order: groups first.
  function missing() {
    var found = [];
    model.items.forEach(function (item, id) { if (!rows.has(id)) found.push(item); });
    var keyed = found.map(function (item) { return [sortKey(item), item]; });
    keyed.sort(function (a, b) { return a[1].members && b[1].members ? b[1].rank - a[1].rank : collator.compare(a[0], b[0]); });
    return keyed.map(function (pair) { return pair[1]; });
  }

  function add(items) {
    if (!items.length) return;
    var made = document.createDocumentFragment(), first = document.createDocumentFragment();
    items.forEach(function (item) {
      var row = rowOf(item);
      rows.set(item.id, row);
      (item.members ? first : made).append(row);
    });
    body.prepend(first);
    body.append(made);
  }

  function show() {
    var visible = 0, kept = 0;
    Array.from(body.rows).forEach(function (row) {
      var id = row.dataset.node, item = model.items.get(id);
      if (item && item.members && row.cells[0].textContent !== item.label) { row.remove(); rows.delete(id); return; } // its number changed
      row.hidden = !item || visible >= limit;
      if (item && row.hidden) kept += 1;
      if (!row.hidden) visible += 1;
    });
    var left = missing(), next = left.slice(0, Math.max(0, limit - visible - kept));
    add(next);
    var still = kept + left.length - next.length;
    table.classList.add("ready");
    more.hidden = !still;
    more.textContent = say("rows_more", { n: Math.min(STEP, still), left: still });
    showMeasure();
  }

  function showMeasure() {
    var name = state.size, on = name !== "kind", column = document.getElementById("measure-head"), title = on ? say("measure_" + name) : "";
    column.hidden = !on;
    (column.querySelector("button") || column).textContent = title;
    rows.forEach(function (row, id) {
      var made = row.querySelector("td.measure"), node = model.nodes.get(id);
      made.hidden = !on;
      if (!on) return;
      made.dataset.label = title;
      made.dataset.key = node ? String(node.measure[name]) : "";
      made.textContent = node ? model.measureSaid(node, name) : say("none");
    });
  }

  function whole() { if (!more.hidden) { limit = Infinity; show(); } }

  more.addEventListener("click", function () { limit += STEP; show(); });
  table.tHead.addEventListener("click", whole, true); // before it is sorted
  document.querySelector('[data-csv="nodes"]').addEventListener("click", whole, true); // before it is saved
  addEventListener("beforeprint", whole);

  return { show: show };
};
