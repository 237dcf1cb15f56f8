"use strict";
// Fields that find a node by name: a combobox with a list of results (ARIA authoring practices).
// options: {mark(item), tell(words) to who listens, typed(query) called when the text changes, choose(id), keep: whether the
// name stays in the field}
window.renkei.nodeSearch = function (model, input, list, options) {
  var renkei = window.renkei, say = renkei.say, el = renkei.element, withLang = renkei.withLang;
  var LIST = 12, active = -1, typing = 0;

  function find(query) {
    var begins = function (id) { return model.searchKeys.get(id).some(function (key) { return key.startsWith(query); }); };
    return Array.from(model.nodes.keys()).filter(function (id) { return model.matches(id, query); })
      .map(function (id) { return [begins(id), model.degree(id), id]; })
      .sort(function (a, b) { return b[0] - a[0] || b[1] - a[1]; })
      .map(function (found) { return found[2]; });
  }

  function close() {
    active = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function option(id, index) {
    var node = model.nodes.get(id), note = [node.kindName, node.reading].filter(Boolean).join(" / ");
    var item = el("li", { role: "option", id: list.id + "-" + index, "aria-selected": "false" }, [
      options.mark(node), withLang(el("span", { class: "result-name" }, node.label), node.label), withLang(el("span", { class: "muted" }, note), note)]);
    item.addEventListener("mousedown", function (event) { event.preventDefault(); }); // keeps the focus in the field
    item.addEventListener("click", function () { choose(id); });
    item.dataset.node = id;
    return item;
  }

  function note(text) { return el("li", { class: "result-note", role: "option", "aria-disabled": "true" }, text); }

  function show() {
    var query = renkei.fold(input.value);
    options.typed(query);
    close();
    if (!query) return;
    var found = find(query), items = found.slice(0, LIST).map(option);
    if (!found.length) items.push(note(say("search_none")));
    if (found.length > LIST) items.push(note(say("search_more", { n: found.length - LIST })));
    list.replaceChildren.apply(list, items);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    options.tell(found.length ? say("search_count", { n: found.length }) : say("search_none"));
  }

  function move(step) {
    var items = list.querySelectorAll("li[data-node]");
    if (list.hidden || !items.length) return;
    active = (active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach(function (item, index) { item.setAttribute("aria-selected", String(index === active)); });
    input.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  }

  function choose(id) {
    input.value = options.keep ? model.nodes.get(id).label : "";
    close();
    options.choose(id);
  }

  input.addEventListener("input", function () { clearTimeout(typing); typing = setTimeout(show, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", function (event) {
    if (event.isComposing) return; // Enter belongs to the Japanese input method while it converts
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show(); else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      clearTimeout(typing);
      var items = list.querySelectorAll("li[data-node]");
      if (active >= 0 || items.length === 1) choose(items[Math.max(active, 0)].dataset.node); else { show(); close(); }
    } else if (event.key === "Escape" && (input.value || !list.hidden)) {
      event.stopPropagation();
      if (!list.hidden) close(); else { input.value = ""; options.typed(""); }
    }
  });
  return { close: close, clear: function () { clearTimeout(typing); input.value = ""; close(); } };
};
