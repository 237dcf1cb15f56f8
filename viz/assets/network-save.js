"use strict";
// The network that is shown as files: picture as PNG and SVG with title and legend, ties as CSV, and GraphML for other tools.
window.renkei.networkSave = function (data, model, scene, picture) {
  var renkei = window.renkei, say = renkei.say, state = model.state;
  var $ = function (id) { return document.getElementById(id); };
  var LINE = 26, MARGIN = 16, HEAD = 48;
  var title = document.querySelector("h1").textContent;

  // The legend in rows under the picture: {rows height, entries: [{x, y, label, fill, shape}]}
  function legend(width) {
    var measuring = document.createElement("canvas").getContext("2d"), x = MARGIN, y = 0, entries = [];
    measuring.font = scene.fontOf(false, 13);
    data.groups.filter(function (group) { return state.groupsOn.has(group.id); }).forEach(function (group) {
      var wide = measuring.measureText(group.label).width + 40;
      if (x + wide > width) { x = MARGIN; y += LINE; }
      entries.push({ x: x, y: y, label: group.label, fill: state.colour === "kind" ? group.color : "none", shape: group.shape });
      x += wide;
    });
    return { entries: entries, height: y + 2 * LINE + 20 };
  }

  function footnote() {
    return [say("legend_hub"), data.listed ? say("legend_listed", { n: data.listed }) : "", state.colour === "community" ? say("colour_community") : ""].filter(Boolean).join(" ");
  }

  function savePng() {
    var box = $("network"), ratio = Math.max(1, window.devicePixelRatio || 1), width = box.clientWidth, height = box.clientHeight;
    var below = legend(width), canvas = document.createElement("canvas"), ctx = canvas.getContext("2d"), theme = picture.theme;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round((HEAD + height + below.height) * ratio);
    ctx.scale(ratio, ratio);
    ctx.fillStyle = theme.canvas;
    ctx.fillRect(0, 0, width, HEAD + height + below.height);
    ctx.save();
    ctx.translate(0, HEAD);
    ctx.beginPath();
    ctx.rect(0, 0, width, height);
    ctx.clip();
    picture.paint(ctx, picture.scene());
    ctx.restore();
    ctx.globalAlpha = 1;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillStyle = theme["canvas-text"];
    ctx.font = scene.fontOf(true, 18);
    ctx.fillText(title, MARGIN, HEAD / 2);
    ctx.font = scene.fontOf(false, 13);
    below.entries.forEach(function (entry) {
      var top = HEAD + height + 20 + entry.y;
      ctx.fillStyle = theme["canvas-text"];
      ctx.fillText(entry.label, entry.x + 20, top);
      ctx.save();
      ctx.translate(entry.x + 8, top);
      ctx.scale(0.7, 0.7);
      ctx.lineWidth = 3;
      ctx.strokeStyle = theme["canvas-outline"];
      ctx.stroke(picture.paths[entry.shape] || picture.paths.dot);
      if (entry.fill !== "none") { ctx.fillStyle = entry.fill; ctx.fill(picture.paths[entry.shape] || picture.paths.dot); }
      ctx.restore();
    });
    ctx.fillStyle = theme["canvas-text"];
    ctx.fillText(footnote(), MARGIN, HEAD + height + below.height - LINE);
    canvas.toBlob(function (blob) { renkei.save(blob, "renkei-network.png"); });
  }

  // --- XML: what it cannot hold is left out

  function xml(text) {
    return String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "").replace(/[&<>"']/g, function (letter) {
      return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }[letter];
    });
  }

  function tag(name, attributes, content) {
    var told = Object.keys(attributes).map(function (key) { return " " + key + '="' + xml(attributes[key]) + '"'; }).join("");
    return "<" + name + told + (content === undefined ? "/>" : ">" + content + "</" + name + ">");
  }

  function round(number) { return Math.round(number * 100) / 100; }

  function saveSvg() {
    var box = $("network"), width = box.clientWidth, height = box.clientHeight, shown = picture.scene(), theme = picture.theme;
    var below = legend(width), total = HEAD + height + below.height, shapes = renkei.markShapes(), parts = [];
    function text(said, x, y, bold, size, anchor, halo) {
      var look = { x: round(x), y: round(y), "font-size": size, "text-anchor": anchor, "dominant-baseline": "central", fill: theme["canvas-text"] };
      if (bold) look["font-weight"] = "bold";
      if (halo) Object.assign(look, { stroke: theme.canvas, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" });
      return tag("text", look, xml(said));
    }
    function mark(shape, x, y, r, fill, alpha) {
      return tag("path", { d: shapes[shape] || shapes.dot, transform: "translate(" + round(x) + " " + round(y) + ") scale(" + round(r / 10) + ")", fill: fill, opacity: alpha, stroke: theme["canvas-outline"], "stroke-width": round(20 / r), "stroke-linejoin": "round" });
    }
    shown.discs.forEach(function (disc) { parts.push(tag("circle", { cx: round(disc.x), cy: round(disc.y), r: round(disc.r), fill: "none", stroke: theme.rule })); });
    shown.lines.forEach(function (line) {
      var look = { x1: round(line.x1), y1: round(line.y1), x2: round(line.x2), y2: round(line.y2), stroke: theme[line.strong ? "canvas-strong" : "canvas-edge"], "stroke-width": line.width, opacity: line.alpha };
      if (line.dashed) look["stroke-dasharray"] = "5 4";
      parts.push(tag("line", look));
    });
    shown.marks.forEach(function (one) {
      var drawn = tag("title", {}, xml(one.item.label)) + mark(one.shape, one.x, one.y, one.r, one.fill, one.alpha);
      parts.push(tag("g", {}, drawn + (one.number && one.r >= 5.5 ? text(one.number, one.x, one.y, true, Math.round(Math.max(9, Math.min(15, one.r * 0.95))), "middle", false) : "")));
    });
    shown.discs.forEach(function (disc) { if (disc.label) parts.push(text(disc.label, disc.x, disc.y - disc.r - 9, true, 13, "middle", true)); });
    shown.labels.forEach(function (label) { parts.push(text(label.text, label.x, label.y, label.bold, label.size, "middle", true)); });
    var foot = below.entries.map(function (entry) {
      var top = HEAD + height + 20 + entry.y;
      return mark(entry.shape, entry.x + 8, top, 7, entry.fill, 1) + text(entry.label, entry.x + 20, top, false, 13, "start", false);
    }).join("");
    var inner = tag("title", {}, xml(title)) + tag("rect", { width: width, height: total, fill: theme.canvas }) + text(title, MARGIN, HEAD / 2, true, 18, "start", false) +
      tag("svg", { y: HEAD, width: width, height: height }, parts.join("\n")) + foot + text(footnote(), MARGIN, total - LINE, false, 13, "start", false);
    var svg = tag("svg", { xmlns: "http://www.w3.org/2000/svg", width: width, height: total, viewBox: "0 0 " + width + " " + total, "font-family": theme.font, lang: document.documentElement.lang }, inner);
    renkei.save(new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n' + svg + "\n"], { type: "image/svg+xml" }), "renkei-network.svg");
  }

  function saveGraphml() {
    var keys = [["label", "string"], ["group", "string"], ["kind", "string"], ["place", "string"], ["community", "string"], ["x", "double"], ["y", "double"]]
      .concat(data.measures.map(function (name) { return [name, "double"]; }));
    var edgeKeys = [["relation", "string"], ["weight", "double"], ["inferred", "boolean"]];
    function told(pairs, prefix) {
      return pairs.map(function (pair) { return pair[1] === "" || pair[1] === undefined ? "" : tag("data", { key: prefix + pair[0] }, xml(pair[1])); }).join("");
    }
    var lines = keys.map(function (key) { return tag("key", { id: "n-" + key[0], "for": "node", "attr.name": key[0], "attr.type": key[1] }); })
      .concat(edgeKeys.map(function (key) { return tag("key", { id: "e-" + key[0], "for": "edge", "attr.name": key[0], "attr.type": key[1] }); }));
    var inside = [];
    model.shown.forEach(function (id) {
      var node = model.nodes.get(id), community = data.groupings.community[node.in.community].key;
      inside.push(tag("node", { id: id }, told([["label", node.label], ["group", node.group], ["kind", node.kindName], ["place", node.placeName], ["community", community === "-" ? "" : community], ["x", node.x], ["y", node.y]]
        .concat(data.measures.map(function (name) { return [name, node.measure[name]]; })), "n-")));
    });
    model.ties.forEach(function (edge, at) {
      inside.push(tag("edge", { id: "e" + at, source: edge.from, target: edge.to }, told([["relation", edge.label], ["weight", edge.weight], ["inferred", edge.dashes]], "e-")));
    });
    var text = '<?xml version="1.0" encoding="UTF-8"?>\n' + tag("graphml", { xmlns: "http://graphml.graphdrawing.org/xmlns" },
      lines.join("\n") + "\n" + tag("graph", { id: "G", edgedefault: "undirected" }, inside.join("\n"))) + "\n";
    renkei.save(new Blob([text], { type: "application/xml" }), "renkei-network.graphml");
  }

  function saveEdges() {
    var rows = [[say("path_from"), say("path_to"), say("column_relation"), say("column_weight")]];
    model.ties.forEach(function (edge) { rows.push([model.nodes.get(edge.from).label, model.nodes.get(edge.to).label, edge.label, String(edge.weight)]); });
    renkei.save(new Blob([renkei.csvText(rows)], { type: "text/csv;charset=utf-8" }), "renkei-ties-" + document.documentElement.lang + ".csv");
  }

  $("png").addEventListener("click", savePng);
  $("svg").addEventListener("click", saveSvg);
  $("graphml").addEventListener("click", saveGraphml);
  $("edges-csv").addEventListener("click", saveEdges);
  $("print").addEventListener("click", function () { print(); });
};
