"use strict";
// The picture of the network page. vis-network keeps the camera, the hit test and the node layer; edges and labels are drawn
// here in screen units, so that they stay legible at every scale and the overview is no hairball.
//
// state: {nodes: Map id -> node, degree(id), visible: Set, edges, groupsOn: Set, selected, near: Set, hover}, written by
// network.js. choose(id or undefined) is called when the reader clicks.
window.renkei.picture = function (data, state, choose) {
  var renkei = window.renkei, say = renkei.say;
  var $ = function (id) { return document.getElementById(id); };
  var groups = new Map(data.groups.map(function (group) { return [group.id, group]; }));
  var network = null, nodeView = null, theme = {};
  var calm = matchMedia("(prefers-reduced-motion: reduce)");

  // --- drawing

  var SVG = "http://www.w3.org/2000/svg";

  function mark(node) {
    var svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
    svg.setAttribute("class", "mark");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("fill", colour(node));
    use.setAttribute("href", "#shape-" + (paths[node.shape] ? node.shape : "dot"));
    svg.append(use);
    return svg;
  }

  var paths = {};
  document.querySelectorAll('symbol[id^="shape-"]').forEach(function (symbol) {
    paths[symbol.id.slice(6)] = new Path2D(symbol.querySelector("path").getAttribute("d"));
  });

  function colour(node) {
    var own = node.color && node.color.background || node.color;
    return typeof own === "string" ? own : (groups.get(node.group) || {}).color || "#999999";
  }

  function readTheme() {
    var style = getComputedStyle(document.documentElement);
    ["canvas", "canvas-text", "canvas-outline", "canvas-edge", "canvas-strong", "font"].forEach(function (name) {
      theme[name] = style.getPropertyValue("--" + name).trim();
    });
  }

  function redraw() { if (network) network.redraw(); }

  // Radius on the screen: grows with the zoom, but never under what the eye can tell apart (less where marks stand close) nor
  // over twice the size.
  function radius(node, scale) {
    var box = $("network"), spacing = Math.sqrt(box.clientWidth * box.clientHeight / (state.visible.size || 1));
    return (node.size || 10) * Math.min(2, Math.max(scale, 0.4, Math.min(0.75, spacing / 75)));
  }

  function dim(id) { return state.selected !== null && !state.near.has(id); }

  function drawNode(drawing) {
    var node = state.nodes.get(drawing.id), scale = network ? network.getScale() : 1, r = radius(node, scale) / scale, ctx = drawing.ctx;
    return {
      drawNode: function () {
        var chosen = drawing.id === state.selected || drawing.id === state.hover;
        ctx.translate(drawing.x, drawing.y);
        ctx.scale(r / 10, r / 10);
        ctx.globalAlpha = dim(drawing.id) ? 0.16 : 1;
        ctx.lineJoin = "round";
        var path = paths[node.shape] || paths.dot;
        function outline(width, color) { // in pixels of the screen, half of it under the fill
          ctx.lineWidth = width * 10 / (r * scale);
          ctx.strokeStyle = color;
          ctx.stroke(path);
        }
        if (node.listed) { outline(10, theme["canvas-outline"]); outline(7, theme.canvas); }
        outline(chosen ? 4 : 2, chosen ? theme["canvas-strong"] : theme["canvas-outline"]);
        ctx.fillStyle = colour(node);
        ctx.fill(path);
      },
      nodeDimensions: { width: 2 * r, height: 2 * r }
    };
  }

  function drawEdges(ctx) {
    var scale = network.getScale();
    var chosen = state.edges.filter(function (edge) { return edge.from === state.selected || edge.to === state.selected; });
    drawLines(ctx, state.edges, theme["canvas-edge"], 1 / scale, state.selected !== null ? 0.18 : state.edges.length > 1000 ? 0.4 : 0.75);
    if (chosen.length) drawLines(ctx, chosen, theme["canvas-strong"], 2 / scale, 1);
  }

  function drawLines(ctx, edges, stroke, width, alpha) {
    ctx.save();
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width;
    ctx.globalAlpha = alpha;
    [false, true].forEach(function (dashed) {
      ctx.setLineDash(dashed ? [5 * width, 4 * width] : []);
      ctx.beginPath();
      edges.forEach(function (edge) {
        if (Boolean(edge.dashes) !== dashed) return;
        ctx.moveTo(state.nodes.get(edge.from).x, state.nodes.get(edge.from).y);
        ctx.lineTo(state.nodes.get(edge.to).x, state.nodes.get(edge.to).y);
      });
      ctx.stroke();
    });
    ctx.restore();
  }

  var CELL = 8; // side of a cell of the grid that remembers where marks and labels are drawn, in CSS pixels
  var LANDMARKS = 12; // so many labels may cover marks where there is no free place beside their own
  var LONGEST = document.documentElement.lang === "ja" ? 26 : 32; // letters of a label before it is cut short

  function eachCell(area, visit) {
    for (var x = Math.floor(area[0] / CELL); x <= area[2] / CELL; x += 1) {
      for (var y = Math.floor(area[1] / CELL); y <= area[3] / CELL; y += 1) if (visit(x + 10000 * y)) return true;
    }
    return false;
  }

  function spots(order, scale) {
    var view = network.getViewPosition(), box = $("network"), width = box.clientWidth, height = box.clientHeight;
    return order.map(function (id) {
      var node = state.nodes.get(id);
      return { id: id, node: node, r: radius(node, scale), x: (node.x - view.x) * scale + width / 2, y: (node.y - view.y) * scale + height / 2 };
    }).filter(function (spot) { return spot.x > -spot.r && spot.y > -spot.r && spot.x < width + spot.r && spot.y < height + spot.r; });
  }

  // Where a label may stand: under its mark, over it, to the right, to the left, at the corners. Areas are [left, top, right,
  // bottom].
  function places(spot, width, height) {
    var gap = spot.r + 3, middle = spot.y - height / 2, box = $("network");
    var x = Math.max(0, Math.min(box.clientWidth - width, spot.x - width / 2)); // whole, also at the border
    var right = spot.x + gap, left = spot.x - gap - width, low = spot.y + gap / 2, high = spot.y - gap / 2 - height;
    return [[x, spot.y + gap], [x, spot.y - gap - height], [right, middle], [left, middle], [right, low], [right, high], [left, low], [left, high]]
      .map(function (at) { return [at[0], at[1], at[0] + width, at[1] + height]; })
      .filter(function (area) { return area[0] >= 0 && area[1] >= 0 && area[2] <= box.clientWidth && area[3] <= box.clientHeight; });
  }

  // Labels in order of weight, each where it covers no other label and no mark; one without a free place waits until the reader
  // zooms in, except for landmarks, which then cover as little as can be.
  function drawLabels(ctx) {
    var scale = network.getScale(), ratio = ctx.canvas.width / $("network").clientWidth, marks = new Map(), labels = new Set();
    var seen = spots(labelOrder(), scale);
    seen.forEach(function (spot) {
      eachCell([spot.x - spot.r, spot.y - spot.r, spot.x + spot.r, spot.y + spot.r], function (cell) { if (!marks.has(cell)) marks.set(cell, spot); });
    });
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    seen.forEach(function (spot, index) {
      var strong = spot.id === state.selected || spot.id === state.hover, hub = spot.node.size > 12, landmark = strong || hub || index < LANDMARKS;
      if (!landmark && state.selected === null && seen.length > 40 && scale * Math.sqrt(state.degree(spot.id) + 1) < 0.6) return; // small ones only when near
      ctx.font = (strong ? "bold 15px " : hub ? "bold 13px " : "13px ") + theme.font;
      var text = spot.node.label.length > LONGEST && !strong ? spot.node.label.slice(0, LONGEST - 1) + "…" : spot.node.label;
      var possible = places(spot, ctx.measureText(text).width + 6, strong ? 18 : 16);
      var apart = possible.filter(function (area) { return !eachCell(area, function (cell) { return labels.has(cell); }); });
      var covered = apart.map(function (area) {
        var sum = 0;
        eachCell(area, function (cell) { var under = marks.get(cell); if (under && under !== spot) sum += under.node.size > 12 ? 4 : 1; });
        return sum;
      });
      var least = Math.min.apply(null, covered);
      var area = apart.length && (least === 0 || landmark) ? apart[covered.indexOf(least)] : strong && possible[0];
      if (!area) return;
      eachCell(area, function (cell) { labels.add(cell); });
      ctx.lineWidth = 4;
      ctx.strokeStyle = theme.canvas;
      ctx.strokeText(text, (area[0] + area[2]) / 2, (area[1] + area[3]) / 2);
      ctx.fillStyle = theme["canvas-text"];
      ctx.fillText(text, (area[0] + area[2]) / 2, (area[1] + area[3]) / 2);
    });
    ctx.restore();
  }

  // The chosen node, the one under the pointer, hubs, and then what is tied to most.
  function labelOrder() {
    var rank = function (id) { return (id === state.selected ? 4e6 : 0) + (id === state.hover ? 2e6 : 0) + (state.nodes.get(id).size > 12 ? 1e6 : 0) + state.degree(id); };
    return Array.from(state.visible).filter(function (id) { return !dim(id) || id === state.hover; })
      .sort(function (a, b) { return rank(b) - rank(a); });
  }

  // --- camera and tools

  function motion(duration) { return calm.matches ? false : { duration: duration, easingFunction: "easeInOutQuad" }; }

  function fit() { if (network && state.visible.size) network.fit({ nodes: Array.from(state.visible), animation: motion(300), maxZoomLevel: 1.6 }); }

  function centre(id) { if (network) network.focus(id, { scale: Math.max(network.getScale(), 0.9), animation: motion(300) }); }

  function zoom(factor) { network.moveTo({ scale: Math.min(6, Math.max(0.05, network.getScale() * factor)), animation: motion(150) }); }

  function pan(dx, dy) {
    var at = network.getViewPosition(), scale = network.getScale();
    network.moveTo({ position: { x: at.x + dx / scale, y: at.y + dy / scale }, animation: false });
  }

  var keys = {
    ArrowLeft: function () { pan(-60, 0); }, ArrowRight: function () { pan(60, 0); }, ArrowUp: function () { pan(0, -60); }, ArrowDown: function () { pan(0, 60); },
    "+": function () { zoom(1.3); }, ";": function () { zoom(1.3); }, "-": function () { zoom(1 / 1.3); }, "0": fit // ";" is the + key of a JIS keyboard
  };

  // The picture with its title and legend, so that it can stand in a report by itself.
  function savePicture() {
    var source = $("network").querySelector("canvas"), ratio = source.width / source.clientWidth;
    var picture = document.createElement("canvas"), ctx = picture.getContext("2d"), line = 26, margin = 16, x = margin, y = 0, spots = [];
    ctx.font = "13px " + theme.font;
    data.groups.filter(function (group) { return state.groupsOn.has(group.id); }).forEach(function (group) {
      var width = ctx.measureText(group.label).width + 40;
      if (x + width > source.clientWidth) { x = margin; y += line; }
      spots.push({ group: group, x: x, y: y });
      x += width;
    });
    var head = 48, foot = y + 2 * line + 20;
    picture.width = source.width;
    picture.height = source.height + (head + foot) * ratio;
    ctx.fillStyle = theme.canvas;
    ctx.fillRect(0, 0, picture.width, picture.height);
    ctx.drawImage(source, 0, head * ratio);
    ctx.scale(ratio, ratio);
    ctx.textBaseline = "middle";
    ctx.fillStyle = theme["canvas-text"];
    ctx.font = "bold 18px " + theme.font;
    ctx.fillText(document.title, margin, head / 2);
    ctx.font = "13px " + theme.font;
    spots.forEach(function (spot) {
      var top = head + source.clientHeight + 20 + spot.y;
      ctx.fillStyle = theme["canvas-text"];
      ctx.fillText(spot.group.label, spot.x + 20, top);
      ctx.save();
      ctx.translate(spot.x + 8, top);
      ctx.scale(0.7, 0.7);
      ctx.lineWidth = 3;
      ctx.strokeStyle = theme["canvas-outline"];
      ctx.stroke(paths[spot.group.shape] || paths.dot);
      ctx.fillStyle = spot.group.color;
      ctx.fill(paths[spot.group.shape] || paths.dot);
      ctx.restore();
    });
    ctx.fillStyle = theme["canvas-text"];
    var listed = data.listed ? " " + say("legend_listed", { n: data.listed }) : "";
    ctx.fillText(say("legend_hub") + listed, margin, head + source.clientHeight + 20 + y + line);
    picture.toBlob(function (blob) { renkei.save(blob, "renkei-network.png"); });
  }

  function startTools() {
    $("zoom-in").addEventListener("click", function () { zoom(1.4); });
    $("zoom-out").addEventListener("click", function () { zoom(1 / 1.4); });
    $("reset").addEventListener("click", fit);
    $("png").addEventListener("click", savePicture);
    $("fullscreen").hidden = !document.fullscreenEnabled;
    $("fullscreen").addEventListener("click", function () {
      if (document.fullscreenElement) document.exitFullscreen(); else $("workspace").requestFullscreen();
    });
    document.addEventListener("fullscreenchange", function () { $("fullscreen").textContent = say(document.fullscreenElement ? "fullscreen_exit" : "fullscreen"); });
    $("stage").addEventListener("keydown", function (event) {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    // The wheel scrolls the page until the reader has entered the picture.
    $("stage").addEventListener("wheel", function (event) {
      if (!event.ctrlKey && !$("stage").contains(document.activeElement)) event.stopPropagation();
    }, { capture: true, passive: true });
    $("stage").addEventListener("pointerdown", function () { $("stage").focus({ preventScroll: true }); });
  }

  function startPicture() {
    if (!window.vis) {
      $("unavailable").hidden = false;
      document.querySelectorAll("#stage, #stage-hint, .tools").forEach(function (part) { part.hidden = true; });
      return;
    }
    readTheme();
    var set = new vis.DataSet(data.nodes.map(function (node) {
      return { id: node.id, x: node.x, y: node.y, size: node.size || 10, shape: "custom", ctxRenderer: drawNode };
    }));
    nodeView = new vis.DataView(set, { filter: function (node) { return state.visible.has(node.id); } });
    network = new vis.Network($("network"), { nodes: nodeView, edges: [] }, Object.assign({}, data.options, {
      physics: { enabled: false }, layout: { improvedLayout: false }, nodes: { chosen: false }, edges: {},
      interaction: { dragNodes: false, hover: true, selectable: false, zoomSpeed: 0.6 }
    }));
    $("network").querySelector(".vis-network").removeAttribute("tabindex"); // the stage around it takes the focus
    network.on("beforeDrawing", drawEdges);
    network.on("afterDrawing", drawLabels);
    network.on("click", function (event) {
      choose(network.getNodeAt(event.pointer.DOM));
    });
    network.on("hoverNode", function (event) { state.hover = event.node; $("network").classList.add("pointing"); redraw(); });
    network.on("blurNode", function () { state.hover = null; $("network").classList.remove("pointing"); redraw(); });
    document.addEventListener("renkei:theme", function () { readTheme(); redraw(); });
    network.fit({ animation: false, maxZoomLevel: 1.6 });
  }

  startTools();
  startPicture();
  return {
    mark: mark, fit: fit, centre: centre, redraw: redraw, vis: network, nodes: nodeView,
    refresh: function () { if (nodeView) { nodeView.refresh(); redraw(); } }
  };
};
