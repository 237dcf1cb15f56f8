"""The row checks and pySHACL agree: for every constraint of every column, a planted offender is refused by both.

For each offender there is a twin row that is right. The row checks read the offenders from tables; pySHACL sees the twin's
statements with the same thing changed by hand in the graph, and must report the same thing at the same place.
"""

from __future__ import annotations

import itertools
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from renkei import resources
from renkei.build.checks import target_properties
from renkei.build.datasets import read_dataset, shipped_datasets
from renkei.build.load import load
from renkei.build.pipeline import data_quads, ontology_quads, shipped_register
from renkei.build.rules import apply_rules
from renkei.errors import TableErrors
from renkei.query.rules import shipped_rules
from renkei.schema.namespaces import SH, XSD
from renkei.schema.tables import Column, Schema, Table, read_schema
from renkei.schema.turtle import TripleIndex
from renkei.store.oxigraph import OxigraphStore
from renkei.tables.files import csv_text

# Constraints that the shapes may carry and the shipped ones do not: counts above 1, booleans, a pattern without example.
SPECIMENS = """
@prefix renkei: <https://w3id.org/renkei/ns#> .
@prefix shape: <https://w3id.org/renkei/shapes#> .
@prefix ex: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

shape:specimens a sh:NodeShape ;
    sh:targetClass ex:Specimen ; renkei:table "specimens" ; renkei:idSegment "specimen" ; renkei:visibility "public" ;
    rdfs:label "見本"@ja, "specimens"@en ; sh:description "見本。"@ja, "Specimens."@en ;
    sh:xone ( [ sh:path ex:left ; sh:minCount 1 ] [ sh:path ex:right ; sh:minCount 1 ] ) ;
    sh:property shape:label_ja, shape:label_en, shape:s-words, shape:s-codes, shape:s-true, shape:s-whole, shape:s-refs,
        shape:s-fields, shape:s-dates, shape:s-left, shape:s-right .
shape:s-words sh:path ex:words ; sh:order 20 ; renkei:column "words" ; sh:name "語"@ja, "words"@en ;
    sh:description "語。"@ja, "Words."@en ;
    sh:qualifiedValueShape [ sh:languageIn ( "ja" ) ] ; sh:qualifiedMinCount 2 ; sh:qualifiedMaxCount 3 .
shape:s-codes sh:path ex:codes ; sh:order 21 ; renkei:column "codes" ; sh:name "符号"@ja, "codes"@en ;
    sh:description "符号。"@ja, "Codes."@en ;
    sh:datatype xsd:string ; sh:pattern "^x[0-9]{1,3}$" ; sh:minCount 2 ; sh:maxCount 3 .
shape:s-true sh:path ex:true ; sh:order 22 ; renkei:column "true" ; sh:name "真偽"@ja, "true"@en ;
    sh:description "真偽。"@ja, "Whether."@en ; sh:datatype xsd:boolean ; sh:minCount 1 ; sh:maxCount 1 .
shape:s-whole sh:path ex:whole ; sh:order 23 ; renkei:column "whole" ; sh:name "整数"@ja, "whole"@en ;
    sh:description "整数。"@ja, "Whole numbers."@en ; sh:datatype xsd:integer ; sh:minCount 2 .
shape:s-refs sh:path ex:refs ; sh:order 24 ; renkei:column "refs" ; sh:name "参照"@ja, "refs"@en ;
    sh:description "参照。"@ja, "References."@en ; sh:nodeKind sh:IRI ;
    sh:or ( [ sh:class renkei:Area ] [ sh:class renkei:Plan ] ) ; sh:minCount 1 ; sh:maxCount 2 .
shape:s-fields sh:path ex:fields ; sh:order 25 ; renkei:column "fields" ; sh:name "分野"@ja, "fields"@en ;
    sh:description "分野。"@ja, "Fields."@en ; sh:node shape:concept-of-field ; sh:minCount 2 ; sh:maxCount 3 .
shape:s-dates sh:path ex:dates ; sh:order 26 ; renkei:column "dates" ; sh:name "日付"@ja, "dates"@en ;
    sh:description "日付。"@ja, "Dates."@en ;
    sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYearMonth ] [ sh:datatype xsd:gYear ] ) ;
    sh:minCount 1 ; sh:maxCount 2 .
shape:s-left sh:path ex:left ; sh:order 27 ; renkei:column "left" ; sh:name "左"@ja, "left"@en ;
    sh:description "左。"@ja, "Left."@en ; sh:datatype xsd:string ; sh:maxCount 1 .
shape:s-right sh:path ex:right ; sh:order 28 ; renkei:column "right" ; sh:name "右"@ja, "right"@en ;
    sh:description "右。"@ja, "Right."@en ; sh:datatype xsd:string ; sh:maxCount 1 .
"""


