"use strict";
// What a network page shows at a moment: nodes and ties that pass the filters, and the groups that stand for their members.
// Picture, table, path and downloads all read it, so they hold the same. Nothing here touches the document.
//
// model.nodes: Map id -> node; model.edges: all ties. After apply(): model.shown (ids of nodes that pass), model.ties (ties that
// pass), model.items (Map id -> what is drawn: nodes, or groups that stand for theirs), model.lines (ties between items).
window.renkei.networkModel = function (data) {
  var groups = new Map(data.groups.map(function (group) { return [group.id, group]; }));
  var hasPositions = !data.large;

  data.nodes.forEach(function (node) {
    node.home = { network: [node.x, node.y], region: node.at.region, community: node.at.community };
    node.kindName = node.kind === undefined ? "" : data.kinds[node.kind];
    node.placeName = node.place === undefined ? "" : data.places[node.place];
    node.districts = (node.districts || []).map(function (at) { return data.districts[at]; });
    node.fields = (node.fields || []).map(function (at) { return data.fields[at].id; });
    node.measure = {};
    data.measures.forEach(function (name, at) { node.measure[name] = node.m[at]; });
    node.near = []; // [{id, edge}], all ties whatever the filters say
  });
  var nodes = new Map(data.nodes.map(function (node) { return [node.id, node]; }));
  var columns = data.edges;
  var edges = columns.from.map(function (from, at) {
    var edge = {
      from: data.nodes[from].id, to: data.nodes[columns.to[at]].id, label: data.relations[columns.relation[at]],
      dashes: Boolean(columns.dashes[at]), weight: columns.weight.length ? columns.weight[at] : 1,
      spans: columns.spans.length ? columns.spans[at] : null
    };
    data.nodes[from].near.push({ id: edge.to, edge: edge });
    if (edge.to !== edge.from) data.nodes[columns.to[at]].near.push({ id: edge.from, edge: edge });
    return edge;
  });
  var most = {};
  data.measures.forEach(function (name) {
    most[name] = data.nodes.reduce(function (high, node) { return Math.max(high, node.measure[name]); }, 0) || 1;
  });
  var heaviest = edges.reduce(function (high, edge) { return Math.max(high, edge.weight); }, 0) || 1;

  var model = { nodes: nodes, edges: edges, groups: groups, shown: new Set(), ties: [], items: new Map(), lines: [], left: new Map() };

  // --- what the reader has chosen; `start` is what a page opens with

  var start = {
    groupsOn: null, district: "", kind: "", field: "", from: "", to: "", weight: "", query: "", colour: "kind", size: "kind",
    layout: hasPositions ? "network" : "region", grouping: hasPositions ? "none" : "region", opened: null, selected: null, path: null
  };

  function fresh() { return Object.assign({}, start, { groupsOn: new Set(groups.keys()), opened: new Set(), path: [null, null] }); }

  model.state = Object.assign(fresh(), { hover: null, near: new Set(), way: [] });
  model.start = start;
  model.fresh = fresh;

  // --- filters

  var searchKeys = new Map(data.nodes.map(function (node) {
    return [node.id, [node.label, node.reading, node.other].filter(Boolean).map(window.renkei.fold)];
  }));
  model.searchKeys = searchKeys;
  model.matches = function (id, query) { return searchKeys.get(id).some(function (key) { return key.includes(query); }); };

  // Whether something holds in some of the years: null lasts, 0 is unknown. Spans of four years are those of two, which both must.
  function overlaps(spans, from, to) {
    if ((!from && !to) || !spans) return true;
    return spans.some(function (span) {
      for (var at = 0; at < span.length; at += 2) {
        if (!span[at] || (to && span[at] > to) || (from && span[at + 1] && span[at + 1] < from)) return false;
      }
      return true;
    });
  }

  function passes(node, state, years) {
    return (!state.district || node.districts.some(function (d) { return d.id === state.district; })) &&
      (!state.kind || node.kindName === state.kind) &&
      (!state.field || node.fields.includes(state.field)) &&
      overlaps(node.spans, years[0], years[1]) &&
      (!state.query || model.matches(node.id, state.query));
  }

  model.filtered = function () {
    var state = model.state;
    return Boolean(state.district || state.kind || state.field || state.from || state.to || state.weight || state.query || state.groupsOn.size < groups.size);
  };

  model.apply = function () {
    var state = model.state, years = [parseInt(state.from, 10) || 0, parseInt(state.to, 10) || 0], least = parseFloat(state.weight) || 0;
    var shown = new Set();
    model.left = new Map();
    data.nodes.forEach(function (node) {
      if (!passes(node, state, years)) return;
      model.left.set(node.group, (model.left.get(node.group) || 0) + 1);
      if (state.groupsOn.has(node.group)) shown.add(node.id);
    });
    model.ties = edges.filter(function (edge) {
      return edge.weight >= least && shown.has(edge.from) && shown.has(edge.to) && overlaps(edge.spans, years[0], years[1]);
    });
    if (least) { // what has only lighter ties goes with them
      var tied = new Set();
      model.ties.forEach(function (edge) { tied.add(edge.from); tied.add(edge.to); });
      shown = tied;
    }
    model.shown = shown;
    place();
  };

  // --- groups: what is not opened stands as one mark

  function layout() { return model.state.grouping === "none" ? model.state.layout : model.state.grouping; }

  model.layout = layout;

  model.groupsOf = function (name) { return data.groupings[name] || []; };

  model.groupName = function (name, group) {
    if (group.key === "-") return window.renkei.say(name === "region" ? "group_unknown" : "group_alone");
    return name === "region" ? group.label : window.renkei.say("group_community_name", { n: group.key, name: group.label });
  };

  model.groupId = function (name, at) { return "@" + name + "/" + data.groupings[name][at].key; };

  function place() {
    var state = model.state, name = state.grouping, where = layout(), items = new Map(), of = new Map();
    var members = new Map();
    model.shown.forEach(function (id) {
      var node = nodes.get(id), at = node.home[where] || node.home.region;
      node.x = at[0];
      node.y = at[1];
      if (name === "none" || state.opened.has(data.groupings[name][node.in[name]].key)) { items.set(id, node); of.set(id, id); return; }
      var group = node.in[name];
      if (!members.has(group)) members.set(group, []);
      members.get(group).push(id);
      of.set(id, model.groupId(name, group));
    });
    Array.from(members.keys()).sort(function (a, b) { return a - b; }).forEach(function (at) {
      var group = data.groupings[name][at], inside = members.get(at);
      var label = window.renkei.say("group_members", { name: model.groupName(name, group), n: inside.length });
      items.set(model.groupId(name, at), {
        id: model.groupId(name, at), label: label, x: group.x, y: group.y, members: inside, key: group.key, at: at,
        size: 14 + 3 * Math.sqrt(Math.min(inside.length, 900)), shape: "dot", number: String(inside.length), rank: inside.length
      });
    });
    model.items = items;
    model.of = of;
    model.lines = lines(of, where);
  }

  function lines(of, where) {
    var grouped = model.state.grouping !== "none", merged = new Map(), found = [];
    model.ties.forEach(function (edge) {
      var from = of.get(edge.from), to = of.get(edge.to);
      if (from === to) return;
      var cross = where !== "network" && nodes.get(edge.from).in[where] !== nodes.get(edge.to).in[where];
      if (!grouped || (from === edge.from && to === edge.to)) {
        found.push({ from: from, to: to, dashes: edge.dashes, width: width(edge.weight, heaviest), cross: cross });
        return;
      }
      var key = from < to ? from + " " + to : to + " " + from, line = merged.get(key);
      if (!line) {
        line = { from: from, to: to, dashes: false, count: 0, cross: cross };
        merged.set(key, line);
        found.push(line);
      }
      line.count += 1;
    });
    var high = Array.from(merged.values()).reduce(function (top, line) { return Math.max(top, line.count); }, 1);
    merged.forEach(function (line) { line.width = width(line.count, high) + 0.5; });
    return found;
  }

  function width(weight, high) { return high <= 1 ? 1 : Math.round(2 * (1 + 3.5 * Math.sqrt(weight / high))) / 2; }

  // How many nodes would be drawn with a group opened, or with all of them.
  model.drawnWith = function (keys) {
    var name = model.state.grouping, opened = new Set(keys), groupsLeft = new Set(), count = 0;
    if (name === "none") return model.shown.size;
    model.shown.forEach(function (id) {
      var at = nodes.get(id).in[name];
      if (opened.has(data.groupings[name][at].key)) count += 1; else groupsLeft.add(at);
    });
    return count + groupsLeft.size;
  };

  // --- how a node looks

  model.colour = function (item) {
    var state = model.state;
    if (item.members) return state.grouping === "community" ? community(item.at) : "#d5e3f0";
    return state.colour === "community" ? community(item.in.community) : groups.get(item.group).color;
  };

  function community(at) { return data.groupings.community[at].key !== "-" && data.palette[at] || "#999999"; }

  model.shape = function (item) { return item.members ? "dot" : item.hub ? data.hub.shape : groups.get(item.group).shape; };

  model.size = function (item) {
    if (item.members) return item.size;
    if (model.state.size === "kind") return item.hub ? data.hub.size : groups.get(item.group).size;
    return 5 + 19 * Math.sqrt(item.measure[model.state.size] / most[model.state.size]);
  };

  // What stands in the mark, so that a community is told by more than its colour.
  model.number = function (item) {
    if (item.members) return item.number;
    var key = data.groupings.community[item.in.community].key;
    return model.state.colour === "community" && key !== "-" ? key : "";
  };

  model.rank = function (item) { return item.members ? 1e5 + item.rank : item.measure[model.state.size === "kind" ? "degree" : model.state.size]; };

  model.important = function (item) { return Boolean(item.members || item.hub); };

  model.measureSaid = function (node, name) {
    var value = node.measure[name];
    return value === Math.round(value) ? String(value) : value < 0.01 ? value.toPrecision(2).replace(/e-0?/, "e-") : String(Math.round(value * 1e4) / 1e4);
  };

  // --- neighbours and the shortest path, over what is shown

  model.degree = function (id) { return nodes.get(id).near.length; };

  model.neighbours = function (id) { return nodes.get(id).near; };

  model.path = function (from, to) {
    if (!model.shown.has(from) || !model.shown.has(to)) return null;
    var near = new Map();
    model.ties.forEach(function (edge) {
      [[edge.from, edge.to], [edge.to, edge.from]].forEach(function (ends) {
        if (!near.has(ends[0])) near.set(ends[0], []);
        near.get(ends[0]).push({ id: ends[1], edge: edge });
      });
    });
    var before = new Map([[from, null]]), queue = [from];
    for (var at = 0; at < queue.length && !before.has(to); at += 1) {
      (near.get(queue[at]) || []).forEach(function (step) {
        if (!before.has(step.id)) { before.set(step.id, { id: queue[at], edge: step.edge }); queue.push(step.id); }
      });
    }
    if (!before.has(to)) return null;
    var way = [{ id: to, edge: null }];
    for (var step = before.get(to); step; step = before.get(step.id)) way.unshift(step);
    return way; // each with the tie that leads on
  };

  return model;
};
