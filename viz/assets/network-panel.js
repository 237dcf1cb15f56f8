"use strict";
// The panel beside the picture: what is known of the chosen node, with sources, or what is in the chosen group.
// Facts come with the page, or from a file of scripts that holds those of some nodes and is loaded when one of them is chosen.
(function () {
  var taken = new Map();

  window.renkei.takeFacts = function (number, told) { taken.set(number, told); };

  // Calls then({nodes, sources}), or then(null) where there are none.
  function factsOf(data, node, then) {
    var number = node.facts;
    if (data.facts || number === undefined) { then(data.facts); return; }
    var address = data.folder + "facts-" + String(number).padStart(3, "0") + ".js";
    window.renkei.load(address, function () { then(taken.get(number)); }, function () { then(null); });
  }

  // hooks: {mark(item), open(id), toggle(key), copy(), close(), pathFrom(id), pathTo(id)}
  window.renkei.networkPanel = function (data, model, hooks) {
    var renkei = window.renkei, say = renkei.say, el = renkei.element, withLang = renkei.withLang, state = model.state;
    var MANY = 60;

    function hash(id) { return "#node=" + encodeURIComponent(id); }

    function nodeLink(id) {
      var label = model.nodes.get(id).label;
      return withLang(el("a", { href: hash(id) }, label), label);
    }

    function button(label, act) {
      var made = el("button", { type: "button", class: "button small" }, label);
      made.addEventListener("click", act);
      return made;
    }

    function pageOf(node) {
      return node.page === undefined ? null : data.things + (node.page === 1 ? "thing/" + node.id + ".html" : node.page);
    }

    function content(id) {
      return model.items.has(id) && model.items.get(id).members ? groupContent(model.items.get(id)) : nodeContent(model.nodes.get(id));
    }

    function terms(pairs) {
      var list = el("dl", { class: "terms" });
      pairs.forEach(function (pair) { if (pair[1]) list.append(el("div", {}, [el("dt", {}, pair[0]), pair[1].nodeType ? el("dd", {}, pair[1]) : withLang(el("dd", {}, pair[1]), pair[1])])); });
      return list;
    }

    function nodeContent(node) {
      var community = data.groupings.community[node.in.community];
      var measures = data.measures.map(function (name) { return [say("measure_" + name), model.measureSaid(node, name)]; });
      var list = terms([
        [say("column_reading"), node.reading], [say("column_kind"), node.kindName], [say("column_group"), model.groups.get(node.group).label],
        [say("column_community"), community.key === "-" ? "" : model.groupName("community", community)],
        [say("panel_listed"), node.listed && say("panel_listed_yes")]
      ].concat(measures, [[say("panel_iri"), el("code", {}, /^https?:/.test(node.id) ? node.id : data.base + node.id)]]));
      var address = pageOf(node), other = document.documentElement.lang === "ja" ? "en" : "ja", facts = el("div", { id: "panel-facts" }, el("p", { class: "muted" }, say("facts_loading")));
      factsOf(data, node, function (told) { facts.replaceChildren.apply(facts, factContent(node, told, address)); });
      return [
        el("div", { class: "panel-head" }, [hooks.mark(node), withLang(el("h2", {}, node.label), node.label)]),
        node.other ? el("p", { class: "other-name", lang: other }, node.other) : "",
        el("p", { class: "panel-tools" }, [
          address ? el("a", { class: "button small", href: address }, say("panel_page")) : "", button(say("panel_link"), hooks.copy),
          button(say("path_set_from"), function () { hooks.pathFrom(node.id); }),
          state.path[0] !== null && state.path[0] !== node.id ? button(say("path_set_to"), function () { hooks.pathTo(node.id); }) : "",
          state.grouping === "none" ? "" : button(say("group_close"), function () { hooks.toggle(data.groupings[state.grouping][node.in[state.grouping]].key); }),
          button(say("panel_close"), hooks.close)]),
        list, el("h3", {}, say("panel_facts")), facts,
        el("h3", {}, say("panel_neighbours", { n: new Set(node.near.map(function (tie) { return tie.id; })).size })), tieList(node)];
    }

    function groupContent(group) {
      var ranked = group.members.slice().sort(function (a, b) { return model.degree(b) - model.degree(a); });
      var ties = new Map();
      model.ties.forEach(function (edge) {
        var from = model.of.get(edge.from), to = model.of.get(edge.to);
        var other = from === group.id ? to : to === group.id ? from : null;
        if (other !== null && other !== group.id) ties.set(other, (ties.get(other) || 0) + 1);
      });
      var beside = Array.from(ties).sort(function (a, b) { return b[1] - a[1]; }).slice(0, MANY);
      return [
        el("div", { class: "panel-head" }, [withLang(el("h2", {}, group.label), group.label)]),
        el("p", { class: "panel-tools" }, [button(say("group_open"), function () { hooks.toggle(group.key); }), button(say("panel_close"), hooks.close)]),
        el("h3", {}, say("group_contents")),
        el("ul", { class: "ties" }, ranked.slice(0, MANY).map(function (id) { return el("li", {}, [hooks.mark(model.nodes.get(id)), nodeLink(id)]); })),
        ranked.length > MANY ? el("p", { class: "muted" }, say("group_more", { n: ranked.length - MANY })) : "",
        el("h3", {}, say("panel_neighbours", { n: ties.size })),
        el("ul", { class: "ties" }, beside.map(function (pair) {
          var item = model.items.get(pair[0]);
          return el("li", {}, [withLang(el("a", { href: hash(pair[0]) }, item.label), item.label), el("span", { class: "muted" }, say("group_ties", { n: pair[1] }))]);
        }))];
    }

    function factContent(node, told, address) {
      if (!told) return [el("p", {}, say(address ? (node.facts === undefined ? "facts_elsewhere" : "facts_missing") : "panel_no_facts"))];
      var facts = told.nodes[node.id] || [];
      if (!facts.length) return [el("p", {}, say("panel_no_facts"))];
      var byProperty = new Map();
      facts.forEach(function (fact) { byProperty.set(fact.property, (byProperty.get(fact.property) || []).concat(fact)); });
      return Array.from(byProperty, function (entry) {
        return el("section", { class: "fact" }, [el("h4", {}, entry[0]), el("ul", {}, entry[1].map(function (fact) { return factItem(fact, told.sources); }))]);
      });
    }

    function factItem(fact, sources) {
      var value = model.nodes.has(fact.target) ?
        withLang(el("a", { href: hash(fact.target) }, fact.value), fact.value) : withLang(el("span", {}, fact.value), fact.value);
      return el("li", {}, [
        value,
        fact.date ? el("span", { class: "fact-date" }, fact.date) : "",
        fact.derived ? el("span", { class: "badge" }, say("fact_derived", { rule: fact.derived })) : "",
        fact.sources ? sourceList(fact.sources, sources) : ""]);
    }

    function sourceList(all, sources) {
      var known = new Set(), uses = all.filter(function (use) { // several rules may have worked on one passage
        var key = use.join(" ");
        return !known.has(key) && known.add(key);
      });
      var numbers = Array.from(new Set(uses.map(function (use) { return sources[use[0]].number || sources[use[0]].document; })));
      return el("details", {}, [
        el("summary", {}, say("fact_sources") + " " + numbers.join(say("separator"))),
        el("ul", { class: "sources" }, uses.map(function (use) { return sourceItem(sources[use[0]], use[1]); }))]);
    }

    function sourceItem(source, basis) {
      var safe = source.href && /^(https?:|#|\.{0,2}\/|[\w-]+\.html)/i.test(source.href); // never javascript: or data:
      var title = withLang(safe ? el("a", { href: data.things + source.href, rel: "noreferrer" }, source.document) : el("cite", {}, source.document), source.document);
      var place = [source.section, source.lines && say("source_lines", { lines: source.lines })].filter(Boolean).join(say("separator"));
      var made = [source.publisher, source.date].filter(Boolean).join(say("separator"));
      return el("li", {}, [
        source.number ? el("span", { class: "source-number" }, source.number) : "", title, el("span", { class: "badge" }, say("basis_" + basis) || basis),
        withLang(el("span", { class: "source-place" }, place), place), withLang(el("span", { class: "muted" }, made), made)]);
    }

    function tieList(node) {
      var byNode = new Map();
      node.near.forEach(function (tie) {
        if (!byNode.has(tie.id)) byNode.set(tie.id, new Set());
        if (tie.edge.label) byNode.get(tie.id).add(tie.edge.label);
      });
      if (!byNode.size) return el("p", {}, say("panel_no_neighbours"));
      var items = Array.from(byNode, function (entry) {
        return el("li", {}, [hooks.mark(model.nodes.get(entry[0])), nodeLink(entry[0]), el("span", { class: "muted" }, Array.from(entry[1]).join(say("separator")))]);
      });
      return el("ul", { class: "ties" }, items.slice(0, 400).concat(items.length > 400 ? el("li", { class: "muted" }, say("group_more", { n: items.length - 400 })) : []));
    }

    return { content: content, nodeLink: nodeLink };
  };
})();
