"use strict";
// The network page: it joins model, picture, table, panel, path, search and link. The other files of this page tell of each.
(function () {
  var renkei = window.renkei, say = renkei.say, data = renkei.pageData();
  var $ = function (id) { return document.getElementById(id); };
  var model = renkei.networkModel(data), state = model.state, link = renkei.networkLink(data, model);
  var scene = renkei.networkScene(data, model), shapes = renkei.markShapes();
  var picture = renkei.picture(data, model, scene, function (id) { if (id === undefined) close(); else open(id, null); });
  var SELECTS = { district: "district", kind: "kind", field: "field", colour: "colour", size: "size", layout: "layout", grouping: "grouping" };
  var opener = null;

  function tell(text) { $("status").textContent = text; }

  var SVG = "http://www.w3.org/2000/svg";

  function mark(item) {
    var svg = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use"), shape = model.shape(item);
    svg.setAttribute("class", "mark");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("fill", model.groups.get(item.group).color);
    use.setAttribute("href", "#shape-" + (shapes[shape] ? shape : "dot"));
    svg.append(use);
    return svg;
  }

  var hooks = {
    mark: mark, tell: tell, toggle: toggle, close: close, copy: copyLink,
    pathFrom: function (id) { state.path = [id, state.path[1] === id ? null : state.path[1]]; apply(); tell(say("path_waiting")); showPanel(); },
    pathTo: function (id) { state.path[1] = id; apply(); tell($("path-said").textContent); showPanel(); },
    changed: function () { apply(); }
  };
  var panel = renkei.networkPanel(data, model, hooks), table = renkei.networkTable(data, model, hooks), path = renkei.networkPath(data, model, panel, hooks);
  renkei.networkSave(data, model, scene, picture);

  // --- filters and display: picture and table always hold the same nodes

  function show() {
    model.apply();
    path.update();
    path.trace();
    showChosen();
    showControls();
    table.show();
    describe();
    picture.refresh();
  }

  function apply() {
    if (state.selected !== null && !state.selected.startsWith("@")) {
      model.apply();
      if (!model.items.has(state.selected)) forget();
    }
    if (state.selected === null) showPanel();
    show();
    remember(false);
  }

  function remember(step) {
    var hash = link.write();
    if (hash === location.hash) return;
    history[step ? "pushState" : "replaceState"](null, "", hash || location.pathname + location.search);
  }

  function showControls() {
    document.querySelectorAll(".chip[data-group]").forEach(function (chip) {
      chip.setAttribute("aria-pressed", String(state.groupsOn.has(chip.dataset.group)));
      chip.querySelector(".chip-count").textContent = model.left.get(chip.dataset.group) || 0;
    });
    Object.keys(SELECTS).forEach(function (id) { if ($(id)) $(id).value = state[SELECTS[id]]; });
    [["from", "from"], ["to", "to"], ["weight", "weight"]].forEach(function (pair) { if ($(pair[0]) && document.activeElement !== $(pair[0])) $(pair[0]).value = state[pair[1]]; });
    $("clear-filters").disabled = !model.filtered();
    $("layout").disabled = state.grouping !== "none";
    $("group-tools").hidden = state.grouping === "none";
    $("legend").classList.toggle("by-community", state.colour === "community");
  }

  function describe() {
    var counts = { shown: model.shown.size, total: model.nodes.size, nodes: model.shown.size, edges: model.ties.length };
    $("network").setAttribute("aria-label", say("picture_label", counts));
    $("stage-empty").hidden = model.items.size > 0;
    tell(say("status_shown", counts));
  }

  function clearFilters() {
    Object.assign(state, { groupsOn: new Set(model.groups.keys()), district: "", kind: "", field: "", from: "", to: "", weight: "", query: "" });
    search.clear();
  }

  var search = renkei.nodeSearch(model, $("search"), $("results"), {
    mark: mark, tell: tell,
    typed: function (query) { state.query = query; apply(); },
    choose: function (id) { state.query = ""; open(id, $("search")); }
  });

  function startFilters() {
    document.querySelectorAll(".chip[data-group]").forEach(function (chip) {
      chip.addEventListener("click", function () {
        if (!state.groupsOn.delete(chip.dataset.group)) state.groupsOn.add(chip.dataset.group);
        apply();
      });
    });
    $("legend-all").addEventListener("click", function () { state.groupsOn = new Set(model.groups.keys()); apply(); });
    $("legend-none").addEventListener("click", function () { state.groupsOn.clear(); apply(); });
    Object.keys(SELECTS).forEach(function (id) {
      if (!$(id)) return;
      $(id).addEventListener("change", function () {
        var before = state.grouping;
        state[SELECTS[id]] = $(id).value;
        if (before !== state.grouping) { state.opened.clear(); if (state.selected !== null) forget(); }
        apply();
        if (!["colour", "size"].includes(id)) picture.fit();
      });
    });
    ["from", "to", "weight"].forEach(function (id) {
      if ($(id)) $(id).addEventListener("input", function () {
        var text = $(id).value.trim();
        state[id] = id === "weight" || /^(\d{4})?$/.test(text) ? text : state[id];
        apply();
      });
    });
    $("clear-filters").addEventListener("click", function () { clearFilters(); apply(); picture.fit(); $("search").focus(); });
    $("open-all").addEventListener("click", function () {
      openGroups(model.groupsOf(state.grouping).map(function (group) { return group.key; }));
    });
    $("close-all").addEventListener("click", function () { state.opened.clear(); if (state.selected !== null) forget(); apply(); picture.fit(); });
  }

  // --- groups

  function openGroups(keys) {
    if (model.drawnWith(keys) > data.most) { tell(say("group_too_many", { most: data.most })); return false; }
    state.opened = new Set(keys);
    if (state.selected !== null && state.selected.startsWith("@")) forget();
    apply();
    picture.fit();
    return true;
  }

  function toggle(key) {
    var keys = new Set(state.opened), closing = keys.delete(key), name = state.grouping;
    var group = model.groupsOf(name).find(function (one) { return one.key === key; });
    if (!closing) keys.add(key);
    if (closing && state.selected !== null) forget();
    if (openGroups(Array.from(keys))) tell(say(closing ? "group_closed" : "group_opened", { name: model.groupName(name, group) }));
    $("stage").focus({ preventScroll: true });
  }

  // A node that stands in a folded group comes out of it, if there is room.
  function reveal(id) {
    if (state.grouping === "none" || model.items.has(id) || !model.nodes.has(id)) return true;
    var key = data.groupings[state.grouping][model.nodes.get(id).in[state.grouping]].key;
    var keys = Array.from(state.opened).concat(key);
    if (model.drawnWith(keys) > data.most) keys = [key]; // fold the others
    if (model.drawnWith(keys) > data.most) { tell(say("group_too_many", { most: data.most })); return false; }
    state.opened = new Set(keys);
    return true;
  }

  // --- selection and link

  function forget() { state.selected = null; state.near = new Set(); }

  function showChosen() {
    var id = state.selected;
    if (id !== null && !model.items.has(id)) { forget(); id = null; }
    if (id === null) { state.near = new Set(); return; }
    state.near = new Set([id]);
    model.lines.forEach(function (line) {
      if (line.from === id) state.near.add(line.to);
      if (line.to === id) state.near.add(line.from);
    });
  }

  function showPanel() {
    var id = state.selected;
    $("panel-node").hidden = id === null;
    $("panel-empty").hidden = id !== null;
    $("panel-node").replaceChildren.apply($("panel-node"), id === null ? [] : panel.content(id));
    $("panel").scrollTop = 0;
  }

  function select(id, from) {
    if (!model.nodes.has(id) && !model.items.has(id)) return;
    var hidden = model.nodes.has(id) && !model.shown.has(id);
    if (hidden) { clearFilters(); model.apply(); }
    if (!reveal(id)) return;
    state.selected = id;
    opener = from || null;
    show();
    showPanel();
    var near = new Set((model.nodes.has(id) ? model.nodes.get(id).near.map(function (tie) { return tie.id; }) : Array.from(state.near).slice(1)));
    tell((hidden ? say("filters_cleared") + " " : "") + say("status_selected", { name: (model.nodes.get(id) || model.items.get(id)).label, n: near.size }));
    if (from) {
      $("workspace").scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
      $("panel").focus({ preventScroll: true });
      picture.centre(id);
    }
  }

  function open(id, from) {
    select(id, from);
    remember(true);
  }

  function close() {
    if (state.selected === null) return;
    var from = opener, inside = $("panel").contains(document.activeElement);
    forget();
    opener = null;
    show();
    if (inside) (from && from.isConnected && from.offsetParent ? from : $("stage")).focus({ preventScroll: true });
    showPanel();
    remember(true);
    tell(say("status_cleared"));
  }

  // The whole state as the address tells it.
  function follow(from) {
    var told = link.read(location.hash), id = told.selected;
    search.clear();
    Object.assign(state, told, { selected: null });
    model.apply();
    if (model.drawnWith(Array.from(state.opened)) > data.most) state.opened.clear();
    show();
    if (id !== null) select(id, from); else showPanel();
    if (from && state.grouping !== "none") picture.fit();
  }

  function copyLink() {
    remember(false);
    renkei.copy(location.href, function () { tell(say("copied")); }, function () { tell(say("copy_failed")); });
  }

  function startSelection() {
    document.addEventListener("click", function (event) {
      var from = event.target.closest('a[href^="#node="]');
      if (!from || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(decodeURIComponent(from.getAttribute("href").slice(6)), from);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || event.isComposing || document.fullscreenElement) return;
      state.hover = null;
      close();
    });
    $("copy-view").addEventListener("click", copyLink);
    document.querySelectorAll(".view-switch a").forEach(function (other) { // the chosen node stays chosen in the other view
      other.addEventListener("click", function () { if (state.selected !== null && !state.selected.startsWith("@")) other.hash = "#node=" + encodeURIComponent(state.selected); });
    });
    addEventListener("hashchange", function () { follow($("stage")); });
  }

  // --- start

  startFilters();
  startSelection();
  follow(null);
  picture.fit(false);
  if (state.selected !== null) { $("workspace").scrollIntoView({ block: "nearest" }); $("panel").focus({ preventScroll: true }); picture.centre(state.selected); }
  renkei.network = { // for the browser tests
    vis: picture.vis, model: model, state: state, data: data, picture: picture,
    nodes: { getIds: function () { return Array.from(model.items.keys()); } }
  };
})();
