"use strict";
// Filters of a table: a form with data-narrows names it; its selects compare words of data-* of the rows, its input their text.
// What is chosen stands in the address after #, so that a link keeps it.
(function () {
  function chosen(form) {
    var found = new URLSearchParams();
    form.querySelectorAll("[data-by], [data-words]").forEach(function (field) {
      if (field.value.trim()) found.set(field.dataset.by || "words", field.value.trim());
    });
    return found;
  }

  function restore(form) {
    var hash = location.hash.slice(1);
    if (hash.indexOf("=") < 0) return;
    var given = new URLSearchParams(hash);
    form.querySelectorAll("[data-by], [data-words]").forEach(function (field) {
      field.value = given.get(field.dataset.by || "words") || "";
      if (field.selectedIndex === -1) field.value = ""; // a choice that this page has not
    });
  }

  function start(form) {
    var table = document.getElementById(form.dataset.narrows), renkei = window.renkei, fold = renkei.fold;
    var texts = new Map(renkei.dataRows(table).map(function (row) { return [row, fold(row.textContent)]; }));

    function apply(event) {
      var given = chosen(form), words = (given.get("words") || "").split(/\s+/).map(fold).filter(Boolean), shown = 0;
      texts.forEach(function (text, row) {
        var fits = words.every(function (word) { return text.includes(word); });
        given.forEach(function (value, by) {
          if (by !== "words" && (row.dataset[by] || "").split(" ").indexOf(value) < 0) fits = false;
        });
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      var group = null, filled = false;
      Array.from(table.tBodies[0].rows).concat(null).forEach(function (row) { // a heading stays where a row of its group does
        if (row && !row.classList.contains("kana-row")) { filled = filled || !row.hidden; return; }
        if (group) group.hidden = !filled;
        group = row; filled = false;
      });
      renkei.announce(table, renkei.say(shown ? "rows_shown" : "rows_none", { shown: shown, total: texts.size }));
      if (event) history.replaceState(null, "", given.toString() ? "#" + given : location.pathname + location.search);
    }

    form.addEventListener("input", apply);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(function () { apply(true); }); });
    addEventListener("hashchange", function () { restore(form); apply(); });
    restore(form);
    apply();
  }

  document.addEventListener("DOMContentLoaded", function () { document.querySelectorAll("form[data-narrows]").forEach(start); });
})();
