"""SVG of a network: well-formed and the same each time, names are text, links and looks as they should be."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import networkx as nx

from renkei.viz.drawable import drawable
from renkei.viz.layout import positions
from renkei.viz.marks import encodings
from renkei.viz.svg import network_svg, shapes, shortened, width_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</title></svg><script>alert(2)</script>",
    "\"quoted\" & 'single'",
    "bell\x07 and half\ud800",
    "safe\u202egnp.exe",
    "とても長い名前の機構" * 1000,
)


def drawn(graph: nx.Graph[str], language: str = "en", **links: str) -> ET.Element:
    made = drawable(graph)
    return ET.fromstring(network_svg(made, positions(nx.Graph(made)), language, "A title", links))


def triangle() -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("a", label_ja="大学", label_en="University", sector="academia")
    graph.add_node("b", label_ja="企業", label_en="Company", sector="industry")
    graph.add_node("c", label_ja="県", sector="government")
    graph.add_edge("a", "b", weight=4, shared=4)
    graph.add_edge("b", "c", weight=1, shared=1)
    graph.add_edge("c", "a", weight=1, label="lends & borrows", inferred=True)
    return graph


def test_marks_have_the_shape_and_colour_of_their_group_and_their_name() -> None:
    found = [p for p in drawn(triangle()).iter(f"{SVG}path") if p.get("class") == "m"]
    looks = {g["id"]: (shapes()[g["shape"]], g["color"]) for g in encodings()["group"]}
    nodes, legend = found[:3], found[3:]
    assert [(p.get("d"), p.get("fill")) for p in nodes] == [looks[g] for g in ("academia", "industry", "government")]
    assert [p.findtext(f"{SVG}title") for p in nodes] == ["University", "Company", "県"]
    assert len(legend) == 3


def test_ties_are_wider_for_more_weight_dashed_where_inferred_and_told() -> None:
    ties = [p for p in drawn(triangle()).iter(f"{SVG}path") if (p.get("class") or "").startswith("e")][:3]
    assert [(p.get("class"), p.findtext(f"{SVG}title")) for p in ties] == [
        ("e3", "University – 4 in common – Company"),
        ("e2 i", "University – lends & borrows – 県"),
        ("e2", "Company – 1 in common – 県"),
    ]


def test_it_tells_what_it_shows_in_both_languages() -> None:
    for language, said in (("ja", "節点 3、つながり 3"), ("en", "3 nodes, 3 ties")):
        root = drawn(triangle(), language)
        assert (root.get("lang"), root.findtext(f"{SVG}desc")) == (language, said)
    texts = {t.text: t.get("lang") for t in drawn(triangle()).iter(f"{SVG}text")}
    assert (texts["University"], texts["県"]) == (None, "ja")


def test_marks_lead_where_they_are_told_to() -> None:
    links = [a.get("href") for a in drawn(triangle(), a='thing/a.html?x=1&y="2"').iter(f"{SVG}a")]
    assert links == ['thing/a.html?x=1&y="2"']


def test_names_that_would_run_are_text() -> None:
    graph = nx.path_graph(list(HOSTILE))
    root = drawn(graph)
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {"svg", "title", "desc", "style", "rect", "text", "path"}
    titles = [
        p.findtext(f"{SVG}title")
        for p in root.iter(f"{SVG}path")
        if p.get("class") == "m" and p.find(f"{SVG}title") is not None
    ]
    assert titles == [*HOSTILE[:3], "bell\ufffd and half\ufffd", *HOSTILE[4:]]
    assert max(width_of(t.text or "") for t in root.iter(f"{SVG}text")) < 60


def test_names_do_not_lie_on_each_other() -> None:
    graph = nx.relabel_nodes(nx.barabasi_albert_graph(300, 2, seed=1), lambda n: f"organisation number {n}")
    boxes = []
    for text in drawn(graph).iter(f"{SVG}text"):
        wide = width_of(text.text or "") * 6
        x, y = float(text.get("x", "0")), float(text.get("y", "0"))
        left = {"c": x - wide / 2, "l": x - wide, "r": x}.get(text.get("class", ""))
        if left is not None:
            boxes.append((left, y - 9, left + wide, y + 2))
    overlapping = [
        (a, b) for n, a in enumerate(boxes) for b in boxes[:n] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert len(boxes) > 60
    assert overlapping == []


def test_the_same_network_gives_the_same_bytes() -> None:
    made = [drawable(triangle()) for _ in range(2)]
    texts = {network_svg(m, positions(nx.Graph(m)), "ja", "題") for m in made}
    assert len(texts) == 1


def test_shortened_counts_wide_letters_as_two() -> None:
    assert shortened("やまぐち産業振興財団", 12) == "やまぐち産…"
    assert shortened("short", 5) == "short"
