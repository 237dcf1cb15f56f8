"use strict";
// The shortest path between two nodes over what is shown, as a list; the picture shows it too.
// hooks: {mark(item), tell(text), changed()}
window.renkei.networkPath = function (data, model, panel, hooks) {
  var renkei = window.renkei, say = renkei.say, el = renkei.element, state = model.state;
  var $ = function (id) { return document.getElementById(id); };
  var fields = ["path-from", "path-to"].map(function (name, end) {
    return renkei.nodeSearch(model, $(name), $(name + "-results"), {
      mark: hooks.mark, tell: hooks.tell, keep: true,
      typed: function (query) { if (!query && state.path[end] !== null) set(end, null); },
      choose: function (id) { set(end, id); }
    });
  });

  function set(end, id) {
    state.path[end] = id;
    hooks.changed();
  }

  function name(id) { return model.nodes.get(id).label; }

  // After the filters or an end have changed: find the way again, and say it.
  function update() {
    var ends = state.path, way = null;
    if (ends[0] !== null && ends[1] !== null) way = model.path(ends[0], ends[1]);
    state.way = way || [];
    show(way);
    return way;
  }

  // Which items and lines of the picture are on the way; after the groups are known.
  function trace() {
    state.wayItems = new Set(state.way.map(function (step) { return model.of.get(step.id); }));
    state.wayLines = new Set(state.way.slice(1).map(function (step, at) { return model.of.get(state.way[at].id) + " " + model.of.get(step.id); }));
  }

  function show(way) {
    var ends = state.path, list = $("path-list"), said = "";
    ["path-from", "path-to"].forEach(function (field, end) {
      if (document.activeElement !== $(field) || ends[end] !== null) $(field).value = ends[end] === null ? "" : name(ends[end]);
    });
    $("path-clear").hidden = ends[0] === null && ends[1] === null;
    if (ends[0] !== null || ends[1] !== null) $("path").open = true;
    list.replaceChildren();
    if (ends[0] !== null && ends[1] !== null) {
      said = say(way ? "path_found" : "path_none", { a: name(ends[0]), b: name(ends[1]), n: way ? way.length - 1 : 0 });
      if (way) {
        way.forEach(function (step) {
          list.append(el("li", {}, [hooks.mark(model.nodes.get(step.id)), panel.nodeLink(step.id), step.edge ? el("span", { class: "muted" }, step.edge.label) : ""]));
        });
      }
    } else if (ends[0] !== null || ends[1] !== null) said = say("path_waiting");
    $("path-said").textContent = said;
    list.hidden = !way;
  }

  $("path-clear").addEventListener("click", function () {
    state.path = [null, null];
    fields.forEach(function (field) { field.clear(); });
    hooks.changed();
    $("path-from").focus();
  });
  return { update: update, trace: trace, set: set };
};
