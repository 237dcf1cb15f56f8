"""The analyses by name: what each is called, and how it is run on a store or on a networkx graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import networkx as nx

from renkei.analysis.bridges import bridges
from renkei.analysis.brokerage import brokerage
from renkei.analysis.centrality import centrality
from renkei.analysis.changes import changes
from renkei.analysis.communities import communities, community_members
from renkei.analysis.gaps import capability_gaps, field_gaps, prefecture_gaps
from renkei.analysis.holes import holes
from renkei.analysis.indicators import indicators
from renkei.analysis.mixing import mixing
from renkei.analysis.regions import regions
from renkei.analysis.report import Analysis
from renkei.analysis.scenario import altered, scenario_of
from renkei.analysis.structure import components, cores, degrees
from renkei.analysis.ties import GROUPINGS, Ties, around, ties_of, ties_of_graph
from renkei.analysis.triads import triads
from renkei.analysis.what_if import what_if
from renkei.errors import Text, UsageError, not_among
from renkei.network.kept import affiliations
from renkei.network.views import Narrowing, affiliations_of, centre_of, field_holder, holders_of
from renkei.query.labels import labels_of
from renkei.store.names import NameIndex
from renkei.store.protocol import Store


@dataclass(frozen=True)
class Settings:
    """How an analysis is made; not every analysis takes every setting.

    `top`: so many rows at most, None for all. `seed`: of what is drawn at random. `by`: the measure that orders `centrality`,
    the standing that `what-if` compares, region or sector in `brokerage`. `exact`: nothing is sampled, however long it takes.
    `between`: two years that `changes` compares; `against`: an earlier store instead. `without`, `tie`, `untie` and `hub`: what
    `what-if` changes, by names, ids or IRIs. `watch` is told what takes long.
    """

    top: int | None = None
    seed: int = 1
    by: str | None = None
    exact: bool | None = None
    between: tuple[int, int] | None = None
    against: Store | None = None
    watch: Callable[[Text], None] = lambda _: None
    without: tuple[str, ...] | None = None
    tie: tuple[tuple[str, str], ...] | None = None
    untie: tuple[tuple[str, str], ...] | None = None
    hub: tuple[str, ...] | None = None


# What `what-if` changes, and the settings that not every analysis takes, besides `seed`.
CHANGED = ("without", "tie", "untie", "hub")
_SOME_TAKE = ("by", "exact", "between", "against", *CHANGED)


@dataclass(frozen=True)
class Named:
    """An analysis: one line on it, how it is run, the settings that it takes besides `top`, and where its method is described.

    `run` is for those that need ties only, `of_store` for those that ask the store for more, `of_narrowed` for those that ask
    it in their own way.
    """

    title: Text
    run: Callable[[Ties, Settings], Analysis] | None = None
    takes: frozenset[str] = frozenset()
    of_store: Callable[[Store, Ties, Settings], Analysis] | None = None
    of_narrowed: Callable[[Store, Narrowing, Settings, NameIndex | None], Analysis] | None = None
    sources: tuple[str, ...] = ()


_LOUVAIN = (
    "Blondel et al., J. Stat. Mech. P10008, 2008",
    "Newman and Girvan, Physical Review E 69, 026113, 2004",
    "Hubert and Arabie, J. Classification 2, 1985",
)

ANALYSES: Mapping[str, Named] = {
    "centrality": Named(
        Text(
            "中心性: 次数、重み付き次数、媒介、PageRank、固有ベクトル、近接（--by で並べ替え）",
            "who stands in the middle: degree, weighted degree, betweenness, PageRank, eigenvector, closeness (--by orders)",
        ),
        lambda ties, s: centrality(ties, seed=s.seed, exact=s.exact, by=s.by, watch=s.watch),
        frozenset({"seed", "exact", "by"}),
        sources=(
            "Freeman, Sociometry 40, 1977",
            "Brin and Page, Computer Networks 30, 1998",
            "Bonacich, J. Mathematical Sociology 2, 1972",
            "Wasserman and Faust, Social Network Analysis, 1994",
        ),
    ),
    "mixing": Named(
        Text(
            "同類どうしのつながり: セクターと地域ごとの同類選好（assortativity）と E-I指数",
            "do organisations work with their like: assortativity and E-I index by sector and by region",
        ),
        lambda ties, _: mixing(ties),
        sources=(
            "Newman, Physical Review E 67, 026126, 2003",
            "Krackhardt and Stern, Social Psychology Quarterly 51, 1988",
        ),
    ),
    "triads": Named(
        Text("三者の組: 産学官が互いにつながる三角形", "triples of industry, academia and government that are all tied"),
        lambda ties, s: triads(ties, top=s.top),
        sources=("Etzkowitz and Leydesdorff, Research Policy 29, 2000",),
    ),
    "brokerage": Named(
        Text(
            "仲介の役割（Gould-Fernandez）: 調整役、仲介役、門番、代表、連絡役（--by region か sector）",
            "who stands between whom: roles of Gould and Fernandez (--by region or sector)",
        ),
        lambda ties, s: brokerage(ties, by=s.by),
        frozenset({"by"}),
        sources=("Gould and Fernandez, Sociological Methodology 19, 1989",),
    ),
    "holes": Named(
        Text("構造的空隙（Burt）: 拘束度と実効規模", "structural holes (Burt): constraint and effective size"),
        lambda ties, _: holes(ties),
        sources=(
            "Burt, Structural Holes, 1992",
            "Borgatti, Connections 20, 1997",
        ),
    ),
    "bridges": Named(
        Text(
            "要となる機関: 関節点、橋、単独で地域を結ぶ機関",
            "what holds the network together: articulation points, bridges, who alone ties two regions",
        ),
        lambda ties, _: bridges(ties),
        sources=("Tarjan, SIAM J. Computing 1, 1972",),
    ),
    "regions": Named(
        Text(
            "地域×地域: つながりの数、密度、配置モデルの期待値との比",
            "region x region: ties, density, and against a configuration model",
        ),
        lambda ties, _: regions(ties),
        sources=("Newman, Networks, 2010",),
    ),
    "components": Named(
        Text("連結成分: つながったまとまりと、その地域", "components: what hangs together, and in which regions"),
        lambda ties, _: components(ties),
    ),
    "cores": Named(
        Text("k-コア: どれだけ内側にあるか", "k-cores: how far inside one stands"),
        lambda ties, _: cores(ties),
        sources=("Seidman, Social Networks 5, 1983",),
    ),
    "degrees": Named(
        Text("次数分布: つながりの数ごとの機関数", "degree distribution: how many have how many ties"),
        lambda ties, _: degrees(ties),
    ),
    "communities": Named(
        Text(
            "コミュニティー（Louvain）: 規模、地域、モジュラリティー、シード間の安定性",
            "communities (Louvain): size, regions, modularity, stability over seeds",
        ),
        lambda ties, s: communities(ties, seed=s.seed),
        frozenset({"seed"}),
        sources=_LOUVAIN,
    ),
    "community-members": Named(
        Text("各機関のコミュニティー", "which community each organisation is in"),
        lambda ties, s: community_members(ties, seed=s.seed),
        frozenset({"seed"}),
        sources=_LOUVAIN,
    ),
    "gaps": Named(
        Text(
            "都道府県の空白: 拠点、協議会、大学、病院、つながりのないところ",
            "prefectures without hub, council, university, hospital or link",
        ),
        of_store=lambda store, ties, _: prefecture_gaps(store, affiliations(store), ties),
    ),
    "field-gaps": Named(
        Text(
            "分野の空白: 拠点、協議会、大学、病院、つながりのないところ",
            "fields without hub, council, university, hospital or link",
        ),
        of_store=lambda store, ties, _: field_gaps(store, affiliations(store), ties),
    ),
    "capability-gaps": Named(
        Text("できること×地域: だれももたない地域", "capability x region, with its empty cells"),
        of_store=lambda store, _, __: capability_gaps(store, affiliations(store)),
    ),
    "changes": Named(
        Text(
            "二つの年（--between 2015 2020）か、前のストア（--against）との違い: 新規となくなった機関、つながり、橋",
            "new and lost organisations, ties and bridges between two years (--between 2015 2020) or since a store (--against)",
        ),
        takes=frozenset({"between", "against"}),
        of_narrowed=lambda *given: _changes(*given),
    ),
    "what-if": Named(
        Text(
            "もしもの比較: 機関（--without）やつながり（--untie）を外し、つながり（--tie）や拠点（--hub）を加えた違い",
            "what would change without an organisation (--without), with or without a tie (--tie, --untie), with a hub (--hub)",
        ),
        takes=frozenset({"seed", "exact", "by", *CHANGED}),
        of_narrowed=lambda *given: _what_if(*given),
    ),
    "indicators": Named(
        Text(
            "指標の台帳: 基準値、目標値、実績値、達成率、計算による状態と資料の判断（--place、--field）",
            "ledger of targets: baseline, target, actual, rate, computed and stated status (--place, --field)",
        ),
        of_narrowed=lambda *given: _indicators(*given),
    ),
}


def get_analysis(name: str) -> Named:
    """An analysis by its name. Raises UsageError with near misses for an unknown one."""
    if name not in ANALYSES:
        raise not_among(name, ANALYSES, Text("分析", "analysis"))
    return ANALYSES[name]


def analyze(
    store: Store,
    name: str,
    narrowing: Narrowing,
    settings: Settings,
    index: NameIndex | None = None,
) -> Analysis:
    """An analysis of the organisations of a store that take part in what is left after narrowing.

    Raises UsageError for an unknown name, a setting that the analysis does not take, and as `network_of` does.
    """
    named = _check(name, settings)
    if named.of_narrowed:
        return named.of_narrowed(store, narrowing, settings, index)
    ties = ties_in(store, narrowing, index)
    return _told(ties, named.run(ties, settings) if named.run else _of_store(named, store, ties, settings), settings)


def analyze_graph(graph: nx.Graph[Any], name: str, settings: Settings, labels: Mapping[str, Text] | None = None) -> Analysis:
    """An analysis of a networkx graph, as `ties_of_graph` takes it. Raises UsageError likewise, and where a store is needed."""
    named = _check(name, settings)
    if named.run is None:
        raise UsageError(Text(f"{name} はストアを使う分析です。", f"{name} is an analysis of a store, not of a graph."))
    ties = ties_of_graph(graph, labels)
    return _told(ties, named.run(ties, settings), settings)


def ties_in(store: Store, narrowing: Narrowing, index: NameIndex | None = None) -> Ties:
    """The ties among the organisations that are left after narrowing."""
    found = affiliations_of(store, narrowing, index)
    groups = {iri for by in GROUPINGS for iri in found.organisations.facts[by] if iri}
    ties = ties_of(found, labels_of(store, groups))
    if narrowing.ego is None:
        return ties
    return around(ties, centre_of(store, narrowing, ties.organisations.position, index), narrowing.steps)


def _of_store(named: Named, store: Store, ties: Ties, settings: Settings) -> Analysis:
    assert named.of_store is not None
    return named.of_store(store, ties, settings)


def _changes(store: Store, narrowing: Narrowing, settings: Settings, index: NameIndex | None) -> Analysis:
    """The changes between two years, or from an earlier store to this one."""
    if (settings.between is None) == (settings.against is None):
        raise UsageError(
            Text(
                "changes には、比べる二つの年（--between 2015 2020）か、前のストア（--against）のどちらかを指定してください。",
                "changes compares two years (--between 2015 2020) or with an earlier store (--against): name one.",
            )
        )
    if settings.against is not None:
        before, after = ties_in(settings.against, narrowing), ties_in(store, narrowing, index)
    elif settings.between is not None:
        if narrowing.first is not None or narrowing.last is not None:
            raise UsageError(
                Text(
                    "--between は --from や --to と一緒に使えません。",
                    "--between does not go with --from or --to: name the years once.",
                )
            )
        before, after = (ties_in(store, replace(narrowing, first=y, last=y), index) for y in settings.between)
    return _told(after, changes(before, after), settings)


def _what_if(store: Store, narrowing: Narrowing, settings: Settings, index: NameIndex | None) -> Analysis:
    """The network as it is beside what it would be."""
    ties = ties_in(store, narrowing, index)
    scenario = scenario_of(
        store,
        ties,
        narrowing,
        without=settings.without or (),
        tie=settings.tie or (),
        untie=settings.untie or (),
        hub=settings.hub or (),
        index=index,
    )
    before = altered(ties, scenario.beginning)
    made = what_if(
        before, altered(before, scenario), by=settings.by, seed=settings.seed, exact=settings.exact, watch=settings.watch
    )
    return _told(ties, replace(made, notes=(*scenario.notes, *made.notes)), settings)


def _indicators(store: Store, narrowing: Narrowing, settings: Settings, index: NameIndex | None) -> Analysis:
    """The targets of what is in a place, of a field; ties have no part in it."""
    said = {"first": "from", "last": "to"}
    for told in fields(Narrowing):
        if told.name not in ("place", "field") and getattr(narrowing, told.name) != told.default:
            option = said.get(told.name, told.name)
            raise UsageError(
                Text(
                    f"{option} は indicators では使いません（使うもの: place、field）。",
                    f"indicators takes place and field, not {option}.",
                )
            )
    about = field_holder(store, narrowing, index)
    return indicators(store, [*holders_of(store, narrowing, index), *([] if about is None else [about])]).first(settings.top)


def _check(name: str, settings: Settings) -> Named:
    named = get_analysis(name)
    given = {setting: getattr(settings, setting) is not None for setting in _SOME_TAKE}
    for setting, there in given.items():
        if there and setting not in named.takes:
            fitting = ", ".join(n for n, a in ANALYSES.items() if setting in a.takes)
            raise UsageError(
                Text(
                    f"{setting} は {name} では使いません（使うもの: {fitting}）。",
                    f"{setting} goes with {fitting}, not with {name}.",
                )
            )
    if settings.top is not None and settings.top < 1:
        raise UsageError(Text(f"top は1以上です: {settings.top}", f"top is 1 or more, not {settings.top}."))
    return named


def _told(ties: Ties, made: Analysis, settings: Settings) -> Analysis:
    found = made.first(settings.top)
    return replace(found, notes=(*_size(ties), *found.notes))


def _size(ties: Ties) -> list[Text]:
    """What the network is: how many organisations, ties, and organisations without one."""
    nodes, edges, alone = len(ties.organisations), len(ties), int((ties.degree == 0).sum())
    if not nodes:
        return [
            Text(
                "ネットワークが空です。絞り込みを外すか、活動や協議会への参加を確かめてください。",
                "The network is empty: narrow less, or look whether anybody takes part in anything.",
            )
        ]
    told = [
        Text(
            f"機関 {nodes}、つながり {edges}、つながりのない機関 {alone}。",
            f"Organisations: {nodes}; ties: {edges}; organisations without a tie: {alone}.",
        )
    ]
    if ties.self_ties:
        told.append(
            Text(
                f"自分自身とのつながり{ties.self_ties}本は除きました。",
                f"{ties.self_ties} tie(s) of a node with itself are left out.",
            )
        )
    return told
