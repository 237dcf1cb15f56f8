"use strict";
// The page that answers SPARQL: starts the engine in a worker, asks it what the editor holds, and shows what comes back.
(function () {
  var MOST_ROWS = 1000, SLOW = 5000;
  var say = renkei.say, el = renkei.element, at = function (id) { return document.getElementById(id); };
  var language = document.documentElement.lang, number = new Intl.NumberFormat(language);
  var worker = null, calls = new Map(), next = 0, editor = null, answer = null, asked = "", running = null, ready = null, checking = 0;

  function seconds(ms) { return (ms / 1000).toFixed(ms < 9950 ? 2 : 0); }
  function tell(text) { at("run-status").textContent = text; }

  // --- the worker; ending it is the only way to end a query

  function start() {
    var source = ["var oxigraphModule = ", oxigraphModule.toString(), ";\n(", renkeiSparqlWorker.toString(), ")();\n"];
    var address = URL.createObjectURL(new Blob(source, { type: "text/javascript" }));
    worker = new Worker(address);
    URL.revokeObjectURL(address);
    calls = new Map();
    worker.onmessage = function (event) {
      var call = calls.get(event.data.id);
      calls.delete(event.data.id);
      if (call) call(event.data);
    };
    worker.onerror = unavailable;
    ready = call("start", { wasm: oxigraphWasm, quads: renkeiData.quads, pages: renkeiData.pages, prefixes: renkeiOffered.prefixes })
      .then(function (found) {
        if (found.fault) { unavailable(); return null; }
        renkei.sparql.started = found;
        if (!running) tell(say("sparql_ready", { n: number.format(found.size), seconds: seconds(found.ms) }));
        return found;
      });
  }

  function call(task, given) {
    var id = next += 1;
    return new Promise(function (resolve) {
      calls.set(id, resolve);
      worker.postMessage(Object.assign({ id: id, task: task }, given));
    });
  }

  function restart(text) {
    if (worker) worker.terminate();
    finish();
    tell(text);
    start();
  }

  function unavailable() {
    at("unavailable").hidden = false;
    at("ask").hidden = true;
    at("found").hidden = true;
  }

  // --- running

  function run() {
    var text = editor.text();
    remember(text);
    if (running) { worker.terminate(); finish(); start(); }
    var mine = running = { began: performance.now() };
    showFault(null);
    at("cancel").disabled = false;
    tell(say("sparql_running"));
    mine.timer = setTimeout(function () { tell(say("sparql_long", { seconds: Math.round(SLOW / 1000) })); }, SLOW);
    return ready.then(function (engine) { return engine && running === mine ? call("run", { text: text, most: MOST_ROWS }) : null; }).then(function (found) {
      if (!found || running !== mine) return;
      finish();
      if (found.fault && found.fault.kind === "crash") { showFault(found.fault); restart(say("sparql_fault_crash")); return; }
      if (found.fault) { tell(""); showFault(found.fault); return; }
      asked = text;
      show(found);
    });
  }

  function finish() {
    if (running) clearTimeout(running.timer);
    running = null;
    at("cancel").disabled = true;
  }

  function cancel() {
    if (!running) return;
    restart(say("sparql_cancelled"));
    editor.element.focus();
  }

  // --- faults

  function sentence(fault) {
    var what = fault.what.length > 200 ? fault.what.slice(0, 200) + "…" : fault.what;
    return say("sparql_fault_" + fault.kind, { what: what });
  }

  // The engine tells how far it came, the grammar of the editor where the fault begins; and what stands there.
  function placed(fault) {
    if (!fault || fault.kind !== "syntax") return fault;
    var place = editor.broken() || fault, line = editor.text().split("\n")[place.line - 1] || "";
    var word = /^(?:[?$@]?[\w:.\u00b7-\uffff-]+|.)/u.exec(Array.from(line).slice(place.column - 1).join(""));
    return Object.assign({}, fault, { line: place.line, column: place.column, kind: word ? "syntax" : "unfinished", what: word ? word[0] : "" });
  }

  function showFault(given) {
    var fault = placed(given);
    var box = at("fault"), text = fault ? sentence(fault) : "";
    box.replaceChildren();
    editor.fault(fault, text);
    if (!fault) return;
    var place = { line: fault.line, column: fault.column };
    box.append(el("p", {}, fault.line ? [el("b", {}, say("sparql_at", place)), " ", text] : text));
    if (fault.line) {
      var go = el("button", { type: "button", class: "button small", id: "go" }, say("sparql_go", place));
      go.addEventListener("click", function () { editor.go(fault.line, fault.column); });
      box.append(go);
    }
    if (fault.said) box.append(el("details", {}, [el("summary", {}, say("sparql_said")), el("code", { lang: "en" }, fault.said)]));
  }

  // While one types, the syntax is tried on an empty store; what is wrong is marked, and told when the query is run.
  function changed() {
    clearTimeout(checking);
    if (!editor) return;
    at("fault").replaceChildren();
    if (at("example") && at("example").value && renkeiOffered.questions[at("example").value] !== editor.text()) at("example").value = "";
    checking = setTimeout(function () {
      var text = editor.text();
      if (running || !renkei.sparql.started) return;
      call("check", { text: text }).then(function (found) {
        if (text !== editor.text() || running) return;
        if (found.fault && found.fault.kind === "crash") restart("");
        var fault = placed(found.fault);
        editor.fault(fault, fault ? sentence(fault) : "");
      });
    }, 500);
  }

  // --- the answer

  function show(found) {
    var boolean = found.boolean !== undefined, some = !boolean && found.total > 0;
    answer = boolean ? null : found;
    at("found").hidden = false;
    var told = boolean ? say("sparql_done_boolean", { seconds: seconds(found.ms) })
      : found.statements ? say("sparql_done_statements", { n: number.format(found.total), seconds: seconds(found.ms) })
        : found.total === 1 ? say("sparql_done_row", { seconds: seconds(found.ms) })
          : say("sparql_done_rows", { n: number.format(found.total), seconds: seconds(found.ms) });
    at("count").textContent = told;
    tell(told);
    at("left").hidden = !some || found.total === found.rows.length;
    if (some) at("left").textContent = say("sparql_left", { shown: number.format(found.rows.length), left: number.format(found.total - found.rows.length) });
    document.querySelector(".views").hidden = !some;
    document.querySelector('[data-status="answer"]').textContent = "";
    if (some) { draw(); return; }
    at("table").replaceChildren(el("p", { class: "notice" }, say(!boolean ? "sparql_empty" : found.boolean ? "sparql_true" : "sparql_false")));
    at("graph").hidden = true;
    files();
  }

  function draw() {
    var can = renkei.sparqlGraph.can(answer), button = at("view-graph");
    button.setAttribute("aria-disabled", String(!can));
    button.title = can ? "" : say("sparql_no_graph");
    if (!can) press("table");
    renkei.sparqlTable(at("table"), answer, { names: at("names").checked });
    at("graph").hidden = pressed() !== "graph";
    if (pressed() === "graph") renkei.sparqlGraph.draw(at("graph"), answer);
    files();
  }

  function pressed() { return at("view-graph").getAttribute("aria-pressed") === "true" ? "graph" : "table"; }

  function press(view) {
    ["table", "graph"].forEach(function (name) { at("view-" + name).setAttribute("aria-pressed", String(name === view)); });
  }

  function choose(view) {
    if (view === "graph" && !renkei.sparqlGraph.can(answer)) {
      document.querySelector('[data-status="answer"]').textContent = say("sparql_no_graph");
      return;
    }
    press(view);
    draw();
    if (asked === editor.text()) remember(asked);
  }

  // --- files

  function files() {
    document.querySelectorAll("[data-file]").forEach(function (button) {
      var kind = button.dataset.file;
      button.parentNode.hidden = kind === "svg" ? at("graph").hidden : kind === "nt" && !(answer && answer.statements);
    });
  }

  function save(kind) {
    var name = "renkei-sparql." + { csv: "csv", excel: "csv", json: "json", nt: "nt", svg: "svg" }[kind];
    function saved() { document.querySelector('[data-status="answer"]').textContent = say("sparql_saved", { name: name }); }
    if (kind === "svg") { renkei.save(renkei.sparqlGraph.file(at("graph")), name); saved(); return; }
    call("file", { kind: kind }).then(function (found) { renkei.save(found.file, name); saved(); });
  }

  // --- the link: the query, and the graph where that is shown

  function linkTo(text) { return "#query=" + encodeURIComponent(text) + (pressed() === "graph" ? "&view=graph" : ""); }

  function remember(text) {
    var hash = linkTo(text);
    if (location.hash !== hash) history.replaceState(null, "", hash);
  }

  function fromLink() {
    var match = /^#query=([^&]*)(&view=graph)?$/.exec(location.hash), text = null;
    try { text = match && decodeURIComponent(match[1]); } catch (error) { return false; } // a damaged link
    if (text === null) return false;
    press(match[2] ? "graph" : "table");
    editor.set(text);
    run();
    return true;
  }

  function copyLink() {
    remember(editor.text());
    renkei.copy(location.href, function () { tell(say("sparql_linked")); }, function () { tell(say("sparql_not_linked")); });
  }

  function welcome() {
    return "# " + say("sparql_welcome") + "\nSELECT ?kind ?name (COUNT(?organization) AS ?number)\nWHERE {\n" +
      "  ?organization a org:Organization ;\n    org:classification ?kind .\n" +
      '  ?kind rdfs:label ?name . FILTER (lang(?name) = "' + language + '")\n}\nGROUP BY ?kind ?name\nORDER BY DESC(?number) ?name\n';
  }

  // --- the page

  renkei.sparql = {
    started: null, run: run,
    ready: function () { return ready; },
    editor: function () { return editor; },
    answer: function () { return answer; },
    file: function (kind) { return call("file", { kind: kind }).then(function (found) { return found.file.text(); }); }
  };
  if (typeof oxigraphModule !== "function" || typeof renkeiData !== "object" || !window.WebAssembly || !window.Worker || !window.DecompressionStream) {
    unavailable();
    return;
  }
  editor = renkei.sparqlEditor(at("query"), { prefixes: renkeiOffered.prefixes, terms: renkeiOffered.terms, run: run, changed: changed });
  at("run").addEventListener("click", run);
  at("cancel").addEventListener("click", cancel);
  at("link").addEventListener("click", copyLink);
  at("view-table").addEventListener("click", function () { choose("table"); });
  at("view-graph").addEventListener("click", function () { choose("graph"); });
  at("names").addEventListener("change", draw);
  document.querySelectorAll("[data-file]").forEach(function (button) { button.addEventListener("click", function () { save(button.dataset.file); }); });
  if (at("example")) at("example").addEventListener("change", function () {
    var text = renkeiOffered.questions[at("example").value];
    if (text) { editor.set(text); showFault(null); }
  });
  addEventListener("hashchange", fromLink);
  tell(say("sparql_starting"));
  try { start(); } catch (error) { unavailable(); return; }
  if (!fromLink()) editor.set(welcome());
})();
