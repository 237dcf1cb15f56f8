"""A large table of organisations to a durable store, with every check, against pandas and rdflib, and against `bulk_load`.

    python benchmarks/tables.py [--rows 100000] [--runs 3] [--only ours]

The list is made up: names of firms in Japanese and English with a reading, of a kind, in a field and a prefecture of the
shipped data. The rivals get less to do: pandas reads the file as text and rdflib is given, in memory, the statements that
ours puts in the default graph for these rows, with no check; `bulk_load` gets all quads of our store as N-Quads.
"""

from __future__ import annotations

HEADINGS = ("id", "label_ja", "label_en", "reading", "kind", "field", "place", "url", "postcode")
_STEMS = (("東", "Higashi", "ひがし"), ("西", "Nishi", "にし"), ("北上", "Kitakami", "きたかみ"), ("三浦", "Miura", "みうら"),
          ("桜", "Sakura", "さくら"), ("大和", "Yamato", "やまと"), ("朝日", "Asahi", "あさひ"),
          ("青葉", "Aoba", "あおば"))  # fmt: skip
_TRADES = (("精機", "Precision", "せいき"), ("樹脂", "Resin", "じゅし"), ("医療機器", "Medical Devices", "いりょうきき"),
           ("電子", "Electronics", "でんし"), ("製薬", "Pharma", "せいやく"), ("化成", "Chemicals", "かせい"))  # fmt: skip
_KINDS = ("company", "企業", "university", "support-center", "company", "company")
_FIELDS = ("medical-devices", "regenerative-medicine", "biotechnology", "")

OURS = """
import sys
from pathlib import Path
from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
build(with_shipped([Path(sys.argv[1])]), Path(sys.argv[2]), "owner")
"""

RDFLIB = """
import sys
import pandas, rdflib
from rdflib import RDF, RDFS, SKOS, Literal, URIRef
ID, ORG, SCHEMA = "https://w3id.org/renkei/id/", "http://www.w3.org/ns/org#", "https://schema.org/"
rows = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
graph = rdflib.Graph()
for number, r in enumerate(rows.itertuples(index=False), start=2):
    node = URIRef(f"{ID}organization/{r.id}")
    graph.add((node, RDF.type, URIRef(ORG + "Organization")))
    graph.add((node, RDFS.label, Literal(r.label_ja, lang="ja")))
    graph.add((node, RDFS.label, Literal(r.label_en, lang="en")))
    graph.add((node, SKOS.altLabel, Literal(r.reading, lang="ja-Hira")))
    graph.add((node, URIRef(ORG + "classification"), URIRef(f"{ID}organization-kind/{r.kind}")))
    if r.field:
        graph.add((node, URIRef("https://w3id.org/renkei/ns#field"), URIRef(f"{ID}field/{r.field}")))
    graph.add((node, URIRef(SCHEMA + "location"), URIRef(f"{ID}place/{r.place}")))
    graph.add((node, URIRef(SCHEMA + "url"), Literal(r.url)))
    graph.add((node, URIRef(SCHEMA + "postalCode"), Literal(r.postcode)))
    graph.add((node, URIRef("https://w3id.org/renkei/ns#locator"), Literal(f"list/organizations.csv#row={number}")))
"""

BULK = """
import shutil, sys
import pyoxigraph as ox
shutil.rmtree(sys.argv[2], ignore_errors=True)
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
store.flush()
"""
