"use strict";
// The search by name: a combobox (ARIA authoring practices) over the index of the site, and the plain list on search.html.
// Keys are those of src/renkei/publish/name_index.py.
(function () {
  var renkei = window.renkei, say = renkei.say, el = renkei.element, withLang = renkei.withLang, japanese = document.documentElement.lang === "ja";
  var LISTED = 10, SHOWN = 200;
  var head = null, shards = new Map(), inUse = null;

  // --- keys

  var SMALL = "\u3041\u3042\u3043\u3044\u3045\u3046\u3047\u3048\u3049\u304a\u3063\u3064\u3083\u3084\u3085\u3086\u3087\u3088\u308e\u308f\u3095\u304b\u3096\u3051";
  var large = new Map(Array.from(SMALL, function (one, n) { return [one, SMALL[n + 1]]; }).filter(function (_, n) { return n % 2 === 0; }));

  function plain(text) {
    return Array.from(text.normalize("NFKC"), function (one) { return inUse.get(one) || one; }).join("");
  }

  function key(text) {
    var written = plain(text);
    var folded = written.replace(/(?<=[\u4e00-\u9fff\u3005])[\u30f6\u30b1\u3051\u304c\u30ac\u30f5](?=[\u4e00-\u9fff])/g, "\u3051").toLowerCase()
      .replace(/[\u30a1-\u30f6]/g, function (kana) { return String.fromCharCode(kana.charCodeAt(0) - 0x60); })
      .replace(/[\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096]/g, function (kana) { return large.get(kana); })
      .replace(/[\u00c0-\u024f\u1e00-\u1eff]/g, function (letter) { return letter.normalize("NFD")[0]; })
      .replace(/[^\p{L}\p{N}]|\u30fc/gu, "");
    return folded || written.replace(/\s+/g, "");
  }

  function longest(spellings, fits) {
    return spellings.filter(fits).reduce(function (best, one) { return one.length > best.length ? one : best; }, "");
  }

  // A name without the legal form that it begins or ends with, unless that is all of it.
  function bare(text) {
    var name = plain(text).trim().replace(/\s+/g, " ");
    var form = longest(head.forms[0], function (one) { return name.startsWith(one); });
    if (form) return name.slice(form.length).trim() || name;
    var kept = longest(head.forms[2], function (one) { return name.endsWith(one); });
    form = longest(head.forms[1], function (one) { return name.endsWith(one); });
    return form.length > kept.length ? name.slice(0, -form.length).trim() || name : name;
  }

  function keys(text) { return { whole: key(text), bare: key(bare(text)) }; }

  function shardOf(text) { return ((text.charCodeAt(0) || 0) * 31 + (text.charCodeAt(1) || 0)) % head.shards; }

  // --- finding

  var KIND = 0, PAGE = 1, JA = 2, EN = 3, READING = 4, OTHERS = 5;

  function withKeys(row) {
    row.folded = row.folded || [row[JA], row[EN], row[READING]].concat(row[OTHERS]).map(function (name) { return name ? keys(name) : null; });
    return row;
  }

  // How well one name answers: 0 the same, 1 the same without legal forms, 2 and 3 it begins so, 4 it holds it; 9 not at all.
  function fit(name, asked) {
    if (!name) return 9;
    if (name.whole === asked.whole) return 0;
    if (name.bare === asked.bare) return 1;
    if (name.whole.startsWith(asked.whole)) return 2;
    if (name.bare.startsWith(asked.bare)) return 3;
    if (name.whole.includes(asked.whole) || name.bare.includes(asked.bare)) return 4;
    return 9;
  }

  function find(text, rows) {
    var asked = keys(text), words = text.split(/\s+/).map(key).filter(Boolean), found = [];
    if (!asked.whole) return found;
    rows.forEach(function (row, order) {
      withKeys(row);
      var fits = row.folded.map(function (name) { return fit(name, asked); }), best = Math.min.apply(null, fits);
      if (best === 9 && words.length > 1 && words.every(function (word) {
        return row.folded.some(function (name) { return name && name.whole.includes(word); });
      })) best = 5;
      if (best < 9) found.push({ row: row, fit: best, by: best < 5 ? fits.indexOf(best) : 0, order: order });
    });
    var body = function (one) { return /^thing\/organization\//.test(one.row[PAGE]) ? 0 : /^thing\//.test(one.row[PAGE]) ? 1 : 2; };
    return found.sort(function (a, b) {
      return a.fit - b.fit || body(a) - body(b) || a.row[JA].length - b.row[JA].length || a.order - b.order;
    });
  }

  // --- the index comes as scripts, when it is first wanted

  function load(root, file, then, failed) { renkei.load(root + "search/" + file + ".js", then, failed); }

  renkei.names = function (given) {
    head = given;
    var old = Array.from(given.characters[0]), now = Array.from(given.characters[1]);
    inUse = new Map(old.map(function (one, n) { return [one, now[n]]; }));
  };
  renkei.namesOf = function (given) { shards.set(given.shard, given.rows); };

  // What is found goes to `then` with the text it was asked for; null where the site is large and the text too short.
  function ask(root, text, then, failed) {
    load(root, "names", function () {
      if (!head.shards) { then(find(text, head.rows)); return; }
      var asked = keys(text), wanted = Array.from(new Set([asked.whole, asked.bare].map(shardOf)));
      if (asked.whole.length < 2) { then(null); return; }
      wanted = wanted.filter(function (shard) { return head.files.includes(shard); }); // of others no name begins so
      if (!wanted.length) { then([]); return; }
      var left = wanted.length, rows = new Map();
      wanted.forEach(function (shard) {
        var done = function () {
          (shards.get(shard) || []).forEach(function (row) { rows.set(row[PAGE], row); });
          left -= 1;
          if (!left) then(find(text, Array.from(rows.values())));
        };
        load(root, "names-" + shard, done, failed);
      });
    }, failed);
  }

  // --- what is shown

  function label(row) { return japanese ? row[JA] : row[EN] || row[JA]; }

  function address(row) {
    var parts = row[PAGE].split("#");
    return parts[0].split("/").map(encodeURIComponent).join("/") + ".html" + (parts[1] ? "#" + parts[1] : "");
  }

  // Its kind, its reading or its name in the other language, and the name by which it was found where that is another one.
  function note(one) {
    var row = one.row, kind = head.kinds[row[KIND]], told = [kind[japanese ? 0 : 1]], shown = label(row);
    if (japanese && row[READING]) told.push(row[READING]);
    var by = one.by === 1 && japanese ? row[EN] : one.by === 0 && !japanese ? row[JA] : one.by > 2 ? row[OTHERS][one.by - 3] : "";
    if (by && by !== shown) told.push(by);
    return told.filter(Boolean).map(function (text, n) {
      var ends = n ? " \u00b7 " : "", piece = withLang(el("bdi", {}, text), text, japanese && by === text && !/[\u3041-\u9fff]/.test(text) ? "en" : "");
      return [ends, piece];
    }).flat();
  }

  function told(result) {
    if (result === null) return say("names_beginning");
    return result.length ? say("names_found", { n: result.length }) : say("names_none");
  }

  function open(one) { location.href = address(one.row); }

  // A field whose answers `show` shows as one types; Enter opens the best of them.
  function startField(form, show, failed) {
    var input = form.querySelector("input"), root = form.dataset.root, typing = 0;
    var field = { input: input, found: [], text: "", entered: false };
    field.search = function () {
      var text = field.text = input.value.trim();
      if (!text) { field.found = []; show(null, ""); return; }
      ask(root, text, function (result) {
        if (text !== field.text) return; // typed on since
        field.found = result || [];
        show(result, text);
        if (field.entered && field.found.length) open(field.found[0]);
        field.entered = false;
      }, failed);
    };
    field.enter = function () {
      if (input.value.trim() === field.text && field.found.length) { open(field.found[0]); return; }
      clearTimeout(typing);
      field.entered = true;
      field.search();
    };
    input.addEventListener("focus", function () { load(root, "names", function () {}, failed); });
    input.addEventListener("input", function () { clearTimeout(typing); typing = setTimeout(field.search, 60); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    return field;
  }

  // --- the combobox

  function startCombobox(form) {
    var box = form.querySelector(".name-list"), list = box.querySelector("ul"), all = box.querySelector(".name-all");
    var status = form.querySelector('[role="status"]'), active = -1;
    var field = startField(form, show, function () { status.textContent = say("names_failed"); tell(status.textContent); reveal(); });
    var input = field.input;

    function close() {
      active = -1;
      box.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function reveal() {
      box.hidden = document.activeElement !== input;
      input.setAttribute("aria-expanded", String(!box.hidden && !list.hidden));
    }

    function mark(number) {
      list.querySelectorAll('[role="option"]').forEach(function (option, n) { option.setAttribute("aria-selected", String(n === number)); });
      active = number;
      if (number < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", list.children[number].id);
      list.children[number].scrollIntoView({ block: "nearest" });
    }

    function option(one, n) {
      var text = label(one.row);
      var item = el("li", { role: "option", id: input.id + "-option-" + n, "aria-selected": "false" }, [
        withLang(el("span", { class: "found-name" }, text), text), el("span", { class: "found-note" }, note(one))]);
      item.addEventListener("mousedown", function (event) { event.preventDefault(); }); // keeps the focus in the field
      item.addEventListener("click", function () { open(one); });
      return item;
    }

    function tell(words) {
      list.hidden = true;
      all.hidden = false;
      all.replaceChildren(words);
    }

    function show(result, text) {
      if (!text) { close(); return; }
      status.textContent = told(result);
      list.replaceChildren.apply(list, field.found.slice(0, LISTED).map(option));
      list.dataset.of = text;
      if (!field.found.length) tell(told(result));
      else {
        list.hidden = false;
        all.hidden = field.found.length <= LISTED;
        all.replaceChildren(el("a", { href: "search.html#q=" + encodeURIComponent(text) }, say("names_all", { n: field.found.length })));
      }
      reveal();
      mark(-1);
    }

    input.addEventListener("focus", function () { if (input.value.trim()) field.search(); });
    form.addEventListener("focusout", function () { setTimeout(function () { if (!form.contains(document.activeElement)) close(); }, 0); });
    input.addEventListener("keydown", function (event) {
      var count = list.hidden ? 0 : list.children.length;
      if (event.isComposing) return; // the Enter that ends a conversion opens nothing
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (box.hidden) { field.search(); return; }
        if (count) mark(event.key === "ArrowDown" ? (active + 1) % count : (active <= 0 ? count : active) - 1);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (active >= 0) open(field.found[active]); else if (input.value.trim()) field.enter();
      } else if (event.key === "Escape" && !box.hidden) {
        event.preventDefault();
        close();
      }
    });
  }

  // --- search.html: all that is found, as links

  function startPage(form) {
    var results = document.getElementById("name-results"), status = document.getElementById("name-status");
    var section = document.getElementById("name-found");

    function show(result, text) {
      section.hidden = !text;
      var many = result && result.length > SHOWN;
      status.textContent = !text ? "" : many ? say("names_found_many", { n: result.length, shown: SHOWN }) : told(result);
      results.replaceChildren.apply(results, (result || []).slice(0, SHOWN).map(function (one) {
        var name = label(one.row);
        return el("li", {}, [withLang(el("a", { href: address(one.row) }, name), name), el("div", { class: "found-note" }, note(one))]);
      }));
      try { history.replaceState(null, "", "#q=" + encodeURIComponent(text)); } catch (error) { /* not allowed for some files */ }
    }

    var field = startField(form, show, function () { section.hidden = false; status.textContent = say("names_failed"); });
    field.input.addEventListener("keydown", function (event) {
      if (event.isComposing || event.key !== "Enter") return;
      event.preventDefault();
      if (field.input.value.trim()) field.enter();
    });

    function fromHash() {
      var asked = new URLSearchParams(location.hash.slice(1)).get("q");
      if (asked && asked !== field.text) { field.input.value = asked; field.search(); }
      if (location.hash === "#name") field.input.focus({ preventScroll: true }); // who comes by the link in the header wants to type
    }

    addEventListener("hashchange", fromHash);
    fromHash();
  }

  renkei.nameSearch = { ask: ask, key: key, bare: bare, load: load };
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-name-search]").forEach(function (form) {
      if (form.querySelector(".name-list")) startCombobox(form); else startPage(form);
    });
  });
})();
