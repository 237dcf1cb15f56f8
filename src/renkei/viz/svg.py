"""A network as one SVG file that needs nothing else: marks, ties, names where there is room, a legend; no script.

Sizes are pixels at scale 1. Names go to the nodes with the most ties first; every mark has its name as a title too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import networkx as nx
from markupsafe import escape

from renkei import resources
from renkei.errors import Text
from renkei.text.characters import JAPANESE
from renkei.viz.layout import Positions
from renkei.viz.marks import encodings

FONT = "'Noto Sans JP','Hiragino Sans','BIZ UDPGothic','Yu Gothic UI',Meiryo,'Noto Sans CJK JP',sans-serif"
_INK, _SOFT, _GROUND, _EDGE, _OUTLINE = "#17212b", "#4a5763", "#ffffff", "#5c6975", "#1b2733"
_MARGIN, _LINE, _LETTER = 24.0, 22.0, 12
_LEAST_WIDTH = 640.0
_MOST_LETTERS = 32  # of half width, in the name beside a mark

# Up to so many ties each is told by a title of its own.
_MOST_TOLD = 600

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Box = tuple[float, float, float, float]


def network_svg(
    graph: nx.MultiGraph[str], positions: Positions, language: str, title: str, links: Mapping[str, str] | None = None
) -> str:
    """The picture of a network that can be drawn (`drawable`); the same bytes for the same network.

    `links` are addresses that marks lead to.
    """
    marks = _marks(graph, positions, language)
    names = _named(marks)
    boxes = [*((m.x - m.size, m.y - m.size, m.x + m.size, m.y + m.size) for m in marks), *(n.box for n in names)]
    left, top = min(b[0] for b in boxes) - _MARGIN, min(b[1] for b in boxes) - _MARGIN
    right, bottom = max(b[2] for b in boxes) + _MARGIN, max(b[3] for b in boxes) + _MARGIN
    wider = max(0.0, _LEAST_WIDTH - (right - left)) / 2
    left, right = left - wider, right + wider
    legend, below = _legend(graph, language, left + _MARGIN, right - _MARGIN, bottom)
    heading = _wrapped(title, right - left - 2 * _MARGIN)
    top -= 28.0 * len(heading) + _LINE + 8
    counted = _counted(graph, language)
    width, height = right - left, below - top
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_n(left)} {_n(top)} {_n(width)} {_n(height)}"'
        f' width="{_n(width)}" height="{_n(height)}" role="img" lang="{language}" aria-labelledby="title desc">',
        f'<title id="title">{_t(title)}</title><desc id="desc">{_t(counted)}</desc>',
        f"<style>{_style()}</style>",
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}" fill="{_GROUND}"/>',
        *(_text("h", left + _MARGIN, top + _MARGIN + 10 + 28 * n, line, language) for n, line in enumerate(heading)),
        _text("s", left + _MARGIN, top + _MARGIN + 4 + 28 * len(heading), counted, language),
        *_ties(graph, positions, language),
        *(_drawn(m, language, (links or {}).get(m.node)) for m in marks),
        *(_text(n.kind, n.x, n.y, n.text, language) for n in names),
        *legend,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True)
class _Mark:
    node: str
    x: float
    y: float
    name: str
    ties: int
    shape: str
    color: str
    size: float


@dataclass(frozen=True)
class _Name:
    """A name that found room: `kind` is c (below or above the mark, in its middle), l (left of it) or r (right)."""

    text: str
    x: float
    y: float
    kind: str
    box: Box


@dataclass
class _Room:
    """What is taken of the picture, by squares, so that a name is compared with what is near only."""

    taken: dict[tuple[int, int], list[Box]] = field(default_factory=lambda: defaultdict(list))

    def free(self, box: Box) -> bool:
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for square in self._squares(box)
            for other in self.taken.get(square, ())
        )

    def take(self, box: Box) -> None:
        for square in self._squares(box):
            self.taken[square].append(box)

    @staticmethod
    def _squares(box: Box) -> list[tuple[int, int]]:
        across = range(int(box[0] // 100), int(box[2] // 100) + 1)
        return [(x, y) for x in across for y in range(int(box[1] // 100), int(box[3] // 100) + 1)]


def _marks(graph: nx.MultiGraph[str], positions: Positions, language: str) -> list[_Mark]:
    styles = {g["id"]: g for g in encodings()["group"]}
    found = []
    for node, told in graph.nodes(data=True):
        style = styles[told["group"]]
        look = encodings()["hub"] if told["hub"] else style
        x, y = positions[node]
        name = told[f"label_{language}"]
        found.append(_Mark(node, x, y, name, graph.degree(node), look["shape"], style["color"], look["size"]))
    return found


def _named(marks: list[_Mark]) -> list[_Name]:
    """The names that find room beside their marks, those of nodes with the most ties first."""
    room = _Room()
    for m in marks:
        room.take((m.x - m.size, m.y - m.size, m.x + m.size, m.y + m.size))
    found = []
    for m in sorted(marks, key=lambda m: (-m.ties, -m.size, m.node)):
        text = shortened(m.name, _MOST_LETTERS)
        wide, high = width_of(text) * _LETTER / 2 + 4, _LETTER + 3
        places = (
            ("c", m.x, m.y + m.size + high - 1, (m.x - wide / 2, m.y + m.size + 1, m.x + wide / 2, m.y + m.size + 1 + high)),
            ("c", m.x, m.y - m.size - 5, (m.x - wide / 2, m.y - m.size - 1 - high, m.x + wide / 2, m.y - m.size - 1)),
            ("r", m.x + m.size + 4, m.y + 4, (m.x + m.size + 2, m.y - high / 2, m.x + m.size + 2 + wide, m.y + high / 2)),
            ("l", m.x - m.size - 4, m.y + 4, (m.x - m.size - 2 - wide, m.y - high / 2, m.x - m.size - 2, m.y + high / 2)),
        )
        for kind, x, y, box in places if text else ():
            if room.free(box):
                room.take(box)
                found.append(_Name(text, x, y, kind, box))
                break
    return found


def _ties(graph: nx.MultiGraph[str], positions: Positions, language: str) -> list[str]:
    """Lines, wider for more weight; few are told one by one, many are one path for each look."""
    looks: dict[str, list[str]] = defaultdict(list)
    told = []
    most = max((d.get("weight", 1) for _, _, d in graph.edges(data=True)), default=1)
    label = f"label_{language}"
    for source, target, d in graph.edges(data=True):
        (x, y), (to_x, to_y) = positions[source], positions[target]
        if source == target:
            continue
        step = min(3, int(4 * (d.get("weight", 1) / most) ** 0.5)) if most > 1 else 1
        look = f"e{step}{' i' if d['inferred'] else ''}"
        path = f"M{x} {y}L{to_x} {to_y}"
        if graph.number_of_edges() > _MOST_TOLD:
            looks[look].append(path)
        else:
            ends = graph.nodes[d["source"]][label], graph.nodes[d["target"]][label]
            words = " – ".join(filter(None, (ends[0], d[label], ends[1])))
            told.append(f'<path class="{look}" d="{path}"><title>{_t(words)}</title></path>')
    return told or [f'<path class="{look}" d="{"".join(paths)}"/>' for look, paths in sorted(looks.items())]


def _drawn(m: _Mark, language: str, href: str | None) -> str:
    scale = f" scale({_n(m.size / 10)})" if m.size != 10 else ""
    mark = (
        f'<path class="m" fill="{m.color}" transform="translate({_n(m.x)} {_n(m.y)}){scale}" d="{shapes()[m.shape]}">'
        f"<title>{_t(m.name)}</title></path>"
    )
    return f'<a href="{_t(href)}"{_lang(m.name, language)}>{mark}</a>' if href else mark


def _legend(graph: nx.MultiGraph[str], language: str, left: float, right: float, top: float) -> tuple[list[str], float]:
    """The groups that there are, in rows below the picture, and where they end."""
    counts = Counter(told["group"] for _, told in graph.nodes(data=True))
    used = [g for g in encodings()["group"] if counts[g["id"]]]
    entries = [(g["shape"], g["color"], f"{g['label'][language]} {counts[g['id']]}") for g in used]
    if any(told["hub"] for _, told in graph.nodes(data=True)):
        hub = encodings()["hub"]
        entries.append((hub["shape"], hub["color"], hub["label"][language]))
    found, x, y = [], left, top + 8
    for shape, color, text in entries:
        wide = 26 + width_of(text) * 6.5 + 18
        if x > left and x + wide > right:
            x, y = left, y + _LINE + 4
        found.append(f'<path class="m" fill="{color}" transform="translate({_n(x + 9)} {_n(y)})" d="{shapes()[shape]}"/>')
        found.append(_text("k", x + 26, y + 4.5, text, language))
        x += wide
    if any(d["inferred"] for _, _, d in graph.edges(data=True)):
        y += _LINE + 4
        words = Text("破線: 出典に明記がなく推定したつながり", "dashed: inferred, no source says so in words").of(language)
        found.append(f'<path class="e2 i" d="M{_n(left)} {_n(y)}h40"/>')
        found.append(_text("k", left + 48, y + 4.5, words, language))
    return found, y + _MARGIN


def _counted(graph: nx.MultiGraph[str], language: str) -> str:
    nodes, edges = graph.number_of_nodes(), graph.number_of_edges()
    return Text(f"節点 {nodes:,}、つながり {edges:,}", f"{nodes:,} nodes, {edges:,} ties").of(language)


@cache
def _style() -> str:
    widths = "".join(f".e{step}{{stroke-width:{width}}}" for step, width in enumerate((0.8, 1.4, 2.4, 4)))
    return (
        f"text{{font-family:{FONT};fill:{_INK};font-size:{_LETTER}px}}"
        f".c,.l,.r{{paint-order:stroke;stroke:{_GROUND};stroke-width:3px;stroke-linejoin:round}}"
        ".c{text-anchor:middle}.l{text-anchor:end}"
        f".h{{font-size:20px;font-weight:700}}.s{{font-size:13px;fill:{_SOFT}}}.k{{font-size:13px}}"
        f".m{{stroke:{_OUTLINE};stroke-width:1.6;stroke-linejoin:round}}"
        f".e0,.e1,.e2,.e3{{fill:none;stroke:{_EDGE};stroke-opacity:.55}}{widths}.i{{stroke-dasharray:5 4}}"
    )


@cache
def shapes() -> dict[str, str]:
    """The outlines of the marks, as the templates draw them; radius 10 about 0,0."""
    text = (resources.folder("viz") / "templates" / "shapes.html").read_text(encoding="utf-8")
    return dict(re.findall(r'id="shape-(\w+)".*?<path d="([^"]+)"', text))


def shortened(text: str, most: int) -> str:
    """`text` cut to a width in half-width letters, with an ellipsis where anything is left out.

    >>> shortened("やまぐち産業振興財団", 12)
    'やまぐち産…'
    """
    width = 0
    for at, letter in enumerate(text):
        width += _width(letter)
        if width > most:
            kept = text[:at]
            while kept and width_of(kept) > most - 2:
                kept = kept[:-1]
            return f"{kept}…"
    return text


def width_of(text: str) -> int:
    """How wide a text is, in half-width letters."""
    return sum(map(_width, text))


def _width(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WFA" else 1


def _wrapped(text: str, width: float) -> list[str]:
    """The lines of a heading; of a long one the first two."""
    most = max(20, int(width / 10.5))
    if width_of(text) <= most:
        return [text]
    first = shortened(text, most + 2).removesuffix("…")
    if " " in first and not JAPANESE.search(first):
        first = first.rsplit(" ", 1)[0]
    return [first.strip(), shortened(text[len(first) :].strip(), most)]


def _text(kind: str, x: float, y: float, text: str, language: str) -> str:
    return f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}"{_lang(text, language)}>{_t(text)}</text>'


def _lang(text: str, language: str) -> str:
    """The attribute that a text needs that is not in the language of the picture."""
    return ' lang="ja"' if language == "en" and JAPANESE.search(text) else ""


def _t(text: str) -> str:
    return str(escape(_NOT_IN_XML.sub("\ufffd", text)))


def _n(value: float) -> str:
    """A number with one decimal at most, the same on every machine."""
    return f"{round(value, 1):g}" if abs(value) < 100_000 else str(round(value))
