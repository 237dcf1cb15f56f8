"""What a build would change: things added, changed, removed and merged, against the store that is there. Nothing is written.

What the tables say is compared thing by thing and source by source. What rules derive follows from it and is left out, and
so is the number of the row in which something stands: it may move. A list handed on under another name says the same from
another file: that is counted, and is no change of the things.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

import pyoxigraph as ox

from renkei.build.datasets import Audience, Dataset, shipped_datasets
from renkei.build.pipeline import Progress, data_quads, known_digest, load_shipped, ontology_quads
from renkei.errors import Text, UsageError
from renkei.rdf.provenance import REGISTER_GRAPH
from renkei.schema.namespaces import DCTERMS, ID, NS, RDF, RDFS, RENKEI, SKOS, compact
from renkei.schema.tables import BASES, Column, Schema, shipped_schema
from renkei.store.generations import check_target, find_generation, find_usable, open_reader
from renkei.store.oxigraph import OxigraphStore

ChangeKind: TypeAlias = Literal["added", "changed", "removed", "merged"]
KINDS: tuple[ChangeKind, ...] = ("added", "changed", "removed", "merged")

_RULES = f"{ID}rule/"


@dataclass(frozen=True)
class Difference:
    """Values of one property that a source would say no more (`old`) and would say for the first time (`new`).

    `column` is the column of the thing's table, None where it has none; values are as people read them, sorted.
    """

    property: str
    column: str | None
    heading: Text
    old: tuple[Text, ...]
    new: tuple[Text, ...]
    graph: str

    def as_dict(self) -> dict[str, object]:
        """The facts, for JSON."""
        old, new = ([vars(value) for value in values] for values in (self.old, self.new))
        return {"property": self.property, "column": self.column, "old": old, "new": new, "graph": self.graph}


@dataclass(frozen=True)
class Change:
    """What would become of one thing or tie; `into` is the thing that takes the place of a merged one."""

    kind: ChangeKind
    thing: str
    name: Text
    differences: tuple[Difference, ...]
    into: str | None = None

    def as_dict(self) -> dict[str, object]:
        """The facts, for JSON."""
        return {
            "change": self.kind,
            "thing": self.thing,
            "name": vars(self.name),
            "into": self.into,
            "differences": [d.as_dict() for d in self.differences],
        }


@dataclass(frozen=True)
class Plan:
    """All that a build would change, in order; `other` counts statements of the ontology and about sources.

    `moved` counts the things of which another file of the owner's says what one said before, whether or not they change. The
    `first` build of a store is compared with the shipped data, which it will hold besides.
    """

    audience: Audience
    changes: tuple[Change, ...]
    other: int = 0
    first: bool = False
    moved: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.other and not self.moved

    @cached_property
    def counts(self) -> dict[ChangeKind, int]:
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in KINDS}

    @property
    def summary(self) -> Text:
        """What would change, in a sentence."""
        if self.is_empty:
            return Text("変わるものはありません。", "Nothing would change.")
        n = self.counts
        also = Text("まだストアがないため、同梱データと比べました。", " There is no store yet: compared with the shipped data.")
        base = also if self.first else Text("", "")
        moved_ja = f"ほかに、値は同じで出典のファイルだけが変わるもの{self.moved}件。" if self.moved else ""
        moved_en = f" {self.moved} thing(s) are told of by another file, with the same values." if self.moved else ""
        also_ja = f"ほかに、オントロジーと出典の記述{self.other}文。" if self.other else ""
        also_en = f" Also {self.other} statement(s) of the ontology and about sources." if self.other else ""
        return Text(
            f"追加{n['added']}件、変更{n['changed']}件、削除{n['removed']}件、統合{n['merged']}件。{moved_ja}{also_ja}{base.ja}",
            f"{n['added']} added, {n['changed']} changed, {n['removed']} removed, {n['merged']} merged."
            f"{moved_en}{also_en}{base.en}",
        )

    def as_dict(self) -> dict[str, object]:
        """The facts, for JSON."""
        changes = [change.as_dict() for change in self.changes]
        return {
            "audience": self.audience,
            "counts": dict(self.counts),
            "other": self.other,
            "moved": self.moved,
            "changes": changes,
            "first": self.first,
        }


def plan(datasets: list[Dataset], directory: Path, audience: Audience, progress: Progress | None = None) -> Plan:
    """What a build of the data sets for `audience` into `directory` would change; the store need not be there yet.

    Raises TableErrors for bad rows as the build does, StoreError for a directory that is no store or is damaged, and
    UsageError for a public plan against an owner's store, since it would show what the public must not see.
    """
    say = progress or (lambda _: None)
    check_target(directory)
    current = find_generation(directory)
    if current and audience == "public" and current.manifest.get("audience") == "owner":
        message = Text(
            f"{directory} は所有者用のストアです。公開用の計画との差には非公開のデータが出てしまいます。"
            "-o に公開用のストアを指定するか、--audience owner を付けてください。",
            f"{directory} was built for its owner: the difference from a public build would show private data. "
            "Name a public store with -o, or plan with --audience owner.",
        )
        raise UsageError(message)
    if (known := known_digest(datasets, audience)) and find_usable(directory, known):
        return Plan(audience, ())
    say(Text("表を読み、検査しています", "reading and checking the tables"))
    checked = load_shipped(datasets)
    new = OxigraphStore.in_memory()
    new.load(q for quads in (ontology_quads(), data_quads(checked, audience)) for q in quads if _is_said(q))
    say(Text("今のストアと比べています", "comparing with the store that is there"))
    if current is None:
        return _compare(_shipped(datasets), new, audience, first=True)
    reader = open_reader(directory)
    with contextlib.closing(reader):
        return _compare(reader.store, new, audience)


def _shipped(datasets: Iterable[Dataset]) -> OxigraphStore:
    """What a store of the shipped data sets among those given says."""
    shipped = {d.path for d in shipped_datasets()}
    store = OxigraphStore.in_memory()
    own = load_shipped([d for d in datasets if d.path in shipped])
    store.load(q for quads in (ontology_quads(), data_quads(own, "public")) for q in quads)
    return store


def _is_said(quad: ox.Quad) -> bool:
    """Whether someone says it: the default graph holds it once more, and graphs of rules, which are described, what follows."""
    subject, graph = quad.subject, quad.graph_name
    if not isinstance(graph, ox.NamedNode) or graph.value.startswith(_RULES) or quad.predicate == RENKEI.locator:
        return False
    return not (isinstance(subject, ox.NamedNode) and subject.value.startswith(_RULES))


def _compare(old: OxigraphStore, new: OxigraphStore, audience: Audience, first: bool = False) -> Plan:
    gone = [q for q in old.quads() if _is_said(q) and q not in new.raw]
    come = [q for q in new.quads() if q not in old.raw]
    subjects: dict[str, tuple[list[ox.Quad], list[ox.Quad]]] = defaultdict(lambda: ([], []))
    other = 0
    for side, quads in enumerate((gone, come)):
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode) and _is_data(quad):
                subjects[quad.subject.value][side].append(quad)
            else:
                other += 1
    words = _Words(old, new, shipped_schema())
    files = {iri: moved for iri, sides in subjects.items() if (moved := _take_moved(*sides))}
    changes = [_change(iri, *sides, words, files.get(iri, {})) for iri, sides in subjects.items() if any(sides)]
    return Plan(audience, tuple(sorted(changes, key=lambda c: (KINDS.index(c.kind), c.thing))), other, first, len(files))


def _take_moved(gone: list[ox.Quad], come: list[ox.Quad]) -> dict[str, str]:
    """Take out of both what another file says on the same basis; gives the graphs that took the place of others."""
    old: dict[tuple[object, ...], list[ox.Quad]] = defaultdict(list)
    for quad in gone:
        if said := _said_by_a_file(quad):
            old[said].append(quad)
    moved = [(old[said].pop(), quad) for quad in come if (said := _said_by_a_file(quad)) and old.get(said)]
    for side, taken in ((gone, {a for a, _ in moved}), (come, {b for _, b in moved})):
        side[:] = [q for q in side if q not in taken]
    return {str(a.graph_name): str(b.graph_name) for a, b in moved}


def _said_by_a_file(quad: ox.Quad) -> tuple[object, ...] | None:
    """What a file of the owner's says and on what basis; None for what a passage says."""
    graph = quad.graph_name
    if not isinstance(graph, ox.NamedNode) or not graph.value.startswith(f"{ID}file/"):
        return None
    return quad.predicate, quad.object, next((b for b in BASES if graph.value.endswith(f"-{b}")), BASES[0])


