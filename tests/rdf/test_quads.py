"""Rows made into quads: literals, IRIs, and the named graphs of those who say so."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei import resources
from renkei.build.datasets import read_dataset, shipped_datasets
from renkei.build.load import load
from renkei.build.pipeline import data_quads, shipped_register
from renkei.rdf.quads import literal
from renkei.schema.namespaces import ID, RDF, RENKEI
from renkei.schema.tables import Column, shipped_schema
from renkei.tables.rows import Value
from renkei.text.dates import PartialDate

XSD = "http://www.w3.org/2001/XMLSchema#"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
ALT = "<http://www.w3.org/2004/02/skos/core#altLabel>"

Quads = Callable[..., list[ox.Quad]]


def column(table: str, name: str) -> Column:
    found = shipped_schema().tables[table].find_column(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        (("events", "date"), PartialDate(2013, 10, 6), f'"2013-10-06"^^<{XSD}date>'),
        (("events", "date"), PartialDate(2013, 10), f'"2013-10"^^<{XSD}gYearMonth>'),
        (("events", "date"), PartialDate(2013), f'"2013"^^<{XSD}gYear>'),
        (("fiscal_years", "start"), PartialDate(2013, 4, 1), f'"2013-04-01"^^<{XSD}date>'),
        (("list_entries", "position"), 7, f'"7"^^<{XSD}integer>'),
        (("prefectures", "latitude"), Decimal("35.50"), f'"35.50"^^<{XSD}decimal>'),
        (("prefectures", "latitude"), Decimal("0.0000001"), f'"0.0000001"^^<{XSD}decimal>'),
        (("prefectures", "jis_code"), "07", '"07"'),
        (("organizations", "label_ja"), "某社", '"某社"@ja'),
        (("organizations", "label_en"), "X", '"X"@en'),
        (("organizations", "reading"), "ぼうしゃ", '"ぼうしゃ"@ja-hira'),
        (("prefectures", "jis_code"), True, f'"true"^^<{XSD}boolean>'),
    ],
)
def test_literals(place: tuple[str, str], value: Value, expected: str) -> None:
    assert str(literal(value, column(*place))).replace("ja-Hira", "ja-hira") == expected


@pytest.fixture
def quads(tmp_path: Path) -> Quads:
    """The quads of a data set with these tables (name=text), on top of the shipped places."""

    def made(settings: str = 'provenance = "passages"', **tables: str) -> list[ox.Quad]:
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "dataset.toml").write_text(f'id = "mine"\nvisibility = "public"\n{settings}\n', encoding="utf-8")
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        places = next(d for d in shipped_datasets() if d.id == "places")
        vocabularies = resources.folder("ontology") / "vocabularies"
        checked = load([places, read_dataset(folder)], shipped_schema(), shipped_register(), vocabularies)
        return list(data_quads(checked, "public"))

    return made


def said(quads: list[ox.Quad], subject: str) -> dict[str, set[str]]:
    """What each graph says of `subject`: predicate and object by the last part of the graph's IRI ("" is the default graph)."""
    found: dict[str, set[str]] = {}
    for q in quads:
        if q.subject == ox.NamedNode(ID + subject):
            graph = q.graph_name.value.removeprefix(ID) if isinstance(q.graph_name, ox.NamedNode) else ""
            found.setdefault(graph, set()).add(f"{short(q.predicate)} {short(q.object)}")
    return found


