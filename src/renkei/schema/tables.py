"""Tables as the SHACL shapes define them: the only place where columns, types and headings come from.

A node shape with `renkei:table` is a table; each of its property shapes with `renkei:column` is a column. To add a
column, add a property shape: reader, row checks, graph and exports follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text
from renkei.schema.namespaces import NS, RDFS, RENKEI, SH, SKOS, XSD
from renkei.schema.turtle import Node, Term, TripleIndex

Kind: TypeAlias = Literal["text", "string", "integer", "decimal", "boolean", "day", "date", "concept", "reference"]
Basis: TypeAlias = Literal["stated", "named", "inferred", "translated", "external"]

BASES: tuple[Basis, ...] = ("stated", "named", "inferred", "translated", "external")

# Columns that every table may have beside those of its shape: identity, provenance, visibility.
ID, SOURCE, BASIS, VISIBILITY = "id", "source", "basis", "visibility"

_DATATYPES: dict[str, Kind] = {
    XSD.string.value: "string",
    XSD.integer.value: "integer",
    XSD.decimal.value: "decimal",
    XSD.boolean.value: "boolean",
    XSD.date.value: "day",
}


@dataclass(frozen=True)
class Column:
    """One column: the property it writes, what its cells hold, how many, and how they relate to the source.

    `classes` are the classes a referred thing may have (empty: any thing of the data); `scheme` is the vocabulary of a
    concept. `basis` None means that the basis of the row applies; `basis_column` names the column that overrides it.
    """

    name: str
    path: str
    kind: Kind
    heading: Text
    description: Text
    order: int
    language: str | None = None
    scheme: str | None = None
    classes: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int | None = None
    basis: Basis | None = None
    basis_column: str | None = None
    visibility: Literal["public", "private"] = "public"
    example: str | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Table:
    """One table; `key` names the columns that tell rows apart where there is no id column.

    `one_of` lists groups of columns of which exactly one must be filled (sh:xone).
    """

    name: str
    target_class: str
    id_segment: str
    heading: Text
    description: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    visibility: Literal["public", "private"] = "public"

    def find_column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns in canonical order, with identity and provenance in their places."""
        names = [] if self.key else [ID]
        for column in self.columns:
            names.append(column.name)
            if column.basis_column:
                names.append(column.basis_column)
        return (*names, SOURCE, BASIS, VISIBILITY)


@dataclass(frozen=True)
class Schema:
    """All tables, and the class hierarchy against which references are checked."""

    tables: dict[str, Table]
    superclasses: dict[str, frozenset[str]]

    def is_a(self, actual: str, wanted: str) -> bool:
        """Whether the class `actual` is `wanted` or lies under it."""
        return actual == wanted or wanted in self.superclasses.get(actual, frozenset())

    def tables_of(self, wanted: str) -> list[Table]:
        """The tables whose rows are instances of `wanted`."""
        return [t for t in self.tables.values() if self.is_a(t.target_class, wanted)]


def read_schema(ontology: Path) -> Schema:
    """The schema that the shapes under `ontology` define.

    Raises ValueError for a shape that no table can be made of, naming the shape.
    """
    shapes = TripleIndex(sorted((ontology / "shapes").glob("*.ttl")))
    classes = TripleIndex([ontology / "renkei.ttl", ontology / "reused.ttl"])
    tables = [_table(shapes, node) for node in shapes.subjects(RENKEI.table.value)]
    return Schema({t.name: t for t in sorted(tables, key=lambda t: t.name)}, _superclasses(classes))


@cache
def shipped_schema() -> Schema:
    """The schema of the ontology that ships with renkei."""
    return read_schema(resources.folder("ontology"))


def _table(shapes: TripleIndex, node: Node) -> Table:
    name = _required(shapes, node, RENKEI.table.value)
    columns = sorted((_column(shapes, p) for p in shapes.objects(node, SH.property.value)), key=lambda c: c.order)
    visibility = _required(shapes, node, RENKEI.visibility.value)
    return Table(
        name=name,
        target_class=_required(shapes, node, SH.targetClass.value),
        id_segment=_required(shapes, node, RENKEI.idSegment.value),
        heading=_texts(shapes, node, RDFS.label.value),
        description=_texts(shapes, node, SH.description.value),
        columns=tuple(columns),
        key=tuple((shapes.text(node, RENKEI.key.value) or "").split()),
        one_of=tuple(_one_of(shapes, group, columns) for group in shapes.objects(node, SH.xone.value)),
        visibility="private" if visibility == "private" else "public",
    )


