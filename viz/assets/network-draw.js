"use strict";
// The picture as a list of lines, marks and labels in pixels of the screen, from the model and the camera. The canvas and the
// SVG file are both made from it, so they show the same.
//
// scene.lines: [{x1, y1, x2, y2, width, alpha, dashed, strong}]; scene.marks: [{x, y, r, shape, fill, alpha, listed, chosen,
// number}]; scene.labels: [{text, x, y, bold, size}]; scene.discs: [{x, y, r, label}].
window.renkei.networkScene = function (data, model) {
  var state = model.state;
  var CELL = 8; // side of a cell of the grid that remembers where marks and labels are, in CSS pixels
  var LANDMARKS = 12; // so many labels may cover marks where there is no free place beside their own
  var MOST_LABELS = 160;
  var LONGEST = document.documentElement.lang === "ja" ? 26 : 32; // letters of a label before it is cut short
  var measuring = document.createElement("canvas").getContext("2d"), widths = new Map();

  function textWidth(text, font) {
    var key = font + text;
    if (!widths.has(key)) { measuring.font = font; widths.set(key, measuring.measureText(text).width); }
    return widths.get(key);
  }

  // Radius on the screen: grows with the zoom, but never under what the eye can tell apart (less where marks stand close) nor
  // over twice the size.
  function radius(item, camera) {
    var spacing = Math.sqrt(camera.width * camera.height / (model.items.size || 1));
    return model.size(item) * Math.min(2, Math.max(camera.scale, 0.4, Math.min(0.75, spacing / 75)));
  }

  function dim(id) {
    if (state.way.length) return !state.wayItems.has(id);
    return state.selected !== null && !state.near.has(id);
  }

  function build(camera) {
    var at = new Map(), marks = [];
    var toX = function (x) { return (x - camera.x) * camera.scale + camera.width / 2; };
    var toY = function (y) { return (y - camera.y) * camera.scale + camera.height / 2; };
    model.items.forEach(function (item, id) {
      var mark = { id: id, item: item, x: toX(item.x), y: toY(item.y), r: radius(item, camera) };
      at.set(id, mark);
      if (mark.x < -mark.r || mark.y < -mark.r || mark.x > camera.width + mark.r || mark.y > camera.height + mark.r) return;
      mark.shape = model.shape(item);
      mark.fill = model.colour(item);
      mark.number = model.number(item);
      mark.listed = Boolean(item.listed);
      mark.alpha = dim(id) ? 0.16 : 1;
      mark.chosen = id === state.selected || id === state.hover || id === state.path[0] || id === state.path[1];
      marks.push(mark);
    });
    var taken = new Set();
    return { discs: discs(toX, toY, camera, taken), lines: lines(at, camera), marks: marks, labels: labels(marks, camera, taken) };
  }

  // The groups that are opened, the largest first; a name that would cover another is left out.
  function discs(toX, toY, camera, taken) {
    var where = model.layout();
    if (where === "network") return [];
    var used = new Set();
    model.items.forEach(function (item) { if (!item.members) used.add(item.in[where]); });
    return model.groupsOf(where).map(function (group, n) {
      if (!used.has(n)) return null;
      var disc = { x: toX(group.x), y: toY(group.y), r: group.r * camera.scale, label: "" }, text = shortened(model.groupName(where, group), LONGEST - 6);
      var half = textWidth(text, font(true, 13)) / 2 + 3, middle = disc.y - disc.r - 9, area = [disc.x - half, middle - 9, disc.x + half, middle + 9];
      if (!eachCell(area, function (cell) { return taken.has(cell); })) {
        disc.label = text;
        eachCell(area, function (cell) { taken.add(cell); });
      }
      return disc;
    }).filter(Boolean);
  }

  function shortened(text, most) { return text.length > most ? text.slice(0, most - 1) + "…" : text; }

  function lines(at, camera) {
    var found = [], busy = model.lines.length > 1000, quiet = state.selected !== null || state.way.length > 0;
    var split = model.layout() !== "network";
    model.lines.forEach(function (line) {
      var from = at.get(line.from), to = at.get(line.to);
      if (Math.max(from.x, to.x) < 0 || Math.max(from.y, to.y) < 0 || Math.min(from.x, to.x) > camera.width || Math.min(from.y, to.y) > camera.height) return;
      var strong = state.way.length ? state.wayLines.has(line.from + " " + line.to) || state.wayLines.has(line.to + " " + line.from)
        : line.from === state.selected || line.to === state.selected;
      var alpha = strong ? 1 : quiet ? 0.15 : split ? (line.cross ? 0.75 : 0.3) : busy ? 0.4 : 0.75;
      found.push({ x1: from.x, y1: from.y, x2: to.x, y2: to.y, width: line.width + (strong ? 1 : 0), alpha: alpha, dashed: line.dashes, strong: strong || (split && line.cross && !quiet) });
    });
    return found;
  }

  function eachCell(area, visit) {
    for (var x = Math.floor(area[0] / CELL); x <= area[2] / CELL; x += 1) {
      for (var y = Math.floor(area[1] / CELL); y <= area[3] / CELL; y += 1) if (visit(x + 10000 * y)) return true;
    }
    return false;
  }

  // Where a label may stand: under its mark, over it, to the right, to the left, at the corners. Areas are [left, top, right,
  // bottom].
  function places(mark, width, height, camera) {
    var gap = mark.r + 3, middle = mark.y - height / 2;
    var x = Math.max(0, Math.min(camera.width - width, mark.x - width / 2)); // whole, also at the border
    var right = mark.x + gap, left = mark.x - gap - width, low = mark.y + gap / 2, high = mark.y - gap / 2 - height;
    return [[x, mark.y + gap], [x, mark.y - gap - height], [right, middle], [left, middle], [right, low], [right, high], [left, low], [left, high]]
      .map(function (at) { return [at[0], at[1], at[0] + width, at[1] + height]; })
      .filter(function (area) { return area[0] >= 0 && area[1] >= 0 && area[2] <= camera.width && area[3] <= camera.height; });
  }

  // The chosen node, the one under the pointer, groups and hubs, and then what is tied to most.
  function rank(mark) {
    return (mark.id === state.selected ? 4e9 : 0) + (mark.id === state.hover ? 2e9 : 0) + (model.important(mark.item) ? 1e9 : 0) + model.rank(mark.item);
  }

  function font(bold, size) { return (bold ? "bold " : "") + size + "px " + scene.font; }

  // Labels in order of weight, each where it covers no other label and no mark; one without a free place waits until the reader
  // zooms in, except for landmarks, which then cover as little as can be.
  function labels(marks, camera, taken) {
    var cells = new Map(), found = [];
    marks.forEach(function (mark) {
      eachCell([mark.x - mark.r, mark.y - mark.r, mark.x + mark.r, mark.y + mark.r], function (cell) { if (!cells.has(cell)) cells.set(cell, mark); });
    });
    var open = marks.filter(function (mark) { return mark.alpha === 1 || mark.id === state.hover; });
    open.forEach(function (mark) { mark.rank = rank(mark); });
    open.sort(function (a, b) { return b.rank - a.rank; });
    var all = state.selected !== null || state.way.length > 0 || open.length <= 40;
    open.every(function (mark, index) {
      var strong = mark.id === state.selected || mark.id === state.hover, hub = model.important(mark.item), landmark = strong || hub || index < LANDMARKS;
      if (!landmark && !all && !mark.item.members && camera.scale * Math.sqrt(mark.item.near.length + 1) < 0.6) return true; // small ones only when near
      var bold = strong || hub, size = strong ? 15 : 13, text = strong ? mark.item.label : shortened(mark.item.label, LONGEST);
      var possible = places(mark, textWidth(text, font(bold, size)) + 6, size + 3, camera);
      var apart = possible.filter(function (area) { return !eachCell(area, function (cell) { return taken.has(cell); }); });
      var covered = apart.map(function (area) {
        var sum = 0;
        eachCell(area, function (cell) { var under = cells.get(cell); if (under && under !== mark) sum += model.important(under.item) ? 4 : 1; });
        return sum;
      });
      var least = Math.min.apply(null, covered);
      var area = apart.length && (least === 0 || landmark) ? apart[covered.indexOf(least)] : strong && possible[0];
      if (!area) return true;
      eachCell(area, function (cell) { taken.add(cell); });
      found.push({ text: text, x: (area[0] + area[2]) / 2, y: (area[1] + area[3]) / 2, bold: bold, size: size });
      return found.length < MOST_LABELS;
    });
    return found;
  }

  var scene = { build: build, radius: radius, font: "sans-serif", fontOf: font };
  return scene;
};

// The marks as paths: read from the symbols of the page, which the legend uses too.
window.renkei.markShapes = function () {
  var found = {};
  document.querySelectorAll('symbol[id^="shape-"]').forEach(function (symbol) {
    found[symbol.id.slice(6)] = symbol.querySelector("path").getAttribute("d");
  });
  return found;
};
