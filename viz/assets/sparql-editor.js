"use strict";
// The editor: CodeMirror in place of the text area, which stays where CodeMirror does not start. Both are used the same way:
// {text(), set(text), fault(fault or null, message), broken(), go(line, column), element}; lines and columns begin at 1,
// columns are counted in letters. `broken` is the first place that the grammar of the editor cannot read, or null.
renkei.sparqlEditor = function (area, given) {
  var plain = {
    element: area,
    text: function () { return area.value; },
    set: function (text) { area.value = text; given.changed(); },
    broken: function () { return null; },
    fault: function (fault) { if (fault) area.setAttribute("aria-invalid", "true"); else area.removeAttribute("aria-invalid"); },
    go: function (line, column) {
      var at = offset(area.value, line, column);
      area.focus();
      area.setSelectionRange(at, at);
    }
  };

  function offset(text, line, column) {
    var lines = text.split("\n"), before = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    return Math.min(text.length, before + Array.from(lines[line - 1] || "").slice(0, column - 1).join("").length);
  }

  area.addEventListener("input", given.changed);
  area.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); given.run(); }
  });
  if (!window.CodeMirror) return plain;

  // --- what is offered: prefixes, terms by their names in both languages, keywords, and the variables of the query

  var C = CodeMirror, say = renkei.say, ja = document.documentElement.lang === "ja";
  var KEYWORDS = ("SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND AS VALUES " +
    "EXISTS NOT IN ORDER BY ASC DESC GROUP HAVING LIMIT OFFSET PREFIX BASE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR " +
    "STR LANG LANGMATCHES DATATYPE BOUND IRI BNODE CONCAT STRLEN SUBSTR UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER " +
    "REPLACE REGEX COALESCE IF YEAR MONTH DAY NOW ABS ROUND CEIL FLOOR isIRI isLITERAL isBLANK isNUMERIC sameTerm STRDT STRLANG").split(" ");

  function shortened(iri) {
    var name = Object.keys(given.prefixes).find(function (key) { return iri.startsWith(given.prefixes[key]); });
    if (!name) return null;
    var local = iri.slice(given.prefixes[name].length);
    return /^[A-Za-z0-9_](?:[\w-]*[A-Za-z0-9_-])?$/.test(local) ? name + ":" + local : null;
  }

  function option(term) {
    var name = shortened(term[0]), names = ja ? [term[2], term[3]] : [term[3], term[2]];
    var tail = term[0].replace(/^.*\/(?=[^/]+\/[^/]+$)/, "");
    return {
      name: name, words: [name || tail, term[0], term[2], term[3]].map(renkei.fold),
      label: name || "<" + term[0] + ">", displayLabel: name || tail, detail: names.filter(Boolean).join(" / "),
      type: term[1], section: { name: say("sparql_kind_" + term[1]), rank: { property: 1, class: 2, concept: 3 }[term[1]] }
    };
  }

  var terms = given.terms.map(option);
  var prefixes = Object.keys(given.prefixes).map(function (name) {
    return { label: name + ":", detail: given.prefixes[name], type: "namespace", section: { name: say("sparql_kind_prefix"), rank: 0 } };
  });

  function fits(word) {
    var text = renkei.fold(word);
    return terms.filter(function (term) {
      return (term.name && term.name.toLowerCase().startsWith(word.toLowerCase())) ||
        (text && term.words.some(function (one) { return one.includes(text); }));
    });
  }

  function complete(context) {
    var inside = C.syntaxTree(context.state).resolveInner(context.pos, -1).name;
    if (inside === "Comment") return null;
    var word = context.matchBefore(/[?$]?[\p{L}\p{N}_:\u30fb\u30fc-]*/u), text = word ? word.text : "";
    if (!text && !context.explicit) return null;
    if (/^[?$]/.test(text)) {
      var names = new Set(context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu) || []);
      names.delete(text);
      return { from: word.from, options: Array.from(names, function (name) { return { label: name, type: "variable" }; }) };
    }
    var japanese = /[^\x00-\x7f]/.test(text), named = text.includes(":"), options = fits(text);
    if (!named && !japanese) {
      options = prefixes.filter(function (one) { return one.label.startsWith(text.toLowerCase()); })
        .concat(text.length > 1 || context.explicit ? options : [], KEYWORDS.filter(function (one) { return one.toLowerCase().startsWith(text.toLowerCase()); })
          .map(function (one) { return { label: one, type: "keyword", section: { name: say("sparql_kind_keyword"), rank: 4 } }; }));
    }
    return options.length ? { from: word.from, options: options.slice(0, 200), filter: false } : null;
  }

  // --- the look: the classes of the pages of questions, and the tokens of the style sheet

  var t = C.tags;
  var look = C.HighlightStyle.define([
    { tag: [t.keyword, t.bool], class: "q-keyword" }, { tag: t.variableName, class: "q-variable" }, { tag: [t.string, t.annotation], class: "q-string" },
    { tag: [t.url, t.typeName], class: "q-iri" }, { tag: t.comment, class: "q-comment" }
  ]);
  var phrases = {
    "Completions": say("sparql_editor_completions"), "Diagnostics": say("sparql_editor_faults"),
    "Control character": say("sparql_editor_control"), "Selection deleted": say("sparql_editor_deleted")
  };

  var view = new C.EditorView({
    parent: area.parentNode,
    state: C.EditorState.create({
      doc: area.value,
      extensions: [
        C.EditorState.phrases.of(phrases), C.lineNumbers(), C.highlightSpecialChars(), C.history(), C.drawSelection(), C.bracketMatching(), C.closeBrackets(),
        C.indentUnit.of("  "), C.indentOnInput(), C.highlightActiveLine(), new C.LanguageSupport(C.SparqlLanguage, [
          C.SparqlLanguage.data.of({ autocomplete: complete, closeBrackets: { brackets: ["(", "[", "{", '"'] }, commentTokens: { line: "#" } })
        ]),
        C.syntaxHighlighting(look), C.autocompletion({ icons: false, maxRenderedOptions: 60 }), C.EditorView.lineWrapping,
        C.EditorView.contentAttributes.of({
          "aria-labelledby": "query-label", "aria-describedby": "query-hint", lang: "en", spellcheck: "false", autocorrect: "off", autocapitalize: "off", id: "query-text"
        }),
        C.Prec.highest(C.keymap.of([{ key: "Mod-Enter", run: function () { given.run(); return true; } }])),
        C.keymap.of([].concat(C.closeBracketsKeymap, C.defaultKeymap, C.historyKeymap, C.completionKeymap, C.lintKeymap)),
        C.EditorView.updateListener.of(function (update) { if (update.docChanged) given.changed(); })
      ]
    })
  });
  area.hidden = true;
  area.removeAttribute("id");
  area.tabIndex = -1;
  document.getElementById("query-label").addEventListener("click", function () { view.focus(); });

  return {
    element: view.contentDOM,
    view: view,
    text: function () { return view.state.doc.toString(); },
    set: function (text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true, annotations: C.isolateHistory.of("full") }); },
    broken: function () {
      var tree = C.ensureSyntaxTree(view.state, view.state.doc.length, 500), at = -1;
      if (tree) tree.iterate({ enter: function (node) { if (at < 0 && node.type.isError) at = node.from; } });
      if (at < 0) return null;
      while (at < view.state.doc.length && /\s/.test(view.state.sliceDoc(at, at + 1))) at += 1;
      var line = view.state.doc.lineAt(at);
      return { line: line.number, column: Array.from(line.text.slice(0, at - line.from)).length + 1 };
    },
    fault: function (fault, message) {
      var marks = [];
      if (fault && fault.line) {
        var from = offset(view.state.doc.toString(), fault.line, fault.column), word = view.state.wordAt(from);
        var to = word ? word.to : Math.min(from + 1, view.state.doc.length);
        marks = [{ from: to > from ? from : Math.max(0, from - 1), to: to, severity: "error", message: message }];
      }
      view.dispatch(C.setDiagnostics(view.state, marks));
      if (fault) view.contentDOM.setAttribute("aria-invalid", "true"); else view.contentDOM.removeAttribute("aria-invalid");
    },
    go: function (line, column) {
      var at = offset(view.state.doc.toString(), line, column);
      view.focus();
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    }
  };
};
