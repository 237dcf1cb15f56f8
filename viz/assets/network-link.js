"use strict";
// The state of a network page as the part of its address after #, and back: what is as the page opens is left out.
// #node=ID alone chooses a node. Lists are joined by commas, ids within them are encoded twice.
window.renkei.networkLink = function (data, model) {
  var TEXTS = ["district", "kind", "field", "from", "to", "weight", "colour", "size", "layout", "grouping"];

  function write() {
    var state = model.state, parts = [];
    function add(key, value) { parts.push(key + "=" + encodeURIComponent(value)); }
    function list(ids) { return ids.map(encodeURIComponent).join(","); }
    if (state.selected !== null) add("node", state.selected);
    var hidden = Array.from(model.groups.keys()).filter(function (id) { return !state.groupsOn.has(id); });
    if (hidden.length) add("hide", list(hidden));
    TEXTS.forEach(function (key) { if (state[key] !== model.start[key]) add(key, state[key]); });
    if (state.opened.size) add("open", list(Array.from(state.opened).sort()));
    if (state.path[0] !== null || state.path[1] !== null) add("path", list([state.path[0] || "", state.path[1] || ""]));
    return parts.length ? "#" + parts.join("&") : "";
  }

  // The state that an address tells; what it names and is not there is left out.
  function read(hash) {
    var told = {}, state = model.fresh();
    hash.replace(/^#/, "").split("&").forEach(function (part) {
      var at = part.indexOf("=");
      try { if (at > 0) told[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } catch (error) { /* a link cut off inside a %-sequence */ }
    });
    function list(text) {
      try { return text ? text.split(",").map(decodeURIComponent) : []; } catch (error) { return []; }
    }
    function known(key, values) { if (key in told && values.includes(told[key])) state[key] = told[key]; }
    known("district", data.districts.map(function (d) { return d.id; }));
    known("field", data.fields.map(function (f) { return f.id; }));
    known("kind", data.kinds);
    known("colour", ["kind", "community"]);
    known("size", ["kind"].concat(data.measures));
    known("layout", data.large ? ["region", "community"] : ["network", "region", "community"]);
    known("grouping", data.large ? ["region", "community"] : ["none", "region", "community"]);
    ["from", "to"].forEach(function (key) { if (/^\d{4}$/.test(told[key] || "")) state[key] = told[key]; });
    if (/^\d+(\.\d+)?$/.test(told.weight || "")) state.weight = told.weight;
    list(told.hide).forEach(function (id) { state.groupsOn.delete(id); });
    var keys = state.grouping === "none" ? [] : data.groupings[state.grouping].map(function (group) { return group.key; });
    state.opened = new Set(list(told.open).filter(function (key) { return keys.includes(key); }));
    var ends = list(told.path);
    state.path = [0, 1].map(function (at) { return model.nodes.has(ends[at]) ? ends[at] : null; });
    var isGroup = told.node && keys.some(function (key) { return told.node === "@" + state.grouping + "/" + key; });
    state.selected = told.node !== undefined && (model.nodes.has(told.node) || isGroup) ? told.node : null;
    return state;
  }

  return { write: write, read: read };
};