def copied_ontology(folder: Path) -> Path:
    shutil.copytree(resources.folder("ontology"), folder)
    (folder / "shapes" / "specimens.ttl").write_text(SPECIMENS, encoding="utf-8")
    return folder


def _schema() -> Schema:
    with tempfile.TemporaryDirectory() as folder:
        return read_schema(copied_ontology(Path(folder) / "ontology"))


SCHEMA = _schema()
ORGANIZATION = "http://www.w3.org/ns/org#Organization"


def _notations() -> dict[str, list[tuple[str, str]]]:
    """The concepts of each scheme: notation and IRI."""
    skos = "http://www.w3.org/2004/02/skos/core#"
    index = TripleIndex(resources.files("ontology", "vocabularies/*.ttl"))
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for concept in index.subjects(skos + "inScheme"):
        found[index.text(concept, skos + "inScheme") or ""].append(
            (index.text(concept, skos + "notation") or "", concept.value)
        )
    return found


NOTATIONS = _notations()


def referred(column: Column, n: int) -> tuple[str, str]:
    """The id and IRI of the thing to which row `n` refers in `column`."""
    if not column.classes or any(SCHEMA.is_a(ORGANIZATION, c) for c in column.classes):
        return f"organizations-{n}", f"https://w3id.org/renkei/id/organization/organizations-{n}"
    tables = [t for c in column.classes for t in SCHEMA.tables_of(c) if not t.key]
    if not tables:
        return f"doc-00{n % 5}", f"https://w3id.org/renkei/id/source/doc-00{n % 5}"
    identifier = f"{tables[0].name}-{n if tables[0].name == 'indicators' else n % 4}"  # the key of a target is its indicator
    return identifier, f"https://w3id.org/renkei/id/{tables[0].id_segment}/{identifier}"


def strings(n: int) -> Iterator[str]:
    """Strings of the forms that columns ask for; other ones for another `n`, below 10 ** 6."""
    yield from (f"x{n}", f"{n + 1}", f"9{n:012d}", f"0{n:06d}00", f"{n:016d}", f"{n % 1000:03d}-{n // 1000:04d}")
    yield from (f"https://example.org/{n}", f"name-{n}@example.org")


def value(column: Column, n: int) -> tuple[str, ox.NamedNode | ox.Literal]:
    """A right value of `column`, as a cell and as a term; another one for another `n`."""
    xsd = {"integer": "integer", "decimal": "decimal", "boolean": "boolean", "day": "date", "date": "gYearMonth"}
    match column.kind:
        case "text":
            return f"名{n}", ox.Literal(f"名{n}", language=column.language)
        case "string":
            text = next(t for t in strings(n) if re.search(column.pattern or "", t))
            return text, ox.Literal(text)
        case "reference":
            text, iri = referred(column, n)
            return text, ox.NamedNode(iri)
        case "concept":
            concepts = NOTATIONS[column.scheme or ""]
            text, iri = concepts[n % len(concepts)]
            return text, ox.NamedNode(iri)
        case kind:
            text = {
                "integer": str(n + 1), "decimal": f"{n}.5", "boolean": ("true", "false")[n % 2],
                "day": f"{1900 + n}-10-06", "date": f"{1900 + n}-10",
            }[kind]  # fmt: skip
            return text, ox.Literal(text, datatype=ox.NamedNode(XSD.base + xsd[kind]))


