"""Tables as the SHACL shapes define them: the only place where columns, types and headings come from.

A node shape with `renkei:table` is a table; each of its property shapes with `renkei:column` is a column. To add a
column, add a property shape: reader, row checks, graph and exports follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text
from renkei.schema.namespaces import NS, RDF, RDFS, RENKEI, SH, SKOS, XSD
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


# What a shape may say. Anything else would bind the graph and not the rows, or is a misspelt term, and is refused.
_OF_TABLE = {
    t.value
    for t in (
        *(RDF.type, RDFS.label, SH.targetClass, SH.description, SH.property, SH.xone),
        *(RENKEI.table, RENKEI.idSegment, RENKEI.scheme, RENKEI.key, RENKEI.identity, RENKEI.visibility),
    )
}
_OF_COLUMN = {
    t.value
    for t in (
        *(RDF.type, SH.path, SH.order, SH.name, SH.description),
        *(RENKEI.column, RENKEI.valueBasis, RENKEI.basisColumn, RENKEI.visibility, RENKEI.example),
    )
}
_COUNTS = {SH.minCount.value, SH.maxCount.value}
_OF_KIND: dict[Kind, set[str]] = {
    "text": {SH.qualifiedValueShape.value, SH.qualifiedMinCount.value, SH.qualifiedMaxCount.value},
    "string": {SH.datatype.value, SH.pattern.value} | _COUNTS,
    "concept": {SH.node.value} | _COUNTS,
    "reference": {SH.nodeKind.value, SH.base + "class", SH.base + "or"} | _COUNTS,
    "date": {SH.base + "or"} | _COUNTS,
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

    `identity` names the columns that make the id of a row whose id cell is empty; () where an id must be given.
    `one_of` lists groups of columns of which exactly one must be filled (sh:xone). `scheme` is the vocabulary that its rows
    add concepts to.
    """

    name: str
    target_class: str
    id_segment: str
    heading: Text
    description: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    visibility: Literal["public", "private"] = "public"
    scheme: str | None = None

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
    tables: dict[str, Table] = {}
    for node in shapes.subjects(RENKEI.table.value):
        table = _table(shapes, node)
        if table.name in tables:
            raise ValueError(f"{node}: another shape has the table {table.name!r}")
        tables[table.name] = table
    return Schema(dict(sorted(tables.items())), _superclasses(classes))


@cache
def shipped_schema() -> Schema:
    """The schema of the ontology that ships with renkei."""
    return read_schema(resources.folder("ontology"))


def _table(shapes: TripleIndex, node: Node) -> Table:
    _refuse_others(shapes, node, _OF_TABLE)
    try:
        columns = sorted((_column(shapes, p) for p in shapes.objects(node, SH.property.value)), key=lambda c: c.order)
    except ValueError as error:
        raise ValueError(f"{node}: {error}") from error
    table = Table(
        name=_required(shapes, node, RENKEI.table.value),
        target_class=_required(shapes, node, SH.targetClass.value),
        id_segment=_required(shapes, node, RENKEI.idSegment.value),
        heading=_texts(shapes, node, RDFS.label.value),
        description=_texts(shapes, node, SH.description.value),
        columns=tuple(columns),
        key=tuple((shapes.text(node, RENKEI.key.value) or "").split()),
        identity=tuple((shapes.text(node, RENKEI.identity.value) or "").split()),
        one_of=tuple(_one_of(shapes, node, group, columns) for group in shapes.objects(node, SH.xone.value)),
        visibility=_visibility(node, _required(shapes, node, RENKEI.visibility.value)),
        scheme=next((str(o.value) for o in shapes.objects(node, RENKEI.scheme.value) if isinstance(o, ox.NamedNode)), None),
    )
    names = table.headings + ((ID,) if table.key else ())
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise ValueError(f"{node}: two columns have the name {twice[0]!r}")
    if unknown := [n for n in (*table.key, *table.identity) if table.find_column(n) is None]:
        raise ValueError(f"{node}: renkei:key or renkei:identity names {unknown[0]!r}, which is no column of the table")
    return table


def _column(shapes: TripleIndex, term: Term) -> Column:
    if not isinstance(term, (ox.NamedNode, ox.BlankNode)):
        raise ValueError(f"sh:property points to {term}")
    node: Node = term
    kind, language, scheme, classes = _value_type(shapes, node)
    _refuse_others(shapes, node, _OF_COLUMN | _OF_KIND.get(kind, {SH.datatype.value} | _COUNTS))
    counted = SH.qualifiedMinCount.value if kind == "text" else SH.minCount.value
    limited = SH.qualifiedMaxCount.value if kind == "text" else SH.maxCount.value
    basis = shapes.text(node, RENKEI.valueBasis.value)
    if basis is not None and basis not in BASES:
        raise ValueError(f"{node}: renkei:valueBasis {basis!r} is none of {BASES}")
    maximum, pattern = shapes.text(node, limited), shapes.text(node, SH.pattern.value)
    if pattern is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{node}: sh:pattern {pattern!r} cannot be read: {error}") from error
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
        visibility=_visibility(node, shapes.text(node, RENKEI.visibility.value) or "public"),
        example=shapes.text(node, RENKEI.example.value),
        pattern=pattern,
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
            if not isinstance(inner, (ox.NamedNode, ox.BlankNode)) or shapes.text(inner, SH.path.value) != SKOS.inScheme.value:
                continue
            if scheme := shapes.text(inner, SH.hasValue.value):
                return "concept", None, scheme, ()
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


def _one_of(shapes: TripleIndex, node: Node, group: Term, columns: Iterable[Column]) -> tuple[str, ...]:
    paths = [shapes.text(i, SH.path.value) for i in shapes.items(group) if isinstance(i, (ox.NamedNode, ox.BlankNode))]
    if unknown := [p for p in paths if p not in {c.path for c in columns}]:
        raise ValueError(f"{node}: sh:xone names {unknown[0]}, which no column writes")
    return tuple(c.name for p in paths for c in columns if c.path == p)


def _refuse_others(shapes: TripleIndex, node: Node, allowed: set[str]) -> None:
    if others := sorted(shapes.predicates(node) - allowed):
        raise ValueError(f"{node}: {others[0]} is nothing that rows are checked by")


def _visibility(node: Node, text: str) -> Literal["public", "private"]:
    if text == "private":
        return "private"
    if text == "public":
        return "public"
    raise ValueError(f"{node}: renkei:visibility {text!r} is neither public nor private")


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
