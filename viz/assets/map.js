"use strict";
// The map of Japan: what shades it, ties by field and period, zoom and keyboard, and what is told of the prefecture pointed at.
// Everything is in the page without this script; it only chooses among the numbers that the page was given.
(function () {
  var SVG = "http://www.w3.org/2000/svg", SHADES = 5;
  var renkei = window.renkei, say = renkei.say, el = renkei.element;
  var data, map, full, view, byId = function (id) { return document.getElementById(id); };

  function all(selector, act) { document.querySelectorAll(selector).forEach(act); }

  // --- shades: the same classes as the page was made with

  function shade(value, ends) {
    if (value <= 0) return 0;
    var at = ends.findIndex(function (end) { return value <= end; });
    return ends.length === 1 ? SHADES : 1 + Math.floor(at * (SHADES - 1) / (ends.length - 1) + 0.5);
  }

  function setShade(element, value) {
    for (var n = 0; n <= SHADES; n += 1) element.classList.toggle("h" + n, n === value);
  }

  function measure() { return data.measures[byId("measure").value]; }

  function showMeasure() {
    var chosen = measure();
    all("[data-n]", function (element) {
      var n = Number(element.dataset.n), value = chosen.counts[n];
      setShade(element, shade(value, chosen.ends));
      var words = say("map_tip_count", { name: data.places[n], measure: chosen.name, n: value }), title = element.querySelector("title");
      if (!title) return;
      title.textContent = words;
      element.setAttribute("aria-label", words);
    });
    all("[data-count]", function (element) { element.textContent = chosen.counts[Number(element.dataset.count)]; });
    all("[data-measure]", function (element) { element.textContent = chosen.name; });
    var legend = byId("legend");
    all("#legend [data-class]", function (item) { item.remove(); });
    chosen.ends.forEach(function (end, at) {
      var low = at ? chosen.ends[at - 1] + 1 : 1, key = el("span", { class: "key h" + shade(end, chosen.ends) });
      legend.append(el("li", { "data-class": "" }, [key, low === end ? String(end) : low + "–" + end]));
    });
  }

  // --- ties

  function ties() { return data.ties[byId("field").value + "|" + byId("period").value] || []; }

  function curve(from, to) {
    var ends = [from, to].sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; }), a = ends[0], b = ends[1];
    var x = Math.floor((a[0] + b[0]) / 2 + 0.22 * (b[1] - a[1]) + 0.5), y = Math.floor((a[1] + b[1]) / 2 - 0.22 * (b[0] - a[0]) + 0.5);
    return "M" + a[0] + " " + a[1] + "Q" + x + " " + y + " " + b[0] + " " + b[1];
  }

  function drawn(name, path, width) {
    var made = document.createElementNS(SVG, "path");
    made.setAttribute("class", name);
    made.setAttribute("d", path);
    made.setAttribute("stroke-width", width.toFixed(1));
    return made;
  }

  function showTies() {
    var found = ties(), across = found.filter(function (t) { return t[0] !== t[1]; }), sum = 0;
    var most = Math.max.apply(null, [12].concat(across.map(function (t) { return t[2]; })));
    byId("arcs").replaceChildren.apply(byId("arcs"), across.flatMap(function (t) {
      var path = curve(data.at[t[0]], data.at[t[1]]), width = 2 + 9 * Math.sqrt(t[2] / most), line = drawn("arc", path, width);
      var title = document.createElementNS(SVG, "title");
      title.textContent = say("map_arc", { a: data.places[t[0]], b: data.places[t[1]], n: t[2] });
      line.append(title);
      return [drawn("case", path, width + 3), line];
    }));
    var counts = new Map(found.map(function (t) { return [t[0] + "-" + t[1], t[2]]; }));
    all("#ties tr[data-tie]", function (row) {
      var count = counts.get(row.dataset.tie);
      row.hidden = !count;
      if (count) row.cells[2].textContent = count;
    });
    found.forEach(function (t) { sum += t[2]; });
    byId("status").textContent = found.length ? say("map_ties_shown", { n: sum, pairs: across.length }) : say("map_ties_none");
  }

  // --- what is told of a prefecture: on the pointer and on the focus

  function about(n) {
    var chosen = measure(), list = byId("about-ties");
    byId("about").hidden = false;
    byId("about-name").textContent = data.places[n];
    byId("about-count").textContent = say("map_tip_count", { name: data.places[n], measure: chosen.name, n: chosen.counts[n] });
    var found = ties().filter(function (t) { return t[0] === n || t[1] === n; });
    list.replaceChildren.apply(list, found.slice(0, 8).map(function (t) {
      return el("li", {}, say("map_arc", { a: data.places[n], b: data.places[t[0] === n ? t[1] : t[0]], n: t[2] }));
    }));
    if (!found.length) list.append(el("li", {}, say("map_no_partners")));
  }

  // --- zoom: a view box that stays within the map

  function show(x, y, width) {
    width = Math.min(full[2], Math.max(full[2] / 12, width));
    var height = width * full[3] / full[2];
    view = [Math.min(full[2] - width, Math.max(0, x)), Math.min(full[3] - height, Math.max(0, y)), width, height];
    map.setAttribute("viewBox", view.map(function (n) { return n.toFixed(1); }).join(" "));
    map.toggleAttribute("data-zoomed", width < full[2]);
    fitNames();
  }

  // Names keep their size on the screen; where they would stand over each other they are left out (map.css).
  function fitNames() {
    var size = 12.5 * view[2] / map.clientWidth;
    map.toggleAttribute("data-near", size <= 17);
    map.style.setProperty("--name", Math.min(size, 17).toFixed(2));
  }

  function zoom(factor, x, y) {
    var width = view[2] / factor, kept = Math.min(full[2], Math.max(full[2] / 12, width)) / view[2];
    x = x === undefined ? view[0] + view[2] / 2 : x;
    y = y === undefined ? view[1] + view[3] / 2 : y;
    show(x - (x - view[0]) * kept, y - (y - view[1]) * kept, view[2] * kept);
    byId("status").textContent = say("map_zoomed", { n: (full[2] / view[2]).toFixed(1) });
  }

  function reset() { show(full[0], full[1], full[2]); }

  var KEYS = {
    "+": function () { zoom(1.5); }, ";": function () { zoom(1.5); }, "-": function () { zoom(1 / 1.5); }, "0": reset,
    ArrowLeft: function () { show(view[0] - view[2] / 8, view[1], view[2]); },
    ArrowRight: function () { show(view[0] + view[2] / 8, view[1], view[2]); },
    ArrowUp: function () { show(view[0], view[1] - view[3] / 8, view[2]); },
    ArrowDown: function () { show(view[0], view[1] + view[3] / 8, view[2]); }
  };

  function onMap(event) {
    var box = map.getBoundingClientRect();
    return [view[0] + (event.clientX - box.left) * view[2] / box.width, view[1] + (event.clientY - box.top) * view[3] / box.height];
  }

  function startZoom() {
    byId("zoom-in").addEventListener("click", function () { zoom(1.5); });
    byId("zoom-out").addEventListener("click", function () { zoom(1 / 1.5); });
    byId("reset").addEventListener("click", reset);
    byId("stage").addEventListener("keydown", function (event) {
      if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.startsWith("Arrow") && view[2] >= full[2]) return; // nothing to move: the page scrolls
      event.preventDefault();
      KEYS[event.key]();
    });
    map.addEventListener("wheel", function (event) {
      if (!event.ctrlKey) return; // the wheel alone scrolls the page
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, onMap(event)[0], onMap(event)[1]);
    }, { passive: false });
    var from = null, moved = false;
    map.addEventListener("pointerdown", function (event) {
      moved = false;
      from = view[2] < full[2] && event.button === 0 ? { x: event.clientX, y: event.clientY, view: view.slice() } : null;
    });
    addEventListener("pointermove", function (event) {
      if (!from) return;
      var scale = from.view[2] / map.clientWidth, x = (event.clientX - from.x) * scale, y = (event.clientY - from.y) * scale;
      if (Math.abs(event.clientX - from.x) + Math.abs(event.clientY - from.y) > 4) moved = true;
      if (moved) show(from.view[0] - x, from.view[1] - y, view[2]);
    });
    addEventListener("pointerup", function () { from = null; });
    map.addEventListener("click", function (event) { if (moved) event.preventDefault(); }, true);
    map.addEventListener("dragstart", function (event) { event.preventDefault(); });
    addEventListener("resize", fitNames);
  }

  // --- the choices stand in the address

  var CHOICES = ["measure", "field", "period"], first = {};

  function keep() {
    var kept = CHOICES.filter(function (id) { return byId(id).value !== first[id]; });
    var hash = kept.map(function (id) { return id + "=" + encodeURIComponent(byId(id).value); }).join("&");
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
    byId("clear").disabled = !kept.length;
  }

  function read() {
    var given = new URLSearchParams(location.hash.slice(1));
    CHOICES.forEach(function (id) {
      var select = byId(id), wanted = given.get(id);
      var known = Array.from(select.options).some(function (option) { return option.value === wanted; });
      select.value = known ? wanted : first[id];
    });
  }

  function update() { showMeasure(); showTies(); }

  document.addEventListener("DOMContentLoaded", function () {
    data = renkei.pageData();
    map = byId("map");
    full = map.getAttribute("viewBox").split(" ").map(Number);
    CHOICES.forEach(function (id) {
      first[id] = byId(id).value;
      byId(id).addEventListener("change", function () { update(); keep(); });
    });
    byId("clear").addEventListener("click", function () {
      CHOICES.forEach(function (id) { byId(id).value = first[id]; });
      update();
      keep();
    });
    addEventListener("hashchange", function () { read(); update(); });
    ["pointerover", "focusin"].forEach(function (kind) {
      document.addEventListener(kind, function (event) {
        var one = event.target.closest(".map-stage [data-n], .tiles [data-n]");
        if (one) about(Number(one.dataset.n));
      });
    });
    startZoom();
    show(full[0], full[1], full[2]);
    read();
    update();
    byId("clear").disabled = CHOICES.every(function (id) { return byId(id).value === first[id]; });
  });
})();