def short(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return (
            term.value.removeprefix(ID)
            .rsplit("#", 1)[-1]
            .removeprefix("https://schema.org/")
            .removeprefix("http://www.w3.org/ns/")
        )
    return str(term)


BODIES = "id,label_ja,label_en,alt_ja,kind,place,place_basis,source,basis\n"


def test_a_thing_stands_in_its_first_passage_and_is_named_in_the_others(quads: Quads) -> None:
    made = quads(organizations=BODIES + 'a,某社,A Inc.,某,company,JP-07,inferred,"003:1;003:5-6,9;004:2",\n')
    thing = "organization/a"
    stated = {"type Organization", 'label "某社"@ja', 'altLabel "某"@ja'}
    classified = "classification organization-kind/company"
    assert said(made, thing) == {
        "": {*stated, 'label "A Inc."@en', classified, "location place/JP-07"},
        "passage/003-L1": stated,
        "passage/003-L1-translated": {'label "A Inc."@en'},
        "passage/003-L1-named": {classified},
        "passage/003-L1-inferred": {"location place/JP-07"},
        "passage/003-L5-6_9": stated,
        "passage/003-L5-6_9-translated": {'label "A Inc."@en'},
        "passage/004-L2": stated,
        "passage/004-L2-translated": {'label "A Inc."@en'},
    }


def test_a_tie_stands_whole_in_every_passage(quads: Quads) -> None:
    made = quads(
        organizations=BODIES + "a,某社,A Inc.,,company,,,003:1,\nb,会,Council,,council,,,003:1,\n",
        memberships='member,organization,role,start,source\na,b,member,2013,"003:2;004:3"\n',
    )
    (tie,) = {q.subject.value for q in made if q.object == ox.NamedNode("http://www.w3.org/ns/org#Membership")}
    stated = {"type Membership", "member organization/a", "organization organization/b", f'startDate "2013"^^<{XSD}gYear>'}
    assert said(made, tie.removeprefix(ID)) == {
        "": {*stated, "role role/member"},
        "passage/003-L2": stated,
        "passage/003-L2-inferred": {"role role/member"},
        "passage/004-L3": stated,
        "passage/004-L3-inferred": {"role role/member"},
    }


def test_a_row_of_inferred_basis_stands_nowhere_as_stated(quads: Quads) -> None:
    made = quads(organizations=BODIES + "a,某社,A Inc.,,company,,,003:1,inferred\n")
    assert set(said(made, "organization/a")) == {
        "", "passage/003-L1-inferred", "passage/003-L1-named", "passage/003-L1-translated",
    }  # fmt: skip


def test_passage_graphs_are_described_with_document_lines_and_basis(quads: Quads) -> None:
    made = quads(organizations=BODIES + 'a,某社,A Inc.,,company,,,"003:5-6,9",\n')
    described = said(made, "passage/003-L5-6_9-translated")
    expected = {
        "type Passage",
        "document source/doc-003",
        'lines "5-6,9"',
        "basis basis/translated",
        "wasDerivedFrom source/doc-003",
        'label "自治体から見た医工連携の必要性（5-6,9行）"@ja',
        'label "The need for medical-engineering collaboration as seen from local government (lines 5-6,9)"@en',
    }
    assert described == {"": expected, "file/source-register": expected}


def test_every_graph_that_holds_statements_is_described_once_for_its_basis(quads: Quads) -> None:
    made = quads(organizations=BODIES + "a,某社,A Inc.,,company,JP-07,inferred,003:1,\n")
    graphs = {q.graph_name.value for q in made if isinstance(q.graph_name, ox.NamedNode)} - {f"{ID}file/source-register"}
    bases = Counter(q.subject.value for q in made if q.predicate == RENKEI.basis and isinstance(q.graph_name, ox.DefaultGraph))
    assert bases == dict.fromkeys(graphs, 1)


FILE_BODIES = "id,label_ja,label_en,kind\na,某社,A Inc.,company\n\nb,他社,B Inc.,company\n"


def test_rows_of_a_file_stand_in_its_graphs_and_know_their_cell(quads: Quads) -> None:
    made = quads("", organizations=FILE_BODIES)
    stated = {"type Organization", 'label "他社"@ja', 'locator "mine/organizations.csv#row=4"'}
    classified = "classification organization-kind/company"
    assert said(made, "organization/b") == {
        "": {*stated, 'label "B Inc."@en', classified},
        "file/mine-organizations": stated,
        "file/mine-organizations-translated": {'label "B Inc."@en'},
        "file/mine-organizations-named": {classified},
    }


def test_file_graphs_are_described_with_their_sources(quads: Quads) -> None:
    made = quads('title = { ja = "私の表", en = "Mine" }\n[tables]\norganizations = "jp-geo"', organizations=FILE_BODIES)
    assert said(made, "file/mine-organizations")[""] == {
        "type TableFile",
        "basis basis/stated",
        'label "私の表: organizations.csv"@ja',
        'label "Mine: organizations.csv"@en',
        "wasDerivedFrom source/jp-geo",
    }


def test_the_default_graph_holds_each_statement_once(quads: Quads) -> None:
    made = quads(
        organizations=BODIES + "a,某社,A Inc.,,company,JP-07,,003:1;004:2;003:3,\nb,他社,B Inc.,,company,JP-07,,003:1;003:3,\n"
    )
    known = Counter(q.triple for q in made if isinstance(q.graph_name, ox.DefaultGraph))
    assert {t: n for t, n in known.items() if n > 1} == {}
    named = {q.triple for q in made if isinstance(q.graph_name, ox.NamedNode)}
    assert set(known) == named  # each with someone who says so, and nothing said that is not known


def test_what_any_graph_says_is_known_for_the_shipped_data() -> None:
    vocabularies = resources.folder("ontology") / "vocabularies"
    checked = load(shipped_datasets(), shipped_schema(), shipped_register(), vocabularies)
    made = list(data_quads(checked, "public"))
    known = Counter(q.triple for q in made if isinstance(q.graph_name, ox.DefaultGraph))
    assert {str(t): n for t, n in known.items() if n > 1} == {}
    assert set(known) == {q.triple for q in made if isinstance(q.graph_name, ox.NamedNode)}
    assert [q for q in made if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)] == []
    iris = {t.value for q in made for t in (q.subject, q.predicate, q.object, q.graph_name) if isinstance(t, ox.NamedNode)}
    assert [iri for iri in iris if not iri.isascii()] == []


def test_iris_come_from_the_id_or_from_what_the_key_means(quads: Quads) -> None:
    made = quads(
        "",
        organizations=FILE_BODIES,
        hostings="host,hosted,manner,start\na,b,housed,\n",
        memberships="member,organization,role,start\n某社,他社,member,H25.10\n",
    )
    hosting = hashlib.sha256(b"host=a\nhosted=b\nmanner=housed\nstart=").hexdigest()[:16]
    membership = hashlib.sha256(b"member=a\nactor_kind=\norganization=b\nrole=member\nstart=2013-10").hexdigest()[:16]
    typed = {
        q.object.value.rsplit("#", 1)[-1]: q.subject.value for q in made if q.predicate == RDF.type and ID in q.subject.value
    }
    assert typed["Hosting"] == f"{ID}hosting/{hosting}"
    assert typed["Membership"] == f"{ID}membership/{membership}"
    assert "organization/a" in {q.subject.value.removeprefix(ID) for q in made}


def test_a_tie_keeps_its_iri_when_rows_and_other_columns_change(quads: Quads) -> None:
    def tie(memberships: str) -> str:
        made = quads("", organizations=FILE_BODIES, memberships=memberships)
        (found,) = {
            q.subject.value
            for q in made
            if q.predicate.value.endswith("org#member") and q.object == ox.NamedNode(f"{ID}organization/a")
        }
        return found

    before = tie("member,organization,role,start\na,b,member,2013\n")
    assert before == tie("start,role,organization,member,end\n2013,member,b,b,\n2013,member,b,a,2014\n")
    assert before != tie("member,organization,role,start\na,b,member,2014\n")
