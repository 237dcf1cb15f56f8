"use strict";
// The answer as a table: every value is set as text, and only the pages of the site are linked.

// The address of a page: a path below the folder of the language, from the list that the site was made with.
renkei.pageAddress = function (page) {
  var parts = page.split("#");
  return parts[0].split("/").map(encodeURIComponent).join("/") + (parts.length > 1 ? "#" + encodeURIComponent(parts[1]) : "");
};

renkei.sparqlTable = function (place, answer, given) {
  var say = renkei.say, element = renkei.element, language = document.documentElement.lang, JAPANESE = /[\u3041-\u9fff\uf900-\ufaff\uff66-\uff9f]/;

  function speak(node, text, own) {
    var other = language === "en" ? (JAPANESE.test(text) ? "ja" : null) : own && own.slice(0, 2) === "en" ? "en" : null;
    if (other) node.lang = other;
    return node;
  }

  function nameOf(term) {
    if (!term.names) return null;
    var own = term.names[language] ? language : language === "ja" ? "en" : "ja";
    return { text: term.names[own], own: own };
  }

  function fill(cell, term, row) {
    if (!term) { cell.textContent = say("none"); return; }
    var lines = term.kind === "literal" ? "value" : "name", text = term.text;
    var main = speak(element(term.page ? "a" : "bdi", { "class": lines }, text), text, term.language);
    if (term.page) main.href = renkei.pageAddress(term.page);
    cell.append(main);
    if (term.kind === "iri" && !term.page) main.title = term.value;
    if (term.kind === "iri" && given.names) {
      var name = nameOf(term);
      var told = name && row.some(function (other) { return other && other.kind === "literal" && other.text === name.text; });
      if (name && !told) cell.append(" ", speak(element("bdi", { "class": "label" }, name.text), name.text, name.own));
    }
  }

  function isNumber(index) {
    var found = answer.rows.filter(function (row) { return row[index]; });
    return found.length > 0 && found.every(function (row) { return /^xsd:(integer|decimal|double|float)$/.test(row[index].datatype || ""); });
  }

  var named = answer.statements
    ? [say("sparql_subject"), say("sparql_predicate"), say("sparql_object")] : answer.columns;
  var numeric = answer.columns.map(function (name, index) { return isNumber(index); });
  var table = element("table", { "class": "data", id: "answer", role: "table", "aria-labelledby": "answer-title" });
  var head = element("tr", { role: "row" }), body = element("tbody");
  named.forEach(function (name, index) {
    var cell = speak(element("th", { role: "columnheader", scope: "col", "data-type": numeric[index] ? "number" : "text" }, name), name);
    cell.dataset.sort = index + 1;
    if (numeric[index]) cell.className = "numeric";
    head.append(cell);
  });
  answer.rows.forEach(function (row) {
    var line = element("tr", { role: "row" });
    row.forEach(function (term, index) {
      var cell = element("td", { role: "cell", "data-label": named[index] });
      if (numeric[index]) cell.className = "numeric";
      if (term && term.kind === "literal" && numeric[index]) cell.dataset.key = term.text;
      fill(cell, term, row);
      line.append(cell);
    });
    body.append(line);
  });
  table.append(element("thead"), body);
  table.tHead.append(head);
  var frame = element("div", { "class": "answer", tabindex: "0", role: "region", "aria-labelledby": "answer-title" });
  frame.append(table);
  place.replaceChildren(frame);
  if (answer.rows.length === answer.total && answer.total > 1) renkei.startSorting(table); // an order of the first rows only would mislead
};