def _column(shapes: TripleIndex, term: Term) -> Column:
    if not isinstance(term, (ox.NamedNode, ox.BlankNode)):
        raise ValueError(f"sh:property points to {term}")
    node: Node = term
    kind, language, scheme, classes = _value_type(shapes, node)
    counted = SH.qualifiedMinCount.value if kind == "text" else SH.minCount.value
    limited = SH.qualifiedMaxCount.value if kind == "text" else SH.maxCount.value
    basis = shapes.text(node, RENKEI.valueBasis.value)
    if basis is not None and basis not in BASES:
        raise ValueError(f"{node}: renkei:valueBasis {basis!r} is none of {BASES}")
    maximum = shapes.text(node, limited)
    return Column(
        name=_required(shapes, node, RENKEI.column.value),
        path=_required(shapes, node, SH.path.value),
        kind=kind,
        heading=_texts(shapes, node, SH.name.value),
        description=_texts(shapes, node, SH.description.value),
        order=int(_required(shapes, node, SH.order.value)),
        language=language,
        scheme=scheme,
        classes=classes,
        minimum=int(shapes.text(node, counted) or 0),
        maximum=int(maximum) if maximum else None,
        basis=next((b for b in BASES if b == basis), None),
        basis_column=shapes.text(node, RENKEI.basisColumn.value),
        visibility="private" if shapes.text(node, RENKEI.visibility.value) == "private" else "public",
        example=shapes.text(node, RENKEI.example.value),
        pattern=shapes.text(node, SH.pattern.value),
    )


def _value_type(shapes: TripleIndex, node: Node) -> tuple[Kind, str | None, str | None, tuple[str, ...]]:
    """What the cells hold: kind, language of a text, scheme of a concept, classes of a reference."""
    qualified = shapes.value(node, SH.qualifiedValueShape.value)
    if isinstance(qualified, (ox.NamedNode, ox.BlankNode)):
        languages = list(shapes.items(shapes.value(qualified, SH.languageIn.value)))
        if len(languages) != 1 or not isinstance(languages[0], ox.Literal):
            raise ValueError(f"{node}: sh:languageIn of a text column holds one language")
        return "text", languages[0].value, None, ()
    concept = shapes.value(node, SH.node.value)
    if isinstance(concept, (ox.NamedNode, ox.BlankNode)):
        for inner in shapes.objects(concept, SH.property.value):
            if isinstance(inner, (ox.NamedNode, ox.BlankNode)) and shapes.text(inner, SH.path.value) == SKOS.inScheme.value:
                return "concept", None, shapes.text(inner, SH.hasValue.value), ()
        raise ValueError(f"{node}: sh:node does not say the scheme of its concepts")
    alternatives = list(shapes.items(shapes.value(node, SH.base + "or")))
    inner_nodes = [a for a in alternatives if isinstance(a, (ox.NamedNode, ox.BlankNode))]
    classes = [c for a in inner_nodes if (c := shapes.text(a, SH.base + "class"))]
    if datatypes := {d for a in inner_nodes if (d := shapes.text(a, SH.datatype.value))}:
        if datatypes != {XSD.date.value, XSD.gYearMonth.value, XSD.gYear.value}:
            raise ValueError(f"{node}: sh:or of datatypes is for dates: xsd:date, xsd:gYearMonth, xsd:gYear")
        return "date", None, None, ()
    if one := shapes.text(node, SH.base + "class"):
        classes.append(one)
    if classes or shapes.text(node, SH.nodeKind.value) == SH.IRI.value:
        return "reference", None, None, tuple(sorted(classes))
    datatype = shapes.text(node, SH.datatype.value)
    if datatype not in _DATATYPES:
        raise ValueError(f"{node}: no sh:datatype, sh:class, sh:node or language says what its cells hold")
    return _DATATYPES[datatype], None, None, ()


def _one_of(shapes: TripleIndex, group: Term, columns: Iterable[Column]) -> tuple[str, ...]:
    paths = [shapes.text(i, SH.path.value) for i in shapes.items(group) if isinstance(i, (ox.NamedNode, ox.BlankNode))]
    return tuple(c.name for p in paths for c in columns if c.path == p)


def _superclasses(index: TripleIndex) -> dict[str, frozenset[str]]:
    direct = {
        s.value: {o.value for o in index.objects(s, RDFS.subClassOf.value) if isinstance(o, ox.NamedNode)}
        for s in index.subjects(RDFS.subClassOf.value)
    }
    closed: dict[str, frozenset[str]] = {}

    def close(name: str, seen: frozenset[str]) -> frozenset[str]:
        if name in closed:
            return closed[name]
        if name in seen:
            raise ValueError(f"the class hierarchy runs in a circle at {name}")
        above = direct.get(name, set())
        found = frozenset(above | {a for d in above for a in close(d, seen | {name})})
        closed[name] = found
        return found

    for name in direct:
        close(name, frozenset())
    return closed


def _texts(shapes: TripleIndex, node: Node, predicate: str) -> Text:
    found = shapes.by_language(node, predicate)
    if set(found) != {"ja", "en"}:
        raise ValueError(f"{node}: {predicate} needs a text in ja and one in en, has {sorted(found)}")
    return Text(found["ja"], found["en"])


def _required(shapes: TripleIndex, node: Node, predicate: str) -> str:
    found = shapes.text(node, predicate)
    if found is None:
        raise ValueError(f"{node}: lacks {predicate.removeprefix(NS)}")
    return found
