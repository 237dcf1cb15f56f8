"use strict";
// The search by need: what `renkei match --need` compares, over the index of the site. The names are those of src/renkei/match.
(function () {
  var renkei = window.renkei, say = renkei.say, el = renkei.element, withLang = renkei.withLang, japanese = document.documentElement.lang === "ja";
  var $ = function (id) { return document.getElementById(id); };
  var HAS = 0, SEEKS = 2, SHOWN = 10;
  var index = null, words = null;

  // --- text: text/folding.py, text/standards.py, match/words.py

  var SPACE = /[\s\u0085\u001c-\u001f]+/g, FAKE_BOLD = /([^\p{Nd}]{1,64}?)\1{3}/gu;
  var RUN = /[a-z0-9\u00e0-\u024f]+|[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+/g, KANJI = /[\u3005\u3400-\u9fff\uf900-\ufaff]/g;
  var STANDARD = /(?<![A-Za-z])(ISO(?:\s*\/\s*(?:IEC|TS|TR))?|IEC|JIS(?:\s*[A-Z](?![A-Za-z]))?|IATF|ASTM|DIN|EN(?:\s+ISO)?)\s*[-\u2010]?\s*(\d{3,6})(?!\d)/gi;
  var plain = null;

  function inUse(character) {
    if (!plain) {
      plain = new Map();
      var old = Array.from(index.folding[0]), now = Array.from(index.folding[1]);
      old.forEach(function (one, at) { plain.set(one, now[at]); });
      Array.from("\u2010\u2011\u2012\u2013\u2014\u2015\u2212").forEach(function (one) { plain.set(one, "-"); });
      Array.from("\uff5e\u301c").forEach(function (one) { plain.set(one, "~"); });
    }
    return plain.get(character) || character;
  }

  function foldedOnce(text) {
    var found = text.normalize("NFKC").replace(/\^\{\*\}|\[\u203b\]|[*\u203b]/g, "").replace(SPACE, "");
    found = Array.from(found, inUse).join("").toLowerCase().replace(/\u00df/g, "ss").replace(/\u03c2/g, "\u03c3").replace(/\u01f0/g, "j\u030c");
    return found.replace(FAKE_BOLD, "$1");
  }

  function fold(text) {
    var folded = foldedOnce(text), again;
    while ((again = foldedOnce(folded)) !== folded) folded = again;
    return folded;
  }

  function unique(list) { return Array.from(new Set(list)); }

  function linesOf(ja, en) {
    return unique(unique([ja, en || ja]).map(function (label) {
      return label.split(SPACE).filter(Boolean).map(fold).join(" ");
    }));
  }

  function grams(line) {
    var found = new Set();
    (line.match(RUN) || []).forEach(function (run) {
      if (run.length < 2 || /^[a-z0-9]+$/.test(run)) found.add(run);
      else for (var n = 0; n < run.length - 1; n++) found.add(run.slice(n, n + 2));
    });
    (line.match(KANJI) || []).forEach(function (one) { found.add(one); });
    return found;
  }

  function standardsIn(text) {
    return unique(Array.from(text.normalize("NFKC").matchAll(STANDARD), function (found) {
      var body = found[1].toUpperCase().trim().replace(/\s+/g, " ").replace(/\s*\/\s*/g, "/").replace(/^JIS(?=[A-Z])/, "JIS ");
      return body + " " + found[2];
    }));
  }

  // The grams of all items, in which lines each stands, and how rare it is among those who hold them.
  function readWords() {
    var lines = [], postings = new Map(), holders = new Map(), all = new Set();
    index.items.forEach(function (item, at) {
      all.add(item[0]);
      linesOf(item[3], item[4]).forEach(function (line) {
        var found = grams(line);
        found.forEach(function (gram) {
          if (!postings.has(gram)) { postings.set(gram, []); holders.set(gram, new Set()); }
          postings.get(gram).push(lines.length);
          holders.get(gram).add(item[0]);
        });
        lines.push({ item: at, grams: found, size: 0 });
      });
    });
    var rare = new Map();
    postings.forEach(function (_, gram) { rare.set(gram, Math.log((1 + all.size) / (1 + holders.get(gram).size)) + 1); });
    lines.forEach(function (line) { line.grams.forEach(function (gram) { line.size += rare.get(gram); }); });
    return { lines: lines, postings: postings, rare: rare, most: Math.log(1 + all.size) + 1 };
  }

  // How well each item answers by its words, and how much of the words each holder says in any of the items `among`.
  function sharesOf(wanted, among) {
    var besides = index.weights.besides, shares = new Map(), together = new Map();
    wanted.forEach(function (line) {
      var asked = 0, known = [], both = new Map(), covered = new Map();
      grams(line).forEach(function (gram) {
        if (words.postings.has(gram)) known.push(gram);
        asked += words.postings.has(gram) ? words.rare.get(gram) : words.most;
      });
      known.forEach(function (gram) {
        var rare = words.rare.get(gram), having = new Set();
        words.postings.get(gram).forEach(function (at) {
          both.set(at, (both.get(at) || 0) + rare);
          var item = words.lines[at].item;
          if (among[item]) having.add(index.items[item][0]);
        });
        having.forEach(function (holder) { covered.set(holder, (covered.get(holder) || 0) + rare); });
      });
      both.forEach(function (value, at) {
        var item = words.lines[at].item, share = value / ((1 - besides) * asked + besides * words.lines[at].size);
        if (among[item]) shares.set(item, Math.max(shares.get(item) || 0, share));
      });
      covered.forEach(function (value, holder) { together.set(holder, Math.max(together.get(holder) || 0, value / asked)); });
    });
    return { shares: shares, together: together };
  }

  // --- concepts: match/asking.py, match/likeness.py

  var NAMES = 3, BROADER = 4;

  function understood(text) {
    var folded = fold(text), found = [];
    index.concepts.forEach(function (concept, at) {
      concept[NAMES].forEach(function (name) { if (folded.includes(name)) found.push([name, at]); });
    });
    var longest = found.filter(function (one) {
      return !found.some(function (other) { return other[0] !== one[0] && other[0].includes(one[0]); });
    });
    var concepts = unique(longest.map(function (one) { return one[1]; })).sort(function (a, b) { return a - b; });
    return {
      text: text, lines: linesOf(text, text), standard: standardsIn(text),
      field: concepts.filter(function (at) { return index.concepts[at][2] === 1; }),
      kind: concepts.filter(function (at) { return index.concepts[at][2] === 0; })
    };
  }

  var steps = new Map();

  // The concepts one step above, two steps above and so on.
  function above(concept) {
    if (steps.has(concept)) return steps.get(concept);
    var seen = new Set([concept]), found = [], step = [concept];
    for (;;) {
      step = unique(step.flatMap(function (one) { return index.concepts[one][BROADER]; })).filter(function (one) { return !seen.has(one); });
      if (!step.length) break;
      step.forEach(function (one) { seen.add(one); });
      found.push(new Set(step));
    }
    steps.set(concept, found);
    return found;
  }

  function closeness(asked, had) {
    if (asked === had || above(had).some(function (step) { return step.has(asked); })) return 1;
    var over = above(had), way = above(asked);
    for (var n = 0; n < way.length; n++) {
      if (way[n].has(had)) return 1 / (2 + n);
      if (over.some(function (step) { return Array.from(way[n]).some(function (one) { return step.has(one); }); })) return 0.5 / (2 + n);
    }
    return 0;
  }

  function closest(asked, had) {
    if (!asked.length || !had.length) return 0;
    return asked.reduce(function (sum, one) {
      return sum + Math.max.apply(null, had.map(function (other) { return closeness(one, other); }));
    }, 0) / asked.length;
  }

  // --- answers: match/answers.py

  function mean(criteria) {
    var weights = index.weights.criteria, total = 0, sum = 0;
    Object.keys(criteria).forEach(function (name) { total += weights[name]; sum += weights[name] * criteria[name]; });
    return sum / total;
  }

  function standardsOf(item) { return item[7].map(function (at) { return index.standards[at]; }); }

  function alike(wanted, item) {
    var told = {};
    if (wanted.standard.length) {
      var had = standardsOf(item);
      told.standard = wanted.standard.filter(function (one) { return had.includes(one); }).length / wanted.standard.length;
    }
    if (wanted.field.length) told.field = closest(wanted.field, item[6]);
    if (wanted.kind.length) told.kind = closest(wanted.kind, item[5]);
    return told;
  }

  // What of each holder answers, by the number of the organisation.
  function answersTo(wanted) {
    var weights = index.weights, open = index.items.map(function (item) { return item[2] === 1 && item[1] !== SEEKS; });
    var said = sharesOf(wanted.lines, open), of = new Map(), answers = new Map();
    index.items.forEach(function (item, at) {
      if (!open[at]) return;
      var told = Object.assign({ words: said.shares.get(at) || 0 }, alike(wanted, item));
      if (!of.has(item[0])) of.set(item[0], []);
      of.get(item[0]).push({ at: at, told: told, value: mean(told) });
    });
    of.forEach(function (found, holder) {
      var some = found.filter(function (one) { return Object.values(one.told).some(Boolean); });
      if (!some.length) return;
      some.sort(function (a, b) { return b.value - a.value || a.at - b.at; });
      var best = {}, giving = [];
      Object.keys(some[0].told).forEach(function (name) {
        best[name] = Math.max.apply(null, some.map(function (one) { return one.told[name]; }));
        var gives = function (one) { return one.told[name] === best[name]; };
        if (best[name] && !giving.some(gives)) giving.push(some.find(gives));
      });
      best.words = (1 - weights.together) * best.words + weights.together * (said.together.get(holder) || 0);
      var value = mean(best);
      if (value >= weights.least) answers.set(holder, { value: value, criteria: best, items: some.filter(function (one) { return giving.includes(one); }) });
    });
    return answers;
  }

  // --- ranking: match/scoring.py

  var FILE = 0, RECORD = 5, FIELDS = 8;

  // The organisations that answer a need and the conditions, the best first: their points, and what they rest on.
  function rank(need, conditions) {
    var wanted = understood(need), answers = answersTo(wanted), weights = index.weights, allowed = permitted(conditions || {});
    var found = [];
    index.organisations.forEach(function (organisation, at) {
      if (!organisation[FILE] || !allowed(at)) return;
      var answer = answers.get(at), value = answer ? answer.value : 0;
      if (!answer && wanted.field.length) {
        value = closest(wanted.field, organisation[FIELDS]);
        value = value >= weights.least ? weights.by_fields * value : 0;
      }
      if (value > 0) found.push({ at: at, answer: answer, content: weights.content * value, record: organisation[RECORD] });
    });
    found.forEach(function (one) { one.score = one.content + one.record; one.order = Math.round(one.score * 1e9); });
    found.sort(function (a, b) { return b.order - a.order || a.at - b.at; });
    return { wanted: wanted, found: found };
  }

  function permitted(conditions) {
    var sets = ["kind", "sector", "field"].filter(function (name) { return conditions[name]; }).map(function (name) {
      return new Set(index.filters[name][conditions[name] - 1][2]);
    });
    var place = conditions.place ? new Set(index.filters.place[conditions.place - 1][2]) : null;
    (conditions.certificates || []).forEach(function (certificate) {
      var asked = standardsIn(certificate);
      if (!asked.length) asked = [certificate];
      sets.push(new Set(index.items.filter(function (item) {
        var had = standardsOf(item);
        return item[1] !== SEEKS && asked.every(function (one) { return had.includes(one); });
      }).map(function (item) { return item[0]; })));
    });
    return function (at) {
      if (place && place.has(at) === (conditions.range === "outside")) return false;
      return sets.every(function (set) { return set.has(at); });
    };
  }

  // --- reasons

  function name(pair, from) { return japanese ? pair[from] : pair[from + 1] || pair[from]; }

  function list(names) { return names.join(japanese ? "\u3001" : ", "); }

  // The runs of what is looked for that stand in an item, too.
  function sharedWords(wanted, item) {
    var had = new Set(linesOf(item[3], item[4]).flatMap(function (line) { return Array.from(grams(line)); })), found = [];
    wanted.lines.forEach(function (line) {
      (line.match(RUN) || []).forEach(function (run) {
        if (/^[a-z0-9]+$/.test(run)) { if (had.has(run)) found.push(run); return; }
        var marked = Array.from(run, function (one, n) { return had.has(one) || had.has(run.slice(n, n + 2)) || (n > 0 && had.has(run.slice(n - 1, n + 1))); });
        var piece = "";
        marked.concat([false]).forEach(function (mark, n) {
          if (mark) { piece += run[n]; return; }
          if (piece) found.push(piece);
          piece = "";
        });
      });
    });
    return unique(found);
  }

  function whyContent(one, wanted) {
    if (!one.answer) {
      var fields = index.organisations[one.at][FIELDS].filter(function (field) { return closest(wanted.field, [field]) > 0; });
      var held = index.items.some(function (item) { return item[0] === one.at; });
      return [say("need_by_fields", { found: list(fields.slice(0, 5).map(function (at) { return name(index.concepts[at], 0); })) }) +
        say(held ? "need_nothing_fits" : "need_nothing_recorded")];
    }
    var items = one.answer.items.map(function (found) { return index.items[found.at]; }), told = [], criteria = one.answer.criteria;
    var concepts = function (at) { return list(unique(items.flatMap(function (item) { return item[at]; })).map(function (c) { return name(index.concepts[c], 0); })); };
    if (criteria.standard) told.push(say("need_standard", { found: list(wanted.standard.filter(function (s) { return items.some(function (i) { return standardsOf(i).includes(s); }); })) }));
    if (criteria.field) told.push(say("need_field", { found: concepts(6) }));
    if (criteria.kind) told.push(say("need_kind", { found: concepts(5) }));
    var shared = unique(items.flatMap(function (item) { return sharedWords(wanted, item); }));
    if (shared.length) told.push(say("need_words", { found: list(shared) }));
    var parts = items.flatMap(function (item, n) {
      var what = say(item[1] === HAS ? "need_has" : "need_offers"), label = name(item, 3);
      var shown = item[8] ? el("a", { href: pageOf(item[8]) }, label) : el("bdi", {}, label);
      return [n ? (japanese ? "\u3001" : ", ") : "", what, japanese ? "\u300c" : " \u201c", withLang(shown, label), japanese ? "\u300d" : "\u201d"];
    });
    return parts.concat(told.length ? [japanese ? "\uff08" : " (", list(told), japanese ? "\uff09" : ")"] : []);
  }

  function lacking(one, wanted) {
    if (!one.answer) return [];
    var had = one.answer.items.flatMap(function (found) { return standardsOf(index.items[found.at]); });
    return wanted.standard.filter(function (standard) { return !had.includes(standard); });
  }

  // --- page

  // A sentence; on an English page the Japanese names in it are marked.
  function prose(text) {
    if (japanese) return [text];
    return text.split(/([\u3000-\u303f\u3041-\u9fff\uf900-\ufaff\uff01-\uff9f]+)/).map(function (piece, n) { return n % 2 ? el("span", { lang: "ja" }, piece) : piece; });
  }

  function pageOf(file) { return "../" + file.split("/").map(encodeURIComponent).join("/") + ".html"; }

  function row(part, points, why) {
    var cell = el("td", { role: "cell" });
    why.forEach(function (piece) { cell.append.apply(cell, piece instanceof Node ? [piece] : prose(piece)); });
    return el("tr", { role: "row" }, [
      el("th", { role: "rowheader", scope: "row" }, [el("span", { class: "part-mark part-" + part, "aria-hidden": "true" }), say(part === "content" ? "part_content" : "part_record")]),
      el("td", { role: "cell", class: "numeric" }, points.toFixed(2)), cell]);
  }

  function card(one, rank, wanted) {
    var organisation = index.organisations[one.at], label = name(organisation, 1);
    var note = [organisation[3], organisation[4]].filter(function (at) { return at >= 0; }).map(function (at) { return name(index.texts[at], 0); });
    var bar = el("div", { class: "score-bar", "aria-hidden": "true" }), rows = [row("content", one.content, whyContent(one, wanted))];
    ["content", "record"].forEach(function (part) {
      var piece = el("span", { class: "part-" + part });
      piece.style.width = (100 * one[part]).toFixed(1) + "%";
      bar.append(piece);
    });
    if (one.record) rows.push(row("record", one.record, [say(organisation[7] ? "need_activities_until" : "need_activities", { n: organisation[6], year: organisation[7] })]));
    var missing = lacking(one, wanted);
    return el("li", { class: "partner" }, [
      el("div", { class: "partner-head" }, [
        el("h3", {}, [el("span", { class: "rank" }, String(rank)), " ", withLang(el("a", { href: pageOf(organisation[FILE]) }, label), label)]),
        el("p", { class: "partner-note" }, prose(list(note))),
        el("p", { class: "score" }, [el("span", { class: "visually-hidden" }, say("need_score", { score: "" })), one.score.toFixed(2)]), bar]),
      el("table", { class: "parts", role: "table" }, [el("tbody", {}, rows)]),
      missing.length ? el("dl", { class: "partner-more" }, [el("div", {}, [el("dt", {}, say("need_missing")), el("dd", {}, list(missing))])]) : null]);
  }

  var last = null;

  function showMore() {
    var shown = $("need-results").children.length;
    last.found.slice(shown, shown + SHOWN).forEach(function (one, n) { $("need-results").append(card(one, shown + n + 1, last.wanted)); });
    shown = $("need-results").children.length;
    $("need-more").hidden = shown >= last.found.length;
    var counts = { total: last.found.length, shown: shown };
    $("need-status").textContent = !last.found.length ? say("need_none") : say(shown < last.found.length ? "need_found" : "need_found_all", counts);
  }

  function conditions() {
    var told = {};
    ["place", "kind", "sector", "field"].forEach(function (name) { told[name] = Number($("need-" + name).value); });
    told.range = $("need-range").value;
    told.certificates = $("need-certificate").value.split(/[,\u3001\uff0c;]/).map(function (one) { return one.trim(); }).filter(Boolean);
    return told;
  }

  function search() {
    var need = $("need").value.trim();
    $("need-results").replaceChildren();
    $("need-more").hidden = true;
    $("need-understood").textContent = "";
    if (!need) { $("need-status").textContent = say("need_empty"); $("need").focus(); return; }
    load(function () {
      last = rank(need, conditions());
      var wanted = last.wanted;
      var terms = wanted.field.concat(wanted.kind).map(function (at) { return name(index.concepts[at], 0); }).concat(wanted.standard);
      var told = say(terms.length ? "need_understood" : "need_words_only", { need: need, terms: list(terms) });
      if (index.left_out[0] || index.left_out[1]) told += " " + say("need_cut", { organisations: index.left_out[0], items: index.left_out[1] });
      $("need-understood").replaceChildren.apply($("need-understood"), prose(told));
      showMore();
      try { history.replaceState(null, "", "#" + hash(need)); } catch (error) { /* not allowed for some files */ }
    });
  }

  // --- permanent link: what is looked for and the conditions by name

  var CHOICES = ["place", "kind", "sector", "field"];

  function hash(need) {
    var told = new URLSearchParams({ need: need });
    CHOICES.forEach(function (name) { if ($("need-" + name).value) told.set(name, index.filters[name][$("need-" + name).value - 1][0]); });
    if ($("need-place").value && $("need-range").value === "outside") told.set("range", "outside");
    if ($("need-certificate").value.trim()) told.set("certificate", $("need-certificate").value.trim());
    return told.toString();
  }

  function fromHash() {
    var told = new URLSearchParams(location.hash.slice(1));
    if (!told.get("need")) return;
    $("need").value = told.get("need");
    load(function () {
      CHOICES.forEach(function (name) {
        var at = index.filters[name].findIndex(function (choice) { return choice[0] === told.get(name); });
        $("need-" + name).value = at < 0 ? "" : String(at + 1);
        if (at >= 0) $("conditions").open = true;
      });
      $("need-range").value = told.get("range") === "outside" ? "outside" : "within";
      $("need-certificate").value = told.get("certificate") || "";
      if ($("need-certificate").value) $("conditions").open = true;
      search();
    });
  }

  // --- the index comes as a script, when it is first wanted

  function load(then) {
    renkei.load($("need-form").dataset.root + "partners/needs.js", then, function () { $("need-status").textContent = say("need_failed"); });
  }

  function fillFilters() {
    CHOICES.forEach(function (name) {
      index.filters[name].forEach(function (choice, at) {
        var label = japanese ? choice[0] : choice[1];
        $("need-" + name).append(withLang(el("option", { value: String(at + 1) }, label + " (" + choice[2].length + ")"), label));
      });
    });
  }

  renkei.needs = function (given) {
    index = given;
    words = readWords();
    fillFilters();
  };
  renkei.needSearch = { rank: rank, fold: fold, standardsIn: standardsIn, load: load, index: function () { return index; } };

  document.addEventListener("DOMContentLoaded", function () {
    $("need-form").addEventListener("submit", function (event) { event.preventDefault(); search(); });
    $("need-form").addEventListener("focusin", function () { load(function () {}); });
    $("need-more").addEventListener("click", showMore);
    addEventListener("hashchange", fromHash);
    fromHash();
  });
})();