@dataclass(frozen=True)
class Offender:
    """Row `n` of a table, right but for one column; `component` is the constraint of SHACL that it breaks."""

    table: Table
    column: Column
    constraint: str
    component: str

    def __str__(self) -> str:
        return f"{self.table.name}.{self.column.name} {self.constraint}"


def offenders() -> Iterator[Offender]:
    for table in SCHEMA.tables.values():
        for column in table.columns:
            qualified = "Qualified" if column.kind == "text" else ""
            if column.minimum:
                yield Offender(table, column, "minimum", f"{qualified}MinCount")
            if column.maximum:
                yield Offender(table, column, "maximum", f"{qualified}MaxCount")
            if column.kind == "reference":
                yield Offender(table, column, "nothing", "NodeKind")
            if column.classes:
                yield Offender(table, column, "class", "Or" if len(column.classes) > 1 else "Class")
            if column.kind == "concept":
                yield Offender(table, column, "scheme", "Node")
            if column.kind in ("integer", "decimal", "boolean", "day"):
                yield Offender(table, column, "datatype", "Datatype")
            if column.kind == "date":
                yield Offender(table, column, "date", "Or")
            if column.pattern:
                yield Offender(table, column, "pattern", "Pattern")
        for group in table.one_of:
            for name, constraint in ((group[0], "none of"), (group[1], "both of")):
                yield Offender(table, next(c for c in table.columns if c.name == name), constraint, "Xone")


OFFENDERS = dict(enumerate(offenders()))
NUMBER = {str(o): n for n, o in OFFENDERS.items()}


def twin(table: Table, n: int, column: Column | None = None) -> dict[str, str]:
    """A right row: what is required, and `column`; of alternatives the one that `column` is of."""
    cells = {} if table.key else {"id": f"{table.name}-{n}"}
    chosen = [next((name for name in group if column and name == column.name), group[0]) for group in table.one_of]
    for found in table.columns:
        if found.minimum or found == column or found.name in chosen:
            cells[found.name] = ";".join(value(found, n + k)[0] for k in range(max(found.minimum, 1)))
    return cells


def offending(n: int) -> dict[str, str]:
    """The cells of offender `n`."""
    offender = OFFENDERS[n]
    column, cells = offender.column, twin(offender.table, n, offender.column)
    group = next((g for g in offender.table.one_of if column.name in g), ())
    match offender.constraint:
        case "minimum":
            cells[column.name] = ";".join(value(column, n + k)[0] for k in range(column.minimum - 1))
        case "maximum":
            cells[column.name] = ";".join(text for text, _ in too_many(column, n))
        case "none of":
            cells[column.name] = ""
        case "both of":
            other = next(c for c in offender.table.columns if c.name in group and c != column)
            cells[other.name] = value(other, n)[0]
        case _:
            cells[column.name] = ";".join([wrong(offender)[0], *(value(column, n + k)[0] for k in range(1, column.minimum))])
    return cells


def too_many(column: Column, n: int) -> list[tuple[str, ox.NamedNode | ox.Literal]]:
    """One value more than `column` takes, the first being the right one."""
    values = dict(value(column, n + k) for k in range((column.maximum or 0) + 1))
    if column.kind == "concept" and len(values) == 1:  # the vocabulary has one concept only
        text, iri = NOTATIONS["https://w3id.org/renkei/id/scheme/status"][0]
        values[text] = ox.NamedNode(iri)
    return list(values.items())


def wrong(offender: Offender) -> tuple[str, ox.NamedNode | ox.Literal]:
    """What stands in place of the right value, as a cell and as a term."""
    column = offender.column
    match offender.constraint:
        case "nothing":
            return "no-such-thing", ox.Literal("no-such-thing")
        case "class":
            wrong_table = next(
                t
                for t in SCHEMA.tables.values()
                if not t.key and not any(SCHEMA.is_a(t.target_class, c) for c in column.classes)
            )
            return f"{wrong_table.name}-0", ox.NamedNode(
                f"https://w3id.org/renkei/id/{wrong_table.id_segment}/{wrong_table.name}-0"
            )
        case "scheme":
            own = {text for text, _ in NOTATIONS[column.scheme or ""]}
            others = itertools.chain.from_iterable(v for k, v in NOTATIONS.items() if k != column.scheme)
            text, iri = next(found for found in others if found[0] not in own)
            return text, ox.NamedNode(iri)
        case "date":
            return "2013-13", ox.Literal("2013-13")
        case "datatype":
            return ("2013-10" if column.kind == "day" else "1,5"), ox.Literal("1,5")
        case "pattern":
            return "第3行", ox.Literal("第3行")
        case other:
            raise ValueError(other)