def _is_data(quad: ox.Quad) -> bool:
    graph = quad.graph_name
    assert isinstance(graph, ox.NamedNode)
    return graph != REGISTER_GRAPH and graph.value != NS.rstrip("#") and not graph.value.startswith(f"{ID}file/ontology-")


def _change(iri: str, gone: list[ox.Quad], come: list[ox.Quad], words: _Words, files: Mapping[str, str]) -> Change:
    node = ox.NamedNode(iri)
    into = words.replacement(node)
    kind: ChangeKind = "changed"
    if not words.is_in(words.new, node):
        kind = "merged" if into else "removed"
    elif not words.is_in(words.old, node):
        kind = "added"
    return Change(kind, iri, words.name(node), tuple(_differences(gone, come, words, files)), into)


def _differences(gone: list[ox.Quad], come: list[ox.Quad], words: _Words, files: Mapping[str, str]) -> Iterator[Difference]:
    """The differences of one thing; of a graph in `files` another has taken the place, and both stand in one difference."""
    found: dict[tuple[int, str, str, str], tuple[list[ox.Quad], list[ox.Quad]]] = defaultdict(lambda: ([], []))
    for side, quads in enumerate((gone, come)):
        for q in quads:
            column = words.column(q)
            language = (q.object.language or "") if isinstance(q.object, ox.Literal) else ""
            key = (column.order if column else -1, q.predicate.value, language, files.get(str(q.graph_name), str(q.graph_name)))
            found[key][side].append(q)
    for _, sides in sorted(found.items(), key=lambda item: item[0]):
        quad = (sides[1] or sides[0])[0]
        column = words.column(quad)
        old, new = (tuple(sorted((words.value(q.object) for q in side), key=lambda t: (t.ja, t.en))) for side in sides)
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        yield Difference(quad.predicate.value, column.name if column else None, words.heading(quad), old, new, graph)


