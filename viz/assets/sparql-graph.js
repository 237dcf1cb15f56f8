"use strict";
// The answer as a small drawn network: statements, or rows with two or three columns of IRIs. The places depend on nothing
// but the answer. Beyond MOST nodes the ones with the most ties are drawn; the table below has them all.
renkei.sparqlGraph = (function () {
  var MOST = 80, LABELLED = 40, LONGEST = 18, WIDEST = 1200, SVG = "http://www.w3.org/2000/svg";
  var say = renkei.say, language = document.documentElement.lang;

  // The ties of an answer, or null where it has none to draw.
  function network(answer) {
    var iris = answer.columns.map(function (name, n) { return n; }).filter(function (n) {
      var terms = answer.rows.map(function (row) { return row[n]; }).filter(Boolean);
      return terms.length && terms.every(function (term) { return term.kind === "iri" || term.kind === "bnode"; });
    });
    if (answer.statements) iris = [0, 1, 2]; else if (iris.length !== 2 && iris.length !== 3) return null;
    var nodes = new Map(), ties = new Map(), last = iris[iris.length - 1];
    answer.rows.forEach(function (row) {
      var from = row[iris[0]], to = row[last], by = iris.length === 3 ? row[iris[1]] : null;
      if (!from || !to || to.kind === "literal" || to.kind === "triple") return;
      var key = from.value + " " + to.value, tie = ties.get(key);
      [from, to].forEach(function (term) { if (!nodes.has(term.value)) nodes.set(term.value, { term: term, ties: 0 }); });
      if (!tie) {
        ties.set(key, tie = { from: from.value, to: to.value, by: [] });
        nodes.get(from.value).ties += 1;
        nodes.get(to.value).ties += 1;
      }
      if (by && !tie.by.includes(by.text)) tie.by.push(by.text);
    });
    return ties.size ? { nodes: nodes, ties: Array.from(ties.values()) } : null;
  }

  function cut(found) {
    var kept = Array.from(found.nodes.entries()).sort(function (a, b) { return b[1].ties - a[1].ties; }).slice(0, MOST);
    var nodes = new Map(kept), ties = found.ties.filter(function (tie) { return nodes.has(tie.from) && nodes.has(tie.to); });
    var tied = new Set(ties.flatMap(function (tie) { return [tie.from, tie.to]; }));
    return { nodes: new Map(kept.filter(function (pair) { return tied.has(pair[0]); })), ties: ties };
  }

  // The parts of a network that no tie joins, the largest first.
  function parts(shown) {
    var part = new Map(), found = [];
    function root(id) { while (part.get(id) !== id) id = part.get(id); return id; }
    shown.nodes.forEach(function (node, id) { part.set(id, id); });
    shown.ties.forEach(function (tie) { part.set(root(tie.from), root(tie.to)); });
    shown.nodes.forEach(function (node, id) {
      var one = found.find(function (other) { return other.root === root(id); });
      if (!one) found.push(one = { root: root(id), ids: [], ties: [], nodes: shown.nodes });
      one.ids.push(id);
    });
    shown.ties.forEach(function (tie) { found.find(function (one) { return one.root === root(tie.from); }).ties.push(tie); });
    return found.sort(function (a, b) { return b.ids.length - a.ids.length; });
  }

  // Fruchterman and Reingold (1991), from a spiral, in a frame that is wider than high, as labels are.
  function layOut(part, width, height) {
    var at = new Map(), n = part.ids.length, k = Math.sqrt(width * height / n) * .7;
    part.ids.forEach(function (id, i) {
      var angle = i * 2.399963, far = Math.sqrt((i + .5) / n) * .45;
      at.set(id, n === 2 ? { x: width * (.27 + .46 * i), y: height * .4 } : { x: width * (.5 + far * Math.cos(angle)), y: height * (.5 + far * Math.sin(angle)) });
    });
    var places = part.ids.map(function (id) { return at.get(id); });
    for (var step = 0; n > 2 && step < 300; step += 1) {
      var heat = k * .5 * (1 - step / 300) + .5;
      places.forEach(function (p) { p.dx = (width / 2 - p.x) * .05; p.dy = (height / 2 - p.y) * .1; });
      for (var i = 0; i < n; i += 1) for (var j = i + 1; j < n; j += 1) {
        var dx = (places[i].x - places[j].x) * .7, dy = places[i].y - places[j].y, push = k * k / Math.max(1, dx * dx + dy * dy);
        places[i].dx += dx * push; places[i].dy += dy * push; places[j].dx -= dx * push; places[j].dy -= dy * push;
      }
      part.ties.forEach(function (tie) {
        var a = at.get(tie.from), b = at.get(tie.to), x = a.x - b.x, y = a.y - b.y, pull = Math.sqrt(x * x + y * y) / k * .6;
        a.dx -= x * pull; a.dy -= y * pull; b.dx += x * pull; b.dy += y * pull;
      });
      places.forEach(function (p) {
        var length = Math.max(1e-9, Math.sqrt(p.dx * p.dx + p.dy * p.dy)), go = Math.min(length, heat) / length;
        p.x += p.dx * go;
        p.y += p.dy * go;
      });
    }
    if (n > 2) { fit(places, "x", 110, width - 110); fit(places, "y", 22, height - 40); spread(); }
    return at;

    // Names that cover each other move apart, up and down.
    function spread() {
      var wide = part.ids.map(function (id) {
        return Array.from(shortened(label(part.nodes.get(id).term))).reduce(function (sum, letter) { return sum + (letter > "\u2e80" ? 13 : 7); }, 12);
      });
      for (var round = 0; round < 120; round += 1) for (var i = 0; i < n; i += 1) for (var j = i + 1; j < n; j += 1) {
        var a = places[i], b = places[j], dy = b.y - a.y, over = 36 - Math.abs(dy);
        if (over <= 0 || Math.abs(a.x - b.x) >= (wide[i] + wide[j]) / 2) continue;
        a.y = Math.min(height - 40, Math.max(22, a.y - (dy < 0 ? -over : over) * .5));
        b.y = Math.min(height - 40, Math.max(22, b.y + (dy < 0 ? -over : over) * .5));
      }
    }
  }

  // Stretches or shrinks a drawing to a frame.
  function fit(places, axis, low, high) {
    var all = places.map(function (p) { return p[axis]; }), least = Math.min.apply(null, all), most = Math.max.apply(null, all);
    places.forEach(function (p) { p[axis] = most - least < 1 ? (low + high) / 2 : low + (p[axis] - least) / (most - least) * (high - low); });
  }

  // The parts side by side, in lines as on a page.
  function arranged(shown) {
    var at = new Map(), x = 0, y = 0, high = 0, wide = 0;
    parts(shown).forEach(function (part) {
      var n = part.ids.length, columns = Math.ceil(Math.sqrt(n));
      var width = n === 2 ? 480 : Math.min(WIDEST, 150 * columns + 130), height = n === 2 ? 90 : Math.min(1000, 85 * columns + 70);
      if (x + width > WIDEST) { x = 0; y += high; high = 0; }
      layOut(part, width, height).forEach(function (p, id) { at.set(id, { x: x + p.x, y: y + p.y }); });
      x += width;
      high = Math.max(high, height);
      wide = Math.max(wide, x);
    });
    return { at: at, width: Math.max(wide, 700), height: y + high };
  }

  function make(parent, name, attributes, text) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) {
      var value = attributes[key];
      made.setAttribute(key, typeof value === "number" ? Math.round(value * 10) / 10 : value);
    });
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  }

  function label(term) {
    var names = term.names || {};
    return names[language] || names.ja || names.en || term.text.replace(/^id:/, "");
  }

  function shortened(text) { var letters = Array.from(text); return letters.length > LONGEST ? letters.slice(0, LONGEST).join("") + "…" : text; }

  function draw(place, answer) {
    var found = network(answer);
    place.replaceChildren();
    if (!found) return false;
    var shown = found.nodes.size > MOST ? cut(found) : found, count = shown.nodes.size;
    var frameOf = arranged(shown), at = frameOf.at, width = frameOf.width, height = frameOf.height;
    function note(text) { place.append(renkei.element("p", { class: "muted" }, text)); }
    if (shown !== found) {
      note(say("sparql_graph_cut", { nodes: count, ties: shown.ties.length, all_nodes: found.nodes.size, all_ties: found.ties.length }));
    }
    if (answer.rows.length < answer.total) note(say("sparql_graph_part"));
    var frame = renkei.element("div", { class: "drawn", tabindex: "0", role: "region", "aria-label": say("sparql_graph") });
    var svg = make(frame, "svg", {
      viewBox: "0 0 " + width + " " + height, width: width, height: height, role: "group",
      "aria-label": say("sparql_graph_alt", { nodes: count, ties: shown.ties.length })
    });
    var marker = make(make(svg, "defs", {}), "marker", {
      id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto-start-reverse"
    });
    make(marker, "path", { "class": "head", d: "M0 0L8 4L0 8z" });
    var lines = make(svg, "g", { "class": "ties" }), kinds = new Set(shown.ties.map(function (tie) { return tie.by.join(", "); }));
    if (kinds.size === 1 && !kinds.has("")) note(say("sparql_graph_ties", { what: Array.from(kinds)[0] }));
    shown.ties.forEach(function (tie) {
      var a = at.get(tie.from), b = at.get(tie.to), dx = b.x - a.x, dy = b.y - a.y, far = Math.sqrt(dx * dx + dy * dy) || 1;
      var line = make(lines, "path", tie.from === tie.to
        ? { d: "M" + Math.round(a.x - 6) + " " + Math.round(a.y - 4) + "c-24 -30 36 -30 12 0", "marker-end": "url(#arrow)" }
        : { d: "M" + Math.round(a.x) + " " + Math.round(a.y) + "L" + Math.round(b.x - dx / far * 10) + " " + Math.round(b.y - dy / far * 10), "marker-end": "url(#arrow)" });
      if (!tie.by.length) return;
      make(line, "title", {}, tie.by.join(", "));
      if (kinds.size > 1 && shown.ties.length <= LABELLED) make(lines, "text", { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - 3, lang: "en" }, tie.by.join(", "));
    });
    shown.nodes.forEach(function (node, id) {
      var p = at.get(id), text = label(node.term), full = text + (text === node.term.text ? "" : " (" + node.term.text + ")");
      var group = node.term.page ? make(svg, "a", { "class": "node", href: renkei.pageAddress(node.term.page), "aria-label": text }) : make(svg, "g", { "class": "node" });
      if (language === "en" && /[\u3041-\u9fff]/.test(text)) group.setAttribute("lang", "ja");
      make(group, "title", {}, full);
      make(group, "circle", { cx: p.x, cy: p.y, r: 7 });
      make(group, "text", { x: p.x, y: p.y + 22 }, shortened(text));
    });
    place.append(frame);
    return true;
  }

  // The picture as a file, in the colours of paper.
  function file(place) {
    var copy = place.querySelector("svg").cloneNode(true), style = document.createElementNS(SVG, "style");
    style.textContent = ".ties path{fill:none;stroke:#5c6975}.head{fill:#5c6975}.ties text{font:11px sans-serif;text-anchor:middle;fill:#4a5763}" +
      ".node circle{fill:#e4edf6;stroke:#1b2733;stroke-width:1.5}.node text{font:13px sans-serif;text-anchor:middle;fill:#17212b}";
    copy.prepend(style);
    copy.querySelectorAll("a").forEach(function (link) { link.removeAttribute("href"); });
    return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
  }

  return { can: function (answer) { return network(answer) !== null; }, draw: draw, file: file };
})();