def replant(store: OxigraphStore, iri: str, offender: Offender, n: int) -> Iterator[tuple[str, ox.Triple]]:
    """The changes ("-" or "+") that make the twin's statements break the constraint."""
    column, subject = offender.column, ox.NamedNode(iri)
    path = ox.NamedNode(column.path)
    own = [
        q.triple
        for q in store.quads(subject, path, None, ox.DefaultGraph())
        if column.kind != "text" or (isinstance(q.object, ox.Literal) and q.object.language == (column.language or "").lower())
    ]
    match offender.constraint:
        case "minimum" | "none of":
            yield "-", own[0]
        case "maximum":
            for _, term in too_many(column, n)[1:]:
                yield "+", ox.Triple(subject, path, term)
        case "both of":
            other = next(c for g in offender.table.one_of for c in offender.table.columns if c.name in g and c != column)
            yield "+", ox.Triple(subject, ox.NamedNode(other.path), value(other, n)[1])
        case _:
            yield "-", own[0]
            yield "+", ox.Triple(subject, path, wrong(offender)[1])


def write_tables(folder: Path, rows: dict[str, list[dict[str, str]]]) -> None:
    folder.mkdir()
    (folder / "dataset.toml").write_text('visibility = "public"\n', encoding="utf-8")
    for name, cells in rows.items():
        headings = [h for h in SCHEMA.tables[name].headings if any(h in row for row in cells)]
        text = csv_text(headings, [[row.get(h, "") for h in headings] for row in cells])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")


@dataclass(frozen=True)
class Verdicts:
    """What both validators say of each offender, and what pySHACL says of the twins and the shipped data, which load.

    All that pySHACL reports of the offenders is there twice: with the shapes as `renkei check` takes them, and unaltered.
    """

    rows: dict[int, set[str]]
    graph: dict[int, set[tuple[str, str | None]]]
    twins: list[str]
    reported: set[tuple[str, str, str | None]]
    unaltered: set[tuple[str, str, str | None]]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("agreement")
    ontology = copied_ontology(folder / "ontology")
    vocabularies, register = ontology / "vocabularies", shipped_register()
    # Organisations and indicators to refer to, one a row; four things of every other table; then the twins and the offenders
    # in the same rows.
    base = {name: [twin(t, n) for n in range(4)] for name, t in SCHEMA.tables.items() if not t.key and name != "organizations"}
    for name in ("organizations", "indicators"):
        base[name] = [twin(SCHEMA.tables[name], n) for n in range(len(OFFENDERS) + 4)]
    twins, bad = (
        defaultdict(list, {k: list(v) for k, v in base.items()}),
        defaultdict(list, {k: list(v) for k, v in base.items()}),
    )
    place: dict[tuple[str, int], int] = {}
    for n, offender in OFFENDERS.items():
        name = offender.table.name
        for rows, cells in ((twins, twin(offender.table, n, offender.column)), (bad, offending(n))):
            if not offender.table.key:
                cells["id"] = f"offender-{n}"
            rows[name].append(cells)
        place[name, len(bad[name]) + 1] = n
    write_tables(folder / "twins", twins)
    write_tables(folder / "bad", bad)

    found: dict[int, set[str]] = defaultdict(set)
    with pytest.raises(TableErrors) as caught:
        load([*shipped_datasets(), read_dataset(folder / "bad")], SCHEMA, register, vocabularies)
    for error in caught.value.errors:
        found[place[Path(error.file).stem, error.row or 0]].add(error.column or "")

    checked = load([*shipped_datasets(), read_dataset(folder / "twins")], SCHEMA, register, vocabularies)
    store = OxigraphStore.in_memory()
    store.load([*ontology_quads(), *data_quads(checked, "owner")])
    apply_rules(store, shipped_rules())
    known = {ox.Triple(q.subject, q.predicate, q.object) for q in store.quads(graph=ox.DefaultGraph())}
    right = reported(known, ontology)
    iris = {
        place[c.row.table.name, c.row.number]: c.iri
        for c in checked.rows
        if c.dataset.id == "twins" and (c.row.table.name, c.row.number) in place
    }
    for n, iri in iris.items():
        for sign, triple in list(replant(store, iri, OFFENDERS[n], n)):
            if sign == "-":
                known.remove(triple)
            else:
                known.add(triple)
    wrongs = reported(known, ontology)
    unaltered = reported(known, ontology, altered=False)
    return Verdicts(
        rows=dict(found),
        graph={n: {(c, p) for focus, c, p in wrongs if focus == iri} for n, iri in iris.items()},
        twins=sorted(f"{focus} {c} {p}" for focus, c, p in right),
        reported=wrongs,
        unaltered=unaltered,
    )


