"use strict";
// Theme switch, language link, sortable and filterable tables, CSV. Loaded in <head> without `defer`, so that the theme
// stands before the first paint; everything that needs the document waits for it.
(function () {
  var root = document.documentElement;
  root.classList.add("js");

  // --- theme: "auto" follows the system

  function storedTheme() {
    try { return localStorage.getItem("renkei-theme") || "auto"; } catch (error) { return "auto"; } // storage may be blocked on file://
  }

  function setTheme(theme) {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    document.dispatchEvent(new CustomEvent("renkei:theme"));
  }

  function startThemeSwitch() {
    document.querySelectorAll("[data-theme-switch]").forEach(function (select) {
      select.value = storedTheme();
      select.addEventListener("change", function () {
        try { localStorage.setItem("renkei-theme", select.value); } catch (error) { /* the choice lasts for this page only */ }
        setTheme(select.value);
      });
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { setTheme(storedTheme()); });
  }

  setTheme(storedTheme());

  // --- words

  var page = null;

  // The page's JSON block: {messages} on a plain page, the whole network on the network page. Read once, after parsing.
  function pageData() {
    var block = document.querySelector('script[type="application/json"]');
    page = page || (block ? JSON.parse(block.textContent) : {});
    return page;
  }

  // A name with controls of writing direction must not turn the sentence around it.
  function isolated(text) { return /[\u202a-\u202e\u2066-\u2069]/.test(text) ? "\u2068" + text + "\u2069" : text; }

  function say(key, values) {
    return ((pageData().messages || {})[key] || "").replace(/\{(\w+)\}/g, function (whole, name) {
      return values && name in values ? isolated(String(values[name])) : whole;
    });
  }

  // What counts as the same name: full and half width, case, katakana and hiragana, spaces and middle dots.
  function fold(text) {
    return text.normalize("NFKC").toLowerCase()
      .replace(/[\u30a1-\u30f6]/g, function (kana) { return String.fromCharCode(kana.charCodeAt(0) - 0x60); })
      .replace(/[\s\u30fb·'’.,、。-]+/g, "");
  }

  // --- elements: nothing is ever parsed as HTML, and strings become text nodes

  function element(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    [].concat(children || []).forEach(function (child) { if (child || child === 0) made.append(child); });
    return made;
  }

  // Marks a text in a language other than that of the page; without `lang` its letters tell.
  function withLang(node, text, lang) {
    var own = lang || (/[\u3041-\u9fff]/.test(text) ? "ja" : null);
    if (own && own !== root.lang) node.lang = own;
    return node;
  }

  // --- scripts of data, each fetched when it is first wanted

  var fetched = new Map(); // by address: who waits for it; null when it has come

  // Calls then() when the script has run, now if it has before, or failed(); what failed is tried again when next wanted.
  function load(address, then, failed) {
    if (fetched.get(address) === null) { then(); return; }
    if (fetched.has(address)) { fetched.get(address).push([then, failed]); return; }
    var waiting = [[then, failed]], script = element("script", { src: address });
    fetched.set(address, waiting);
    script.addEventListener("load", function () { fetched.set(address, null); waiting.forEach(function (one) { one[0](); }); });
    script.addEventListener("error", function () { fetched.delete(address); waiting.forEach(function (one) { one[1](); }); });
    document.head.append(script);
  }

  // --- tables

  function dataRows(table) {
    return Array.from(table.tBodies[0].rows).filter(function (row) { return !row.classList.contains("kana-row"); });
  }

  function cellKey(row, index) {
    var cell = row.cells[index], time = cell.querySelector("time");
    return cell.dataset.key || (time ? time.dateTime : cell.textContent.trim());
  }

  function comparator(type) {
    if (type === "number") return function (a, b) { return parseFloat(a.replace(/,/g, "")) - parseFloat(b.replace(/,/g, "")); };
    var collator = new Intl.Collator(root.lang, { numeric: true, sensitivity: "base" });
    var empty = /^[―–]?$/;
    return function (a, b) {
      if (empty.test(a) || empty.test(b)) return empty.test(a) - empty.test(b);
      return collator.compare(a, b);
    };
  }

  function sortTable(table, head, index) {
    var first = head.dataset.type === "number" ? "descending" : "ascending";
    var second = first === "ascending" ? "descending" : "ascending";
    var direction = head.getAttribute("aria-sort") === first ? second : first;
    table.querySelectorAll("th[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", direction);
    table.querySelectorAll("tr.kana-row").forEach(function (row) { row.remove(); }); // true only of the order of the file
    document.querySelectorAll("nav.kana").forEach(function (nav) { nav.hidden = true; });
    var compare = comparator(head.dataset.type), sign = direction === "ascending" ? 1 : -1;
    var keyed = dataRows(table).map(function (row) { return [cellKey(row, index), row]; });
    keyed.sort(function (a, b) { return sign * compare(a[0], b[0]); });
    table.tBodies[0].append.apply(table.tBodies[0], keyed.map(function (pair) { return pair[1]; }));
    announce(table, say(direction === "ascending" ? "sorted_up" : "sorted_down", { column: head.textContent }));
  }

  function startSorting(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (head, index) {
      if (!head.dataset.sort) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent;
      button.title = say("sort_by", { column: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", function () { sortTable(table, head, index); });
    });
  }

  function announce(table, text) {
    var status = document.querySelector('[data-status="' + table.id + '"]') || document.getElementById("status");
    if (status && text) status.textContent = text;
  }

  function startFilter(input) {
    var table = document.getElementById(input.dataset.filter);
    var texts = new Map(dataRows(table).map(function (row) { return [row, fold(row.textContent + " " + (row.dataset.words || ""))]; }));
    function apply() {
      var words = input.value.split(/\s+/).map(fold).filter(Boolean), shown = 0;
      texts.forEach(function (text, row) {
        row.hidden = !words.every(function (word) { return text.includes(word); });
        if (!row.hidden) shown += 1;
      });
      table.querySelectorAll("tr.kana-row").forEach(function (row) { row.hidden = words.length > 0; });
      announce(table, say(shown ? "rows_shown" : "rows_none", { shown: shown, total: texts.size }));
    }
    input.addEventListener("input", apply);
    apply();
  }

  // --- CSV for Excel: BOM, CRLF, and no cell that a spreadsheet would run as a formula

  function csvCell(text) {
    var safe = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  // The text of a node on one line; dates as ISO, which spreadsheets sort.
  function squeeze(node) {
    var copy = node.cloneNode(true);
    copy.querySelectorAll("time").forEach(function (time) { time.textContent = time.dateTime; });
    return copy.textContent.replace(/\s+/g, " ").trim();
  }

  function cellText(cell) {
    var items = cell.querySelectorAll("li");
    return items.length ? Array.from(items, squeeze).join("; ") : squeeze(cell);
  }

  function csvText(rows) {
    return "\ufeff" + rows.map(function (row) { return row.map(csvCell).join(",") + "\r\n"; }).join("");
  }

  function csv(table) {
    var rows = [table.tHead.rows[0]].concat(dataRows(table).filter(function (row) { return !row.hidden; }));
    return csvText(rows.map(function (row) {
      return Array.from(row.cells).filter(function (cell) { return !cell.hidden; }).map(cellText);
    }));
  }

  function save(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  function startCsv(button) {
    button.addEventListener("click", function () {
      var text = csv(document.getElementById(button.dataset.csv));
      save(new Blob([text], { type: "text/csv;charset=utf-8" }), button.dataset.csvName);
    });
  }

  // --- code to copy

  function copy(text, done, failed) {
    if (!navigator.clipboard) { failed(); return; } // a site served without TLS
    navigator.clipboard.writeText(text).then(done, failed);
  }

  function startCopy(button) {
    button.addEventListener("click", function () {
      var code = document.getElementById(button.dataset.copy), status = document.querySelector('[data-status="copy"]');
      copy(code.textContent, function () { status.textContent = say("question_copied"); }, function () {
        getSelection().selectAllChildren(code);
        status.textContent = say("question_not_copied");
      });
    });
  }

  // --- the page

  function startLanguageLinks() {
    document.querySelectorAll("a[data-keep-hash]").forEach(function (link) {
      link.addEventListener("click", function () { link.hash = location.hash; });
    });
  }

  function startPrint() {
    addEventListener("beforeprint", function () {
      setTheme("light"); // also redraws the picture in black on white
      document.querySelectorAll('[data-print="address"]').forEach(function (place) { place.textContent = decodeURI(location.href); });
      document.querySelectorAll('[data-print="date"]').forEach(function (place) {
        place.textContent = new Date().toLocaleDateString(root.lang, { dateStyle: "long" });
      });
    });
    addEventListener("afterprint", function () { setTheme(storedTheme()); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    startThemeSwitch();
    startLanguageLinks();
    startPrint();
    document.querySelectorAll("table[data-sortable]").forEach(startSorting);
    document.querySelectorAll("input[data-filter]").forEach(startFilter);
    document.querySelectorAll("[data-csv]").forEach(startCsv);
    document.querySelectorAll("[data-copy]").forEach(startCopy);
  });

  window.renkei = {
    pageData: pageData, say: say, fold: fold, element: element, withLang: withLang, load: load, dataRows: dataRows,
    announce: announce, startSorting: startSorting, csvText: csvText, save: save, copy: copy
  };
})();
