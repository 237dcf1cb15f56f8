"use strict";
// What runs in the worker: the engine with the data of the site, asked by messages. The page reads the text of this function
// and makes the worker of it, because a page opened as a file may load no script into a worker. It names nothing outside it
// but `oxigraphModule`, the loader of the engine, whose text stands before it.
var renkeiSparqlWorker = function () {
  var RDFS = "http://www.w3.org/2000/01/rdf-schema#", SKOS = "http://www.w3.org/2004/02/skos/core#";
  var XSD = "http://www.w3.org/2001/XMLSchema#", RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  var LONGEST = 65536;
  var store, nothing, pages, prefixes, head, answer = null, graphs = null;

  // --- start

  function bytes(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    var letters = atob(base64), found = new Uint8Array(letters.length);
    for (var n = 0; n < letters.length; n += 1) found[n] = letters.charCodeAt(n);
    return found;
  }

  function unpacked(base64) {
    return new Response(new Blob([bytes(base64)]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }

  async function start(given) {
    var began = performance.now(), engine = oxigraphModule();
    prefixes = given.prefixes;
    head = Object.keys(prefixes).map(function (name) { return "PREFIX " + name + ": <" + prefixes[name] + ">"; }).join(" ") + "\n";
    var parts = await Promise.all([given.wasm, given.quads, given.pages].map(unpacked));
    engine.initSync({ module: parts[0] });
    var compiled = performance.now();
    store = new engine.Store();
    store.load(new Uint8Array(parts[1]), { format: "application/n-quads", lenient: true }); // IRIs were checked when the store was built
    nothing = new engine.Store();
    pages = JSON.parse(new TextDecoder().decode(parts[2]));
    return { size: store.size, engine: compiled - began, load: performance.now() - compiled, ms: performance.now() - began };
  }

  // --- what is refused before the engine reads it; places are counted in letters, as the engine counts them

  var TOKEN = /#[^\n\r]*|<[^<>"{}|^`\\\x00-\x20]*>|"""(?:"{0,2}(?:[^"\\]|\\[^]))*"""|'''(?:'{0,2}(?:[^'\\]|\\[^]))*'''|"(?!"")(?:[^"\\\n\r]|\\.)*"|'(?!'')(?:[^'\\\n\r]|\\.)*'|["']|[?$@][\w\u00b7-\uffff-]+|[A-Za-z_\u00b7-\uffff][\w.\u00b7-\uffff-]*:(?:[\w:.%\u00b7-\uffff-]|\\.)*|:(?:[\w:.%\u00b7-\uffff-]|\\.)+|[A-Za-z_][A-Za-z0-9_]*|[^]/g;
  var UPDATES = /^(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)$/;

  function place(text, at) {
    var before = text.slice(0, at), line = before.split("\n");
    return { line: line.length, column: Array.from(line[line.length - 1]).length + 1 };
  }

  function fault(kind, text, at, what) { return Object.assign({ kind: kind, what: what || "" }, at < 0 ? {} : place(text, at)); }

  function words(text) {
    var found = [], match;
    TOKEN.lastIndex = 0;
    while ((match = TOKEN.exec(text))) if (!/^[\s#]/.test(match[0])) found.push({ text: match[0], at: match.index });
    return found;
  }

  function resolved(name) {
    if (name[0] === "<") return name.slice(1, -1);
    var parts = /^([^:]*):(.*)$/.exec(name);
    return parts && prefixes[parts[1]] !== undefined ? prefixes[parts[1]] + parts[2].replace(/\\(.)/g, "$1") : null;
  }

  function refusal(text) {
    if (new TextEncoder().encode(text).length > LONGEST) return fault("long", text, -1);
    var found = words(text), plain = 0;
    if (!found.length) return fault("empty", text, -1);
    for (var n = 0; n < found.length; n += 1) {
      var word = found[n].text, upper = word.toUpperCase(), at = found[n].at;
      if (word === '"' || word === "'") return fault("end", text, at);
      if (upper === "SERVICE") return fault("service", text, at);
      if (UPDATES.test(upper)) return fault("update", text, at, upper);
      if (upper !== "FROM") continue;
      var named = n + 1 < found.length && found[n + 1].text.toUpperCase() === "NAMED";
      var name = found[n + (named ? 2 : 1)], graph = name && resolved(name.text);
      if (graph && !held(graph)) return fault("unknown_graph", text, name.at, name.text);
      if (!named && (plain += 1) > 1) return fault("from", text, at);
    }
    return null;
  }

  function held(graph) {
    if (!graphs) {
      var rows = JSON.parse(store.query("SELECT DISTINCT ?g { GRAPH ?g { } }", { results_format: "json" })).results.bindings;
      graphs = new Set(rows.map(function (row) { return row.g.value; }));
    }
    return graphs.has(graph);
  }

  // --- what the engine says, with the line that was put before the query taken off

  function said(error, text) {
    var message = String(error && error.message || error);
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return { kind: "crash", what: message };
    var match = /error at (\d+):(\d+): ([^]*)/.exec(message);
    if (!match) return { kind: "engine", what: message, said: message };
    var line = Number(match[1]) - 1, column = Number(match[2]), what = match[3];
    var lines = text.split("\n"), unknown = undeclared(text), grouped = /that is unbound|not in the GROUP BY/.test(what);
    if (unknown) return Object.assign({ kind: "prefix", what: unknown.text, said: what }, place(text, unknown.at));
    if (grouped) {
      var select = words(text).find(function (word) { return /^SELECT$/i.test(word.text); });
      return Object.assign({ kind: "group", what: "", said: what }, place(text, select ? select.at : 0));
    }
    if (line > lines.length || line < 1) { line = lines.length; column = Array.from(lines[line - 1]).length + 1; }
    return { kind: "syntax", what: "", line: line, column: column, said: what };
  }

  // The first name whose prefix nobody declares; the engine tells of it only where it stops reading.
  function undeclared(text) {
    var found = words(text), own = new Set(Object.keys(prefixes).concat("_"));
    found.forEach(function (word, n) { if (n && /^PREFIX$/i.test(found[n - 1].text)) own.add(word.text.split(":")[0]); });
    return found.find(function (word) {
      return /^[^\s<"'?$@#]*:/.test(word.text) && word.text.length > 1 && !own.has(word.text.split(":")[0]);
    });
  }

  // --- asking

  function form(text) {
    var first = words(text).find(function (word) { return /^(SELECT|ASK|CONSTRUCT|DESCRIBE)$/i.test(word.text); });
    return first ? first.text.toUpperCase() : "SELECT";
  }

  // The syntax of a query, tried on an empty store.
  function check(text) {
    var found = refusal(text);
    if (found) return found.kind === "empty" ? null : found;
    try { nothing.query(head + text, { results_format: "json" }); } catch (error) {
      var fault = said(error, text);
      return fault.line || fault.kind === "crash" ? fault : null;
    }
    return null;
  }

  function run(text, most) {
    var refused = refusal(text);
    if (refused) return { fault: refused };
    var began = performance.now(), kind = form(text), statements = kind === "CONSTRUCT" || kind === "DESCRIBE", found;
    answer = null;
    try {
      found = store.query(head + text, statements ? {} : { results_format: "json" });
    } catch (error) {
      return { fault: said(error, text) };
    }
    if (statements) {
      answer = { columns: ["subject", "predicate", "object"], rows: inOrder(found), statements: true };
    } else {
      var read = JSON.parse(found);
      if (read.boolean !== undefined) {
        answer = { columns: ["boolean"], rows: [[{ type: "literal", value: String(read.boolean), datatype: XSD + "boolean" }]] };
        return { boolean: read.boolean, ms: performance.now() - began };
      }
      answer = { columns: read.head.vars, rows: read.results.bindings.map(function (row) {
        return read.head.vars.map(function (name) { return row[name] || null; });
      }) };
    }
    var ms = performance.now() - began, shown = answer.rows.slice(0, most), labels = labelled(shown);
    return {
      columns: answer.columns, statements: Boolean(statements), total: answer.rows.length, ms: ms,
      rows: shown.map(function (row) { return row.map(function (term) { return term && described(term, labels); }); })
    };
  }

  function inOrder(quads) {
    var rows = quads.map(function (quad) {
      var row = [quad.subject, quad.predicate, quad.object].map(plainTerm);
      return [row.map(written).join(" "), row];
    });
    rows.sort(function (a, b) { return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0; });
    return rows.map(function (pair) { return pair[1]; });
  }

  // A term of the engine as SPARQL's JSON has it.
  function plainTerm(term) {
    if (term.termType === "NamedNode") return { type: "uri", value: term.value };
    if (term.termType === "BlankNode") return { type: "bnode", value: term.value };
    if (term.termType === "Literal") {
      var made = { type: "literal", value: term.value };
      if (term.language) made["xml:lang"] = term.language; else if (term.datatype.value !== XSD + "string") made.datatype = term.datatype.value;
      return made;
    }
    return { type: "triple", value: { subject: plainTerm(term.subject), predicate: plainTerm(term.predicate), object: plainTerm(term.object) } };
  }

  // --- terms for reading

  function short(iri) {
    var name = Object.keys(prefixes).find(function (key) { return key !== "id" && iri.startsWith(prefixes[key]); });
    if (iri.startsWith(prefixes.id)) name = "id";
    return name ? name + ":" + iri.slice(prefixes[name].length) : iri;
  }

  function described(term, labels) {
    if (term.type === "uri") {
      return { kind: "iri", value: term.value, text: short(term.value), page: pages[term.value] || null, names: labels.get(term.value) || null };
    }
    if (term.type === "literal") {
      return {
        kind: "literal", value: term.value, text: term.value, language: term["xml:lang"] || null,
        datatype: term.datatype ? short(term.datatype) : null
      };
    }
    var text = term.type === "bnode" ? "_:" + term.value : written(term);
    return { kind: term.type, value: text, text: text };
  }

  // The names of things that have a page or stand in the answer, in both languages.
  function labelled(rows) {
    var wanted = new Set(), found = new Map();
    rows.forEach(function (row) { row.forEach(function (term) {
      if (term && term.type === "uri" && !/[<>"{}|^`\\\x00-\x20]/.test(term.value)) wanted.add(term.value);
    }); });
    if (!wanted.size) return found;
    var query = "SELECT ?x ?name { VALUES ?x { " + Array.from(wanted, function (iri) { return "<" + iri + ">"; }).join(" ") +
      " } ?x <" + RDFS + "label>|<" + SKOS + "prefLabel> ?name FILTER (lang(?name) = \"ja\" || lang(?name) = \"en\") }";
    JSON.parse(store.query(query, { results_format: "json" })).results.bindings.forEach(function (row) {
      var names = found.get(row.x.value) || {}, language = row.name["xml:lang"];
      if (!names[language] || row.name.value < names[language]) names[language] = row.name.value;
      found.set(row.x.value, names);
    });
    return found;
  }

  // --- files

  function full(term) {
    if (!term) return "";
    return term.type === "bnode" ? "_:" + term.value : term.type === "triple" ? written(term) : term.value;
  }

  function escaped(text) {
    return text.replace(/[\\"\n\r\t]/g, function (letter) {
      return { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" }[letter];
    });
  }

  function written(term) {
    if (term.type === "uri") return "<" + term.value + ">";
    if (term.type === "bnode") return "_:" + term.value;
    if (term.type === "triple") {
      return "<<( " + [term.value.subject, term.value.predicate, term.value.object].map(written).join(" ") + " )>>";
    }
    var language = term["xml:lang"] ? "@" + term["xml:lang"] : term.datatype ? "^^<" + term.datatype + ">" : "";
    return '"' + escaped(term.value) + '"' + language;
  }

  function csv(rows, end) {
    return rows.map(function (row) {
      if (row.length === 1 && row[0] === "") return '""' + end;
      return row.map(function (text) { return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; }).join(",") + end;
    }).join("");
  }

  // A text that a spreadsheet would run as a formula has an apostrophe before it; numbers are numbers.
  function guarded(term) {
    var text = full(term);
    return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) && typeof value(term) === "string" ? "'" + text : text;
  }

  function value(term) {
    var type = (term.datatype || "").replace(XSD, ""), number = Number(term.value);
    if (!term || term.type !== "literal") return full(term);
    if (type === "boolean") return term.value === "true" || term.value === "1";
    if (/^(integer|decimal|double|float|int|long|short|byte|(non)?(positive|negative)(Integer)?)/i.test(type) && isFinite(number)) return number;
    return term.value;
  }

  function file(kind) {
    var rows = answer.rows, columns = answer.columns;
    if (kind === "csv" || kind === "excel") {
      var texts = [columns].concat(rows.map(function (row) { return row.map(kind === "csv" ? full : guarded); }));
      return kind === "csv" ? csv(texts, "\n") : "\ufeff" + csv(texts, "\r\n");
    }
    if (kind === "json") {
      return JSON.stringify(rows.map(function (row) {
        return Object.fromEntries(columns.map(function (name, n) { return [name, row[n] ? value(row[n]) : null]; }));
      }), null, 1) + "\n";
    }
    return rows.map(function (row) { return row.map(written).join(" ") + " .\n"; }).join("");
  }

  // --- messages: {id, task, …} is answered by {id, …}

  var tasks = {
    start: function (given) { return start(given); },
    check: function (given) { return { fault: check(given.text) }; },
    run: function (given) { return run(given.text, given.most); },
    file: function (given) { return { file: new Blob([file(given.kind)]) }; }
  };

  self.onmessage = async function (event) {
    var given = event.data, found;
    try { found = await tasks[given.task](given); } catch (error) {
      found = { fault: { kind: error instanceof WebAssembly.RuntimeError || error instanceof RangeError ? "crash" : "engine", what: String(error && error.message || error) } };
    }
    self.postMessage(Object.assign({ id: given.id }, found));
  };
};
