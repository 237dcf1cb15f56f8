"use strict";
// The picture of a network page. vis-network keeps the camera and the gestures; what it shows is painted here from the scene.
// A large picture is painted whole only when it rests: while it moves, the last painting is moved and scaled.
window.renkei.picture = function (data, model, scene, choose) {
  var renkei = window.renkei, say = renkei.say, state = model.state;
  var $ = function (id) { return document.getElementById(id); };
  var network = null, theme = {}, paths = {}, sprites = new Map();
  var calm = matchMedia("(prefers-reduced-motion: reduce)");
  var LARGE = 1500; // so many marks and lines are painted anew in each frame
  var REST = 140; // milliseconds without a move
  var painted = null, kept = document.createElement("canvas"), dirty = true, resting = 0, last = null;

  var shapes = renkei.markShapes();
  Object.keys(shapes).forEach(function (name) { paths[name] = new Path2D(shapes[name]); });

  function readTheme() {
    var style = getComputedStyle(document.documentElement);
    ["canvas", "canvas-text", "canvas-outline", "canvas-edge", "canvas-strong", "font", "rule", "ink-soft"].forEach(function (name) {
      theme[name] = style.getPropertyValue("--" + name).trim();
    });
    scene.font = theme.font;
    sprites.clear();
  }

  // --- painting, in CSS pixels

  function paint(ctx, shown) {
    ctx.lineJoin = "round";
    shown.discs.forEach(function (disc) {
      ctx.strokeStyle = theme.rule;
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      ctx.arc(disc.x, disc.y, disc.r, 0, 2 * Math.PI);
      ctx.stroke();
    });
    paintLines(ctx, shown.lines);
    shown.marks.forEach(function (mark) { paintMark(ctx, mark); });
    ctx.globalAlpha = 1;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    shown.discs.forEach(function (disc) { if (disc.label) paintText(ctx, disc.label, disc.x, disc.y - disc.r - 9, scene.fontOf(true, 13), theme["ink-soft"]); });
    shown.labels.forEach(function (label) { paintText(ctx, label.text, label.x, label.y, scene.fontOf(label.bold, label.size), theme["canvas-text"]); });
  }

  function paintText(ctx, text, x, y, font, colour) {
    ctx.font = font;
    ctx.lineWidth = 4;
    ctx.strokeStyle = theme.canvas;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }

  function paintLines(ctx, lines) {
    var styles = new Map(); // lines of one style are one path
    lines.forEach(function (line) {
      var key = [line.strong, line.alpha, line.width, line.dashed].join();
      if (!styles.has(key)) styles.set(key, []);
      styles.get(key).push(line);
    });
    Array.from(styles.values()).sort(function (a, b) { return a[0].strong - b[0].strong; }).forEach(function (same) {
      var width = same[0].width;
      ctx.strokeStyle = theme[same[0].strong ? "canvas-strong" : "canvas-edge"];
      ctx.globalAlpha = same[0].alpha;
      ctx.lineWidth = width;
      ctx.setLineDash(same[0].dashed ? [5 * width, 4 * width] : []);
      ctx.beginPath();
      same.forEach(function (line) { ctx.moveTo(line.x1, line.y1); ctx.lineTo(line.x2, line.y2); });
      ctx.stroke();
    });
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  function drawMark(ctx, mark) { // at 0, 0
    var path = paths[mark.shape] || paths.dot, r = mark.r;
    ctx.scale(r / 10, r / 10);
    ctx.lineJoin = "round";
    function outline(width, colour) { // in pixels of the screen, half of it under the fill
      ctx.lineWidth = width * 10 / r;
      ctx.strokeStyle = colour;
      ctx.stroke(path);
    }
    if (mark.listed) { outline(10, theme["canvas-outline"]); outline(7, theme.canvas); }
    outline(mark.chosen ? 4 : 2, mark.chosen ? theme["canvas-strong"] : theme["canvas-outline"]);
    ctx.fillStyle = mark.fill;
    ctx.fill(path);
  }

  // Marks that look the same are drawn once and then copied.
  function sprite(mark, ratio) {
    var r = Math.round(mark.r * 2) / 2, key = [mark.shape, mark.fill, r, mark.listed, mark.chosen, ratio].join();
    if (!sprites.has(key)) {
      var half = Math.ceil(r * 1.25 + 8), canvas = document.createElement("canvas"), ctx = canvas.getContext("2d");
      canvas.width = canvas.height = Math.ceil(2 * half * ratio);
      ctx.scale(ratio, ratio);
      ctx.translate(half, half);
      drawMark(ctx, Object.assign({}, mark, { r: r }));
      sprites.set(key, { canvas: canvas, half: half });
    }
    return sprites.get(key);
  }

  function paintMark(ctx, mark) {
    var found = sprite(mark, ctx.canvas.width / Math.max(1, ctx.canvas.clientWidth || ctx.canvas.width));
    ctx.globalAlpha = mark.alpha;
    ctx.drawImage(found.canvas, mark.x - found.half, mark.y - found.half, 2 * found.half, 2 * found.half);
    if (!mark.number || mark.r < 5.5) return;
    ctx.font = scene.fontOf(true, Math.round(Math.max(9, Math.min(15, mark.r * 0.95))));
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = dark(mark.fill) ? "#ffffff" : "#10161d";
    ctx.fillText(mark.number, mark.x, mark.y + 0.5);
  }

  function dark(fill) { return /^#(0072b2|d55e00|009e73|000000)$/i.test(fill); }

  // --- frames

  function camera() {
    var at = network.getViewPosition(), box = $("network");
    return { x: at.x, y: at.y, scale: network.getScale(), width: box.clientWidth, height: box.clientHeight };
  }

  function same(a, b) {
    return a && ["x", "y", "scale", "width", "height"].every(function (key) { return Math.abs(a[key] - b[key]) < 1e-6; });
  }

  function frame(ctx) {
    var now = camera(), ratio = ctx.canvas.width / now.width, large = model.items.size + model.lines.length > LARGE;
    ctx.save();
    if (large && painted && !dirty) move(ctx, now, ratio);
    else {
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      last = scene.build(now);
      paint(ctx, last);
      painted = now;
      dirty = false;
      if (large) keep(ctx);
    }
    if (large && state.hover !== null && same(painted, now)) { // the one under the pointer, over what is painted
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      var item = model.items.get(state.hover), r = scene.radius(item, now);
      var x = (item.x - now.x) * now.scale + now.width / 2, y = (item.y - now.y) * now.scale + now.height / 2;
      paintMark(ctx, { x: x, y: y, r: r, shape: model.shape(item), fill: model.colour(item), alpha: 1, listed: item.listed, chosen: true, number: model.number(item) });
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      paintText(ctx, item.label, Math.max(90, Math.min(now.width - 90, x)), y > 40 ? y - r - 14 : y + r + 14, scene.fontOf(true, 15), theme["canvas-text"]);
    }
    ctx.restore();
  }

  function keep(ctx) {
    kept.width = ctx.canvas.width;
    kept.height = ctx.canvas.height;
    var copy = kept.getContext("2d");
    copy.fillStyle = theme.canvas;
    copy.fillRect(0, 0, kept.width, kept.height);
    copy.drawImage(ctx.canvas, 0, 0);
  }

  // The last painting where it is now; around it every node is a dot until the picture rests.
  function move(ctx, now, ratio) {
    var grow = now.scale / painted.scale;
    var left = now.width / 2 - grow * painted.width / 2 + now.scale * (painted.x - now.x);
    var top = now.height / 2 - grow * painted.height / 2 + now.scale * (painted.y - now.y);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!same(painted, now)) {
      ctx.fillStyle = theme["canvas-edge"];
      ctx.beginPath();
      model.items.forEach(function (item) {
        var x = (item.x - now.x) * now.scale + now.width / 2, y = (item.y - now.y) * now.scale + now.height / 2;
        if (x > 0 && y > 0 && x < now.width && y < now.height) ctx.rect(x - 2, y - 2, 4, 4);
      });
      ctx.fill();
      clearTimeout(resting);
      resting = setTimeout(redraw, REST);
    }
    ctx.drawImage(kept, left, top, painted.width * grow, painted.height * grow);
  }

  function redraw() { dirty = true; if (network) network.redraw(); }

  // --- camera and tools

  function motion(duration) { return calm.matches ? false : { duration: duration, easingFunction: "easeInOutQuad" }; }

  function bounds() {
    var box = [Infinity, Infinity, -Infinity, -Infinity];
    model.items.forEach(function (item) {
      box = [Math.min(box[0], item.x), Math.min(box[1], item.y), Math.max(box[2], item.x), Math.max(box[3], item.y)];
    });
    return box;
  }

  function fit(animate) {
    if (!network || !model.items.size) return;
    var box = bounds(), stage = $("network"), margin = 36;
    var scale = Math.min(1.6, (stage.clientWidth - 2 * margin) / Math.max(1, box[2] - box[0]), (stage.clientHeight - 2 * margin) / Math.max(1, box[3] - box[1]));
    network.moveTo({ position: { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 }, scale: Math.max(0.005, scale), animation: animate === false ? false : motion(300) });
  }

  function centre(id) {
    var item = model.items.get(id);
    if (network && item) network.moveTo({ position: { x: item.x, y: item.y }, scale: Math.max(network.getScale(), 0.9), animation: motion(300) });
  }

  function zoom(factor) { network.moveTo({ scale: Math.min(6, Math.max(0.005, network.getScale() * factor)), animation: motion(150) }); }

  function pan(dx, dy) {
    var at = network.getViewPosition(), scale = network.getScale();
    network.moveTo({ position: { x: at.x + dx / scale, y: at.y + dy / scale }, animation: false });
  }

  // What is under a point of the picture: the nearest mark whose edge is not more than a little away.
  function itemAt(point) {
    var now = camera(), found, nearest = 6;
    model.items.forEach(function (item, id) {
      var x = (item.x - now.x) * now.scale + now.width / 2, y = (item.y - now.y) * now.scale + now.height / 2;
      var away = Math.hypot(x - point.x, y - point.y) - scene.radius(item, now);
      if (away < nearest) { nearest = away; found = id; }
    });
    return found;
  }

  var keys = {
    ArrowLeft: function () { pan(-60, 0); }, ArrowRight: function () { pan(60, 0); }, ArrowUp: function () { pan(0, -60); }, ArrowDown: function () { pan(0, 60); },
    "+": function () { zoom(1.3); }, ";": function () { zoom(1.3); }, "-": function () { zoom(1 / 1.3); }, "0": fit // ";" is the + key of a JIS keyboard
  };

  function startTools() {
    $("zoom-in").addEventListener("click", function () { zoom(1.4); });
    $("zoom-out").addEventListener("click", function () { zoom(1 / 1.4); });
    $("reset").addEventListener("click", fit);
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

  function point(event) {
    var box = $("network").getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  function hover(id) {
    if (id === undefined) id = null;
    if (id === state.hover) return;
    state.hover = id;
    $("network").classList.toggle("pointing", id !== null);
    if (model.items.size + model.lines.length > LARGE) network.redraw(); else redraw();
  }

  // On a wide window the picture ends where the first screen ends.
  function size() {
    var workspace = $("workspace"), stage = $("stage"), wide = matchMedia("(min-width: 60.01rem)").matches;
    if (wide) workspace.style.setProperty("--stage", Math.max(320, Math.min(900, innerHeight - stage.getBoundingClientRect().top - scrollY - 8)) + "px");
    else workspace.style.removeProperty("--stage");
  }

  function startPicture() {
    size();
    addEventListener("resize", size);
    if (!window.vis) {
      $("unavailable").hidden = false;
      document.querySelectorAll("#stage, #stage-hint, .tools").forEach(function (part) { part.hidden = true; });
      return;
    }
    readTheme();
    network = new vis.Network($("network"), { nodes: [], edges: [] }, {
      physics: { enabled: false }, layout: { improvedLayout: false },
      interaction: { dragNodes: false, hover: false, selectable: false, zoomSpeed: 0.6 }
    });
    $("network").querySelector(".vis-network").removeAttribute("tabindex"); // the stage around it takes the focus
    network.on("afterDrawing", frame);
    network.on("click", function (event) { choose(itemAt(event.pointer.DOM)); });
    $("network").addEventListener("mousemove", function (event) { if (!event.buttons) hover(itemAt(point(event))); });
    $("network").addEventListener("mouseleave", function () { hover(null); });
    document.addEventListener("renkei:theme", function () { readTheme(); redraw(); });
  }

  startTools();
  startPicture();
  return {
    fit: fit, centre: centre, redraw: redraw, vis: network, paint: paint, theme: theme, paths: paths,
    scene: function () { return network ? scene.build(camera()) : null; },
    camera: camera,
    refresh: function () {
      if (state.hover !== null && !model.items.has(state.hover)) state.hover = null;
      redraw();
    }
  };
};