class _Words:
    """Names of things, columns and values in two stores, the new one first."""

    def __init__(self, old: OxigraphStore, new: OxigraphStore, schema: Schema) -> None:
        self.old = old
        self.new = new
        self._columns: dict[tuple[str, str, str], Column] = {}
        for table in schema.tables.values():
            for column in table.columns:
                key = (f"{ID}{table.id_segment}/", column.path, (column.language or "").lower())
                self._columns.setdefault(key, column)

    def is_in(self, store: OxigraphStore, node: ox.NamedNode) -> bool:
        return any(_is_said(q) for q in store.quads(node, RDF.type))

    def replacement(self, node: ox.NamedNode) -> str | None:
        """The IRI of the thing that takes the place of `node`, which is merged into it."""
        found = (q.object.value for q in self.new.quads(node, DCTERMS.isReplacedBy) if isinstance(q.object, ox.NamedNode))
        return next(found, None)

    def column(self, quad: ox.Quad) -> Column | None:
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        language = (quad.object.language or "") if isinstance(quad.object, ox.Literal) else ""
        return self._columns.get((subject.rsplit("/", 1)[0] + "/", quad.predicate.value, language.lower()))

    def heading(self, quad: ox.Quad) -> Text:
        if quad.predicate == RDF.type:
            return Text("種類", "type")
        column = self.column(quad)
        name = compact(quad.predicate.value)
        return column.heading if column else Text(name, name)

    def name(self, node: ox.NamedNode) -> Text:
        """The name of a thing; of a new tie, those of the things that it ties."""
        if label := self._label(node):
            return label
        quads = {q for q in self.new.quads(node) if _is_said(q)}
        tied = (
            q.object for q in sorted(quads, key=str) if isinstance(q.object, ox.NamedNode) and q.object.value.startswith(ID)
        )
        labels = [label for o in dict.fromkeys(tied) if not self._is_concept(o) and (label := self._label(o))]
        if not labels:
            return Text(node.value.rsplit("/", 1)[-1], node.value.rsplit("/", 1)[-1])
        return Text(" – ".join(x.ja for x in labels), " – ".join(x.en for x in labels))

    def _is_concept(self, node: ox.NamedNode) -> bool:
        return any(True for store in (self.new, self.old) for _ in store.quads(node, SKOS.inScheme))

    def value(self, term: object) -> Text:
        """A value as people read it."""
        if isinstance(term, ox.Literal):
            return Text(term.value, term.value)
        assert isinstance(term, ox.NamedNode)
        last = compact(term.value) if not term.value.startswith(ID) else term.value.rsplit("/", 1)[-1]
        return self._label(term) or Text(last, last)

    def _label(self, node: ox.NamedNode) -> Text | None:
        for store in (self.new, self.old):
            for path in (RDFS.label, SKOS.prefLabel):
                objects = (q.object for q in store.quads(node, path))
                said = {o.language: o.value for o in objects if isinstance(o, ox.Literal)}
                if any_name := said.get("ja") or said.get("en"):
                    return Text(said.get("ja", any_name), said.get("en", any_name))
        return None
