"""What the site tells of each analysis: its name, what one learns from it, and the pictures that are drawn of its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyoxigraph as ox

from renkei.analysis.report import Analysis
from renkei.errors import Text
from renkei.publish.words import heading, said_date
from renkei.viz import charts
from renkei.viz.charts import Drawing, Pair, Target, number

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """A picture of a table: what it shows, the kind of chart that it is, and how it is drawn in a language."""

    heading: Text
    kind: str
    draw: Callable[[Analysis, str], Drawing | None]


@dataclass(frozen=True)
class Told:
    """An analysis in words for everybody, and its pictures."""

    title: Text
    tells: Text
    pictures: tuple[Picture, ...]


def _rows(made: Analysis) -> list[Row]:
    return [dict(row) for row in made]


def _words(cell: object, language: str) -> str:
    if isinstance(cell, ox.Literal):
        return said_date(cell.value).of(language)
    return cell.of(language) if isinstance(cell, Text) else "" if cell is None else str(cell)


def _bars(value: str, ja: str, en: str, name: Callable[[Row, str], str] | str = "name") -> Picture:
    """The rows by a value of theirs, the largest first."""

    def draw(made: Analysis, language: str) -> Drawing | None:
        rows = sorted((r for r in _rows(made) if (r[value] or 0) > 0), key=lambda r: -r[value])
        return charts.bars([(_name(r, name, language), r[value]) for r in rows], shown.of(language))

    shown = Text(ja, en)
    return Picture(shown, "bars", draw)


def _name(row: Row, name: Callable[[Row, str], str] | str, language: str) -> str:
    return _words(row[name], language) if isinstance(name, str) else name(row, language)


def _segments(ja: str, en: str, series: Mapping[str, Text], name: Callable[[Row, str], str] | str = "name") -> Picture:
    """The rows in their order, each a bar of the values of some columns."""

    def draw(made: Analysis, language: str) -> Drawing | None:
        rows = [(_name(r, name, language), [r[column] for column in series]) for r in _rows(made)]
        return charts.segments(rows, [heading(text, language) for text in series.values()])

    return Picture(Text(ja, en), "segments", draw)


def _counted(column: str, ja: str, en: str, name: Text) -> Picture:
    """How many rows have each value of a column; `name` has a place for the value."""

    def draw(made: Analysis, language: str) -> Drawing | None:
        counts = Counter(row[column] for row in _rows(made))
        rows = [(name.of(language).format(value), counts[value]) for value in sorted(counts)]
        return charts.bars(rows, Text(ja, en).of(language))

    return Picture(Text(ja, en), "counted", draw)


def _present(ja: str, en: str) -> Picture:
    """How many rows have something, and how many have none, for each of some columns."""
    wanted = ("hubs", "councils", "universities", "hospitals", "linked")
    there, lacking = Text("ある", "there"), Text("ない", "missing")

    def draw(made: Analysis, language: str) -> Drawing | None:
        heads = {c.name: heading(c.heading, language) for c in made.columns}
        have = {column: sum(bool(row[column]) for row in _rows(made)) for column in wanted}
        rows = [(heads[column], (have[column], len(made) - have[column])) for column in wanted]
        return charts.segments(rows, (heading(there, language), heading(lacking, language)))

    return Picture(Text(ja, en), "counted", draw)


def _changed(made: Analysis, language: str) -> Drawing | None:
    """The new and the lost, by what they are."""
    counts = Counter((row["what"], row["change"]) for row in _rows(made))
    kinds, ways = (list(dict.fromkeys(pair[at] for pair in counts)) for at in (0, 1))
    rows = [(heading(kind, language), [counts[kind, way] for way in ways]) for kind in kinds]
    return charts.segments(rows, [heading(way, language) for way in ways], sums=False)


def _regions(made: Analysis, language: str) -> Drawing | None:
    rows = _rows(made)
    ends = (("region", "name"), ("other", "other_name"))
    names = {r[key].value: _words(r[name], language) for r in rows for key, name in ends}
    pairs = {
        (r["region"].value, r["other"].value): Pair(r["ties"], r["expected"], r["residual"], _words(r["standing"], language))
        for r in rows
    }
    words = (
        ("つながり", "ties"),
        ("期待値", "expected"),
        ("期待より多い", "more than expected"),
        ("期待より少ない", "fewer than expected"),
    )
    return charts.matrix(names, pairs, *(heading(Text(*pair), language) for pair in words))


def _degrees(made: Analysis, language: str) -> Drawing | None:
    heads = {c.name: c.heading.of(language) for c in made.columns}
    return charts.dots([(r["degree"], r["organisations"]) for r in _rows(made)], heads["degree"], heads["organisations"])


def _targets(made: Analysis, language: str) -> Drawing | None:
    """The indicators with a rate: those without a value to compare are in the table only."""
    words = (("目標に達した", "target met"), ("目標に達していない", "target missed"), ("目標（100%）", "target (100%)"))
    told = [
        Target(_words(r["name"], language), _reading(r, language), r["rate"], _words(r["computed"], language))
        for r in _rows(made)
        if r["rate"] is not None
    ]
    return charts.board(told, *(heading(Text(*pair), language) for pair in words))


def _reading(row: Row, language: str) -> str:
    """What was reached of what was aimed at, in which unit, and when."""
    actual, target = (number(c) if isinstance(c, int | float) else _words(c, language) for c in (row["actual"], row["target"]))
    more = [text for cell in (row["unit"], row["actual_date"]) if (text := _words(cell, language))]
    if not more:
        return f"{actual} / {target}"
    return f"{actual} / {target} ({Text('、', ', ').of(language).join(more)})"


def _component(row: Row, language: str) -> str:
    where = _words(row["which"], language)
    return Text("成分", "Component").of(language) + f" {row['component']}" + (f": {where}" if where else "")


def _community(row: Row, language: str) -> str:
    return f"{row['community']}: {_words(row['members'], language)}"


def _three(row: Row, language: str) -> str:
    return " – ".join(_words(row[name], language) for name in ("industry_name", "academia_name", "government_name"))


def _group(row: Row, language: str) -> str:
    return f"{heading(row['by'], language)}: {_words(row['name'], language)}"


_TIES = {"internal": Text("内のつながり", "ties within"), "external": Text("外とのつながり", "ties outward")}
_ROLES: dict[str, Text] = {
    "coordinator": Text("群内の調整役", "coordinator: all three in one group"),
    "itinerant": Text("他群内の仲介役", "itinerant: between two of one other group"),
    "gatekeeper": Text("門番・代表", "gatekeeper and representative: between the own group and another"),
    "liaison": Text("群間の連絡役", "liaison: all in different groups"),
}
_HAVING = {"regions": Text("ある地域", "regions with it"), "empty": Text("ない地域", "regions without it")}

# The picture of the years that `changes` compares, which its table does not have.
BY_YEAR = Text("年ごとのつながりの数", "Ties in each year")

TOLD: Mapping[str, Told] = {
    "centrality": Told(
        Text("中心性", "Centrality"),
        Text(
            "どの機関が協力の中心にいるか。つながりの数、ほかの機関どうしを結ぶ最短の経路にどれだけ入るか（媒介中心性）などで比べます。",
            "Which organisations stand at the centre of cooperation: by their number of ties, by how often they lie on the "
            "shortest ways between others (betweenness), and by other measures.",
        ),
        (_bars("degree", "つながりの数", "Number of ties"), _bars("betweenness", "媒介中心性", "Betweenness")),
    ),
    "mixing": Told(
        Text("同類どうしのつながり", "Ties among the like"),
        Text(
            "同じ地域、同じセクターの中でつながっているか、外ともつながっているか。E-I指数は、内だけなら-1、外だけなら1です。",
            "Do organisations work within their own region or sector, or with others? The E-I index is -1 where all ties are "
            "within and 1 where all lead outward.",
        ),
        (_segments("内と外のつながり", "Ties within and outward", _TIES, _group),),
    ),
    "triads": Told(
        Text("産学官の三者", "Triples across sectors"),
        Text(
            "産、学、官・公の三者が互いにつながっている組はどこにあるか。",
            "Where one each of industry, academia and government all work with one another.",
        ),
        (_bars("weight", "つながりの重み", "Weight of the ties", _three),),
    ),
    "brokerage": Told(
        Text("仲介の役割", "Brokerage"),
        Text(
            "互いにつながりのない二者の間に立つのはだれか。三者がどの地域に属するかで役割を分けて数えます。",
            "Who stands between two that are not tied to each other, counted by roles: which of the three share a region.",
        ),
        (_segments("間に立つ組の数", "Pairs that one stands between", _ROLES),),
    ),
    "holes": Told(
        Text("構造的空隙", "Structural holes"),
        Text(
            "相手どうしがつながっていない機関はどこか。実効規模が大きく拘束度が小さいほど、異なる相手から情報を得やすい立場です。",
            "Whose partners are not tied to each other: the larger the effective size and the smaller the constraint, the more "
            "different what the partners bring.",
        ),
        (_bars("effective_size", "実効規模", "Effective size"),),
    ),
    "bridges": Told(
        Text("要となる機関", "What holds the network together"),
        Text(
            "その機関がなくなるとネットワークが分かれてしまう機関と、いくつの機関が切り離されるか。",
            "The organisations without which the network falls apart, and how many others would be cut off.",
        ),
        (_bars("cut_off", "切り離される機関数", "Organisations cut off"),),
    ),
    "regions": Told(
        Text("地域と地域", "Region by region"),
        Text(
            "どの地域とどの地域がつながっているか。偶然に結ばれた場合に期待される数と比べて、多いか少ないか。",
            "Which regions work with which, and whether more or less than if the same ties had been made by chance.",
        ),
        (Picture(Text("つながりの数と期待値", "Ties found, and ties expected"), "matrix", _regions),),
    ),
    "components": Told(
        Text("連結成分", "Components"),
        Text(
            "ネットワークはいくつのまとまりに分かれ、それぞれに何機関が、どの地域から入っているか。",
            "Into how many parts the network falls, how many organisations each has, and from which regions.",
        ),
        (_bars("organisations", "機関数", "Organisations", _component),),
    ),
    "cores": Told(
        Text("k-コア", "Cores"),
        Text(
            "互いに密につながった内側に、どの機関がいるか。k-コアの機関は、その中でk以上の相手をもちます。",
            "Who is in the closely tied inner part: each organisation of a k-core has k partners or more within it.",
        ),
        (_counted("core", "コアごとの機関数", "Organisations by core", Text("k = {}", "k = {}")),),
    ),
    "degrees": Told(
        Text("次数分布", "How ties are spread"),
        Text(
            "つながりが少ない機関と多い機関は、それぞれいくつあるか。一部の機関に集まっているほど、点は右へ長く延びます。",
            "How many organisations have few ties and how many have many: the more ties gather at a few, the farther the dots "
            "reach to the right.",
        ),
        (
            Picture(
                Text("つながりの数ごとの機関数（両対数）", "Organisations by number of ties, logarithmic"), "dots", _degrees
            ),
        ),
    ),
    "communities": Told(
        Text("コミュニティー", "Communities"),
        Text(
            "外よりも内で多くつながっているまとまりはどれか。規模、地域、セクターと、主な機関。",
            "Groups that work more with each other than with others: their size, regions, sectors and chief members.",
        ),
        (_segments("コミュニティーごとのつながり", "Ties of each community", _TIES, _community),),
    ),
    "community-members": Told(
        Text("コミュニティーの機関", "Members of communities"),
        Text("それぞれの機関が、どのコミュニティーに属するか。", "Which community each organisation belongs to."),
        (_counted("community", "機関数", "Organisations", Text("コミュニティー {}", "Community {}")),),
    ),
    "gaps": Told(
        Text("都道府県の空白", "Gaps by prefecture"),
        Text(
            "このデータで、拠点、協議会、大学、病院、つながりが見当たらない都道府県はどこか。載っていないことは、ないことを意味しません。",
            "The prefectures for which this data tells of no hub, council, university, hospital or tie. What is not told may "
            "still exist.",
        ),
        (_present("都道府県の数", "Number of prefectures"),),
    ),
    "field-gaps": Told(
        Text("分野の空白", "Gaps by field"),
        Text(
            "このデータで、拠点、協議会、大学、病院、つながりが見当たらない分野はどれか。載っていないことは、ないことを意味しません。",
            "The fields for which this data tells of no hub, council, university, hospital or tie. What is not told may still "
            "exist.",
        ),
        (_present("分野の数", "Number of fields"),),
    ),
    "capability-gaps": Told(
        Text("できること×地域", "Capabilities by region"),
        Text(
            "機関が「できること」は、どの地域にあり、どの地域にないか。",
            "In which regions somebody has a capability, and in which nobody does.",
        ),
        (_segments("地域の数", "Number of regions", _HAVING, "capability"),),
    ),
    "changes": Told(
        Text("二つの年の違い", "Changes between two years"),
        Text(
            "二つの年を比べて、新しく加わった機関やつながりと、なくなったもの。",
            "What is new and what is gone from one year to another: organisations, ties, and ties that are bridges.",
        ),
        (Picture(Text("新規となくなったものの数", "How many are new, how many lost"), "counted", _changed),),
    ),
    "what-if": Told(
        Text("もしもの比較", "What if"),
        Text(
            "ある機関やつながりがなくなったら、あるいは新しいつながりや拠点ができたら、ネットワークはどう変わるか。",
            "How the network would change without an organisation or a tie, or with a new tie or hub.",
        ),
        (),
    ),
    "indicators": Told(
        Text("指標の台帳", "Ledger of targets"),
        Text(
            "計画の目標値に、実績はどこまで近づいたか。計算による状態と、資料に書かれた判断を並べます。",
            "How far the targets of plans have been reached, with the computed status beside what the documents say.",
        ),
        (Picture(Text("目標に対する実績", "Actual values against targets"), "board", _targets),),
    ),
}
