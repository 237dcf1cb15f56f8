"use strict";
// The network page: filters, search, panel, link and table. The picture itself is picture.js.
// Nothing is ever parsed as HTML: textContent and createElement only.
(function () {
  var renkei = window.renkei, say = renkei.say, data = renkei.pageData();
  var $ = function (id) { return document.getElementById(id); };

  var nodes = new Map(data.nodes.map(function (node) { return [node.id, node]; }));
  var groups = new Map(data.groups.map(function (group) { return [group.id, group]; }));
  var ties = new Map(data.nodes.map(function (node) { return [node.id, []]; })); // id -> [{id, relation}]
  data.edges.forEach(function (edge) {
    if (!ties.has(edge.from) || !ties.has(edge.to)) return;
    ties.get(edge.from).push({ id: edge.to, relation: edge.label });
    if (edge.to !== edge.from) ties.get(edge.to).push({ id: edge.from, relation: edge.label });
  });
  var degree = function (id) { return ties.get(id).length; };

  var state = {
    groupsOn: new Set(groups.keys()), district: "", query: "",
    nodes: nodes, degree: degree, visible: new Set(nodes.keys()), edges: data.edges,
    selected: null, near: new Set(), hover: null, opener: null
  };
  var picture = renkei.picture(data, state, function (id) { if (id === undefined) close(); else open(id, null); });
  var mark = picture.mark;

  // --- elements

  function el(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    [].concat(children || []).forEach(function (child) { if (child || child === 0) element.append(child); }); // strings become text nodes
    return element;
  }

  function withLang(element, text, lang) {
    var own = lang || (/[\u3041-\u9fff]/.test(text) ? "ja" : null);
    if (own && own !== document.documentElement.lang) element.lang = own;
    return element;
  }

  function nodeHash(id) { return "#node=" + encodeURIComponent(id); }

  function nodeLink(id) {
    return withLang(el("a", { href: nodeHash(id) }, nodes.get(id).label), nodes.get(id).label);
  }

  function tell(text) { $("status").textContent = text; }

  // --- filters: picture and table always hold the same nodes

  function details(id) { return data.details[id] || { name: nodes.get(id).label, facts: [], districts: [] }; }

  var searchKeys = new Map(data.nodes.map(function (node) {
    var d = details(node.id);
    return [node.id, [node.label, d.name, d.reading, d.other_name].filter(Boolean).map(renkei.fold)];
  }));

  function matches(id, query) { return searchKeys.get(id).some(function (key) { return key.includes(query); }); }

  function passes(id, ignoreGroup) {
    return (ignoreGroup || state.groupsOn.has(nodes.get(id).group)) &&
      (!state.district || details(id).districts.includes(state.district)) &&
      (!state.query || matches(id, state.query));
  }

  function applyFilters() {
    var left = new Map();
    state.visible = new Set();
    nodes.forEach(function (node, id) {
      if (!passes(id, true)) return;
      left.set(node.group, (left.get(node.group) || 0) + 1);
      if (state.groupsOn.has(node.group)) state.visible.add(id);
    });
    state.edges = data.edges.filter(function (edge) { return state.visible.has(edge.from) && state.visible.has(edge.to); });
    if (state.selected !== null && !state.visible.has(state.selected)) close();
    showLegend(left);
    showRows();
    describePicture();
    picture.refresh();
  }

  function showLegend(left) {
    document.querySelectorAll(".chip[data-group]").forEach(function (chip) {
      chip.setAttribute("aria-pressed", String(state.groupsOn.has(chip.dataset.group)));
      chip.querySelector(".chip-count").textContent = left.get(chip.dataset.group) || 0;
    });
    $("clear-filters").disabled = !state.district && !state.query && state.groupsOn.size === groups.size;
  }

  function showRows() {
    document.querySelectorAll("#nodes tr[data-node]").forEach(function (row) { row.hidden = !state.visible.has(row.dataset.node); });
  }

  function describePicture() {
    var counts = { shown: state.visible.size, total: nodes.size, nodes: state.visible.size, edges: state.edges.length };
    $("network").setAttribute("aria-label", say("picture_label", counts));
    $("stage-empty").hidden = state.visible.size > 0;
    tell(say("status_shown", counts));
  }

  function clearFilters() {
    state.groupsOn = new Set(groups.keys());
    state.district = state.query = $("district").value = $("search").value = "";
    closeResults();
    applyFilters();
  }

  function startFilters() {
    document.querySelectorAll(".chip[data-group]").forEach(function (chip) {
      chip.addEventListener("click", function () {
        var on = state.groupsOn;
        if (!on.delete(chip.dataset.group)) on.add(chip.dataset.group);
        applyFilters();
      });
    });
    $("legend-all").addEventListener("click", function () { state.groupsOn = new Set(groups.keys()); applyFilters(); });
    $("legend-none").addEventListener("click", function () { state.groupsOn.clear(); applyFilters(); });
    $("district").addEventListener("change", function () { state.district = $("district").value; applyFilters(); picture.fit(); });
    $("clear-filters").addEventListener("click", function () { clearFilters(); picture.fit(); $("search").focus(); });
  }

  // --- search: combobox with a list of results (ARIA authoring practices)

  var LIST = 12, active = -1, typing = 0;

  function find(query) {
    var begins = function (id) { return searchKeys.get(id).some(function (key) { return key.startsWith(query); }); };
    return Array.from(nodes.keys()).filter(function (id) { return matches(id, query); })
      .sort(function (a, b) { return begins(b) - begins(a) || degree(b) - degree(a); });
  }

  function closeResults() {
    active = -1;
    $("results").hidden = true;
    $("search").setAttribute("aria-expanded", "false");
    $("search").removeAttribute("aria-activedescendant");
  }

  function option(id, index) {
    var d = details(id), note = [d.kind, d.reading].filter(Boolean).join(" / ");
    var item = el("li", { role: "option", id: "result-" + index, "aria-selected": "false" }, [
      mark(nodes.get(id)), withLang(el("span", { class: "result-name" }, d.name), d.name), withLang(el("span", { class: "muted" }, note), note)]);
    item.addEventListener("mousedown", function (event) { event.preventDefault(); }); // keeps the focus in the field
    item.addEventListener("click", function () { choose(id); });
    item.dataset.node = id;
    return item;
  }

  function showResults() {
    var query = renkei.fold($("search").value);
    state.query = query;
    applyFilters();
    closeResults();
    if (!query) return;
    var found = find(query), items = found.slice(0, LIST).map(option);
    if (!found.length) items.push(el("li", { class: "result-note", role: "option", "aria-disabled": "true" }, say("search_none")));
    if (found.length > LIST) items.push(el("li", { class: "result-note", role: "option", "aria-disabled": "true" }, say("search_more", { n: found.length - LIST })));
    $("results").replaceChildren.apply($("results"), items);
    $("results").hidden = false;
    $("search").setAttribute("aria-expanded", "true");
    tell(found.length ? say("search_count", { n: found.length }) : say("search_none"));
  }

  function moveActive(step) {
    var items = $("results").querySelectorAll("li[data-node]");
    if ($("results").hidden || !items.length) return;
    active = (active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach(function (item, index) { item.setAttribute("aria-selected", String(index === active)); });
    $("search").setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  }

  function choose(id) {
    $("search").value = state.query = "";
    closeResults();
    applyFilters();
    open(id, $("search"));
  }

  function startSearch() {
    var input = $("search");
    input.addEventListener("input", function () { clearTimeout(typing); typing = setTimeout(showResults, 120); });
    input.addEventListener("blur", closeResults);
    input.addEventListener("keydown", function (event) {
      if (event.isComposing) return; // Enter belongs to the Japanese input method while it converts
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if ($("results").hidden) showResults(); else moveActive(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        clearTimeout(typing);
        var items = $("results").querySelectorAll("li[data-node]");
        if (active >= 0 || items.length === 1) choose(items[Math.max(active, 0)].dataset.node); else { showResults(); closeResults(); }
      } else if (event.key === "Escape" && (input.value || !$("results").hidden)) {
        event.stopPropagation();
        if (!$("results").hidden) closeResults(); else { input.value = ""; state.query = ""; applyFilters(); }
      }
    });
  }

  // --- selection and link

  function select(id, opener) {
    if (!nodes.has(id)) return;
    var hidden = !state.visible.has(id);
    if (hidden) clearFilters();
    state.selected = id;
    state.opener = opener || null;
    state.near = new Set(ties.get(id).map(function (tie) { return tie.id; }).concat(id));
    $("panel-node").replaceChildren.apply($("panel-node"), panelContent(id));
    $("panel-node").hidden = false;
    $("panel-empty").hidden = true;
    $("panel").scrollTop = 0;
    tell((hidden ? say("filters_cleared") + " " : "") + say("status_selected", { name: details(id).name, n: state.near.size - 1 }));
    if (opener) {
      $("workspace").scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
      $("panel").focus({ preventScroll: true });
      picture.centre(id);
    }
    picture.redraw();
  }

  function open(id, opener) {
    if (location.hash !== nodeHash(id)) history.pushState(null, "", nodeHash(id));
    select(id, opener);
  }

  function close() {
    if (state.selected === null) return;
    var opener = state.opener;
    state.selected = state.opener = null;
    state.near = new Set();
    $("panel-node").hidden = true;
    $("panel-empty").hidden = false;
    if ($("panel").contains(document.activeElement)) (opener && opener.isConnected && opener.offsetParent ? opener : $("stage")).focus({ preventScroll: true });
    $("panel-node").replaceChildren();
    if (location.hash) history.pushState(null, "", location.pathname + location.search);
    tell(say("status_cleared"));
    picture.redraw();
  }

  function followHash(opener) {
    var found = /^#node=(.+)$/.exec(location.hash), id = null;
    try { id = found && decodeURIComponent(found[1]); } catch (error) { return; } // a link cut off inside a %-sequence
    if (id !== null && nodes.has(id)) select(id, opener); else close();
  }

  // --- panel

  function panelContent(id) {
    var d = details(id), group = groups.get(nodes.get(id).group);
    var terms = [[say("column_reading"), d.reading], [say("column_kind"), d.kind], [say("column_group"), group && group.label], [say("panel_listed"), nodes.get(id).listed && say("panel_listed_yes")]];
    var list = el("dl", { class: "terms" });
    terms.forEach(function (term) { if (term[1]) list.append(el("div", {}, [el("dt", {}, term[0]), withLang(el("dd", {}, term[1]), term[1])])); });
    if (d.iri) list.append(el("div", {}, [el("dt", {}, say("panel_iri")), el("dd", {}, el("code", {}, d.iri))]));
    var link = el("button", { type: "button", class: "button small" }, say("panel_link"));
    link.addEventListener("click", copyLink);
    var page = data.pages[id] ? el("a", { class: "button small", href: data.pages[id] }, say("panel_page")) : "";
    var clear = el("button", { type: "button", class: "button small" }, say("panel_close"));
    clear.addEventListener("click", close);
    var other = document.documentElement.lang === "ja" ? "en" : "ja";
    return [
      el("div", { class: "panel-head" }, [mark(nodes.get(id)), withLang(el("h2", {}, d.name), d.name, d.name_lang)]),
      d.other_name ? el("p", { class: "other-name", lang: other }, d.other_name) : "",
      el("p", { class: "panel-tools" }, [page, link, clear]), list, el("h3", {}, say("panel_facts"))
    ].concat(factList(d.facts), el("h3", {}, say("panel_neighbours", { n: state.near.size - 1 })), tieList(id));
  }

  function factList(facts) {
    if (!facts.length) return [el("p", {}, say("panel_no_facts"))];
    var byProperty = new Map();
    facts.forEach(function (fact) { byProperty.set(fact.property, (byProperty.get(fact.property) || []).concat(fact)); });
    return Array.from(byProperty, function (entry) {
      return el("section", { class: "fact" }, [el("h4", {}, entry[0]), el("ul", {}, entry[1].map(factItem))]);
    });
  }

  function factItem(fact) {
    var value = fact.target !== null && nodes.has(fact.target) ?
      withLang(el("a", { href: nodeHash(fact.target) }, fact.value), fact.value) : withLang(el("span", {}, fact.value), fact.value);
    return el("li", {}, [
      value,
      fact.date ? el("span", { class: "fact-date" }, fact.date) : "",
      fact.derived ? el("span", { class: "badge" }, say("fact_derived", { rule: fact.derived })) : "",
      fact.sources.length ? sourceList(fact.sources) : ""]);
  }

  function sourceList(all) {
    var known = new Set(), uses = all.filter(function (use) { // several rules may have worked on one passage
      var key = use.source + " " + use.basis;
      return !known.has(key) && known.add(key);
    });
    var numbers = Array.from(new Set(uses.map(function (use) { return data.sources[use.source].number || data.sources[use.source].document; })));
    return el("details", {}, [
      el("summary", {}, say("fact_sources") + " " + numbers.join(say("separator"))),
      el("ul", { class: "sources" }, uses.map(function (use) { return sourceItem(data.sources[use.source], use.basis); }))]);
  }

  function sourceItem(source, basis) {
    var safe = source.href && /^(https?:|#|\.{0,2}\/|[\w-]+\.html)/i.test(source.href); // never javascript: or data:
    var title = withLang(safe ? el("a", { href: source.href, rel: "noreferrer" }, source.document) : el("cite", {}, source.document), source.document);
    var place = [source.section, source.lines && say("source_lines", { lines: source.lines })].filter(Boolean).join(say("separator"));
    var made = [source.publisher, source.date].filter(Boolean).join(say("separator"));
    return el("li", {}, [
      source.number ? el("span", { class: "source-number" }, source.number) : "", title, el("span", { class: "badge" }, say("basis_" + basis) || basis),
      withLang(el("span", { class: "source-place" }, place), place), withLang(el("span", { class: "muted" }, made), made)]);
  }

  function tieList(id) {
    var byNode = new Map();
    ties.get(id).forEach(function (tie) {
      if (!byNode.has(tie.id)) byNode.set(tie.id, new Set());
      if (tie.relation) byNode.get(tie.id).add(tie.relation);
    });
    if (!byNode.size) return [el("p", {}, say("panel_no_neighbours"))];
    return [el("ul", { class: "ties" }, Array.from(byNode, function (entry) {
      return el("li", {}, [mark(nodes.get(entry[0])), nodeLink(entry[0]), el("span", { class: "muted" }, Array.from(entry[1]).join(say("separator")))]);
    }))];
  }

  function copyLink() {
    var done = function () { tell(say("copied")); }, failed = function () { tell(say("copy_failed")); };
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(done, failed); else failed();
  }

  function startSelection() {
    document.addEventListener("click", function (event) {
      var link = event.target.closest('a[href^="#node="]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(decodeURIComponent(link.getAttribute("href").slice(6)), link);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || event.isComposing || document.fullscreenElement) return;
      state.hover = null;
      close();
    });
    addEventListener("hashchange", function () { followHash($("stage")); });
  }

  // --- start

  document.querySelectorAll("#nodes tr[data-node]").forEach(function (row) { row.removeAttribute("id"); }); // #node= is now ours
  startFilters();
  startSearch();
  startSelection();
  applyFilters();
  if (location.hash) followHash($("stage"));
  renkei.network = { vis: picture.vis, nodes: picture.nodes, state: state }; // for the browser tests
})();