def reported(triples: set[ox.Triple], ontology: Path, altered: bool = True) -> set[tuple[str, str, str | None]]:
    """Focus node, constraint component and path of what pySHACL reports."""
    data, shapes = rdflib.Graph(), rdflib.Graph()
    data.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")
    for path in sorted((ontology / "shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    if altered:
        target_properties(shapes)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    sh = rdflib.Namespace(SH.base)
    results = report.subjects(rdflib.RDF.type, sh.ValidationResult)
    return {
        (
            str(report.value(r, sh.focusNode)),
            str(report.value(r, sh.sourceConstraintComponent)).removeprefix(SH.base).removesuffix("ConstraintComponent"),
            str(p) if (p := report.value(r, sh.resultPath)) else None,
        )
        for r in results
    }


# A cell of a column that takes one value is one value, whatever stands in it: rows cannot break these in the first place.
IMPOSSIBLE_IN_ROWS = {
    str(o)
    for o in OFFENDERS.values()
    if o.constraint == "maximum" and o.column.maximum == 1 and o.column.kind in ("text", "string") and not o.column.pattern
}


def test_shipped_data_and_right_rows_are_accepted_by_both(verdicts: Verdicts) -> None:
    assert verdicts.twins == []


def test_the_offenders_are_all_that_the_row_checks_refuse(verdicts: Verdicts) -> None:
    assert {str(OFFENDERS[n]) for n in verdicts.rows} == {str(o) for o in OFFENDERS.values()} - IMPOSSIBLE_IN_ROWS


@pytest.mark.parametrize("offender", [o for o in NUMBER if o not in IMPOSSIBLE_IN_ROWS])
def test_the_row_checks_refuse_it_at_its_column(offender: str, verdicts: Verdicts) -> None:
    n = NUMBER[offender]
    group = next((g for g in OFFENDERS[n].table.one_of if OFFENDERS[n].constraint in ("none of", "both of")), ())
    assert verdicts.rows[n] == {group[0] if group else OFFENDERS[n].column.name}


@pytest.mark.parametrize("offender", NUMBER)
def test_pyshacl_reports_it_at_its_focus(offender: str, verdicts: Verdicts) -> None:
    n = NUMBER[offender]
    path = None if OFFENDERS[n].component == "Xone" else OFFENDERS[n].column.path
    assert (OFFENDERS[n].component, path) in verdicts.graph[n]


def test_pyshacl_finds_the_same_whether_properties_are_looked_at_by_class_or_by_thing(verdicts: Verdicts) -> None:
    assert verdicts.reported == verdicts.unaltered


def test_every_kind_of_constraint_has_an_offender() -> None:
    assert {o.component for o in OFFENDERS.values()} == {
        "MinCount", "MaxCount", "QualifiedMinCount", "QualifiedMaxCount", "NodeKind", "Class", "Or", "Node", "Datatype",
        "Pattern", "Xone",
    }  # fmt: skip
