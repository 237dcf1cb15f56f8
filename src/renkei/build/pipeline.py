"""The build: data sets to checked rows, quads, rules, checks, and a store generation that is then the current one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from renkei import resources
from renkei.build.checks import NO_BLANK_NODES, CheckResult, Usage, no_blank_nodes, ontology_style, query_checks, usage
from renkei.build.consequences import Consequences
from renkei.build.datasets import Audience, Dataset, shipped_datasets
from renkei.build.filling import Tally, data_lines, data_quads, ontology_lines, ontology_quads
from renkei.build.load import Checked, RowChecker, load, refuse
from renkei.build.merging import review_folder
from renkei.build.rules import apply_rules, apply_rules_in_bulk
from renkei.build.survey import Surveyed, survey
from renkei.errors import Cancelled, CellError, Findings, RenkeiError, Text, UsageError
from renkei.identity.decisions import DECISIONS
from renkei.identity.registers import REGISTER_DATES, REGISTERS
from renkei.query.rules import shipped_rules
from renkei.schema.namespaces import ID, RDF
from renkei.schema.tables import shipped_schema
from renkei.sources.register import Register, read_register
from renkei.store.bulk import BulkWriter
from renkei.store.generations import NAMES, Generation, building, find_usable, publish
from renkei.store.names import write_names
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store

__all__ = ["Built", "CheckFailed", "Progress", "build", "data_quads", "known_digest", "load_shipped", "ontology_quads"]

Progress = Callable[[Text], None]


# Rules and checks run about twice as fast on a graph in memory; at 460 bytes a quad this many rows need some 500 MB.
MOST_ROWS_IN_MEMORY = 20_000


class CheckFailed(RenkeiError):
    """Checks that found offenders; the current store stays as it was."""

    def __init__(self, failed: list[CheckResult]) -> None:
        self.failed = failed
        rows_ja = [f"検査 {c.name}（{c.title.ja}）: {o}" for c in failed for o in c.offenders]
        rows_en = [f"check {c.name} ({c.title.en}): {o}" for c in failed for o in c.offenders]
        super().__init__(Text("\n".join(rows_ja), "\n".join(rows_en)))


@dataclass(frozen=True)
class Built:
    """A build's outcome: the generation, whether it was there already, and how much is private and left out, by table.

    `withheld_rows` counts rows, `withheld_cells` cells of rows that are there. How many there were is no part of the store,
    which tells nothing of what the public may not see. `warnings` are about cells that were taken although their owner should
    look at them.
    """

    generation: Generation
    unchanged: bool
    withheld_rows: Mapping[str, int] = field(default_factory=dict)
    withheld_cells: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[CellError, ...] = ()

    @property
    def withheld(self) -> int:
        """The number of rows left out of all tables."""
        return sum(self.withheld_rows.values())


@dataclass(frozen=True)
class _Filled:
    """A store with the ontology and the rows: the count of them, whether there may be a blank node, the digest of all lines.

    What single statements entail is in it already.
    """

    store: OxigraphStore
    tally: Tally
    maybe_blank: bool
    digest: str
    consequences: Consequences


def shipped_register() -> Register:
    """The register of sources that ships with renkei."""
    return read_register(resources.folder("data") / "sources.toml")


def load_shipped(datasets: Iterable[Dataset]) -> Checked:
    """The data sets read and checked against the shipped ontology and register."""
    vocabularies = resources.folder("ontology") / "vocabularies"
    return load(datasets, shipped_schema(), shipped_register(), vocabularies)


def build(
    datasets: list[Dataset],
    directory: Path,
    audience: Audience,
    progress: Progress | None = None,
    wait: float = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Built:
    """Build the data sets into a generation of the store in `directory`, and make it the current one.

    Where the current generation was made from the same input, nothing is done; where another build is at work, this one
    waits for up to `wait` seconds. `progress` is told each step, and every some thousand rows; `cancelled` is asked as often.
    Raises TableErrors for bad rows, CheckFailed for checks that find offenders, StoreError for a directory that cannot be
    used, and Cancelled where `cancelled` says so; the current store then stays in use.
    """

    def watch(text: Text) -> None:
        if cancelled and cancelled():
            raise Cancelled
        if progress:
            progress(text)

    known = known_digest(datasets, audience)
    if known and (current := find_usable(directory, known)):
        return Built(current, unchanged=True)
    watch(Text("表を読み、検査しています", "reading and checking the tables"))
    schema, register, errors = shipped_schema(), shipped_register(), Findings()
    surveyed = survey(datasets, schema, register, resources.folder("ontology") / "vocabularies", errors, watch)
    small = surveyed.number <= MOST_ROWS_IN_MEMORY
    filled = _fill(OxigraphStore.in_memory(), surveyed, audience, datasets, errors, watch) if small or errors else None
    with building(directory, known or audience, wait) as scratch:
        if known and (current := find_usable(directory, known)):  # what we waited for was this very build
            return Built(current, unchanged=True)
        if filled is None:
            store = OxigraphStore.create(scratch / "data")
            filled = _fill(store, surveyed, audience, datasets, errors, watch)
        store, tally, maybe_blank = filled.store, filled.tally, filled.maybe_blank
        consequences = filled.consequences
        digest, warnings = known or _content_digest(filled, datasets, audience), tuple(errors.warnings)
        del filled, surveyed
        if current := find_usable(directory, digest):
            return Built(current, True, tally.withheld, tally.hidden, warnings)
        watch(Text("規則を適用しています", "applying the rules"))
        derived, rules = consequences.number, shipped_rules()
        if small:
            derived += apply_rules(store, rules, consequences)
        else:
            derived += apply_rules_in_bulk(store, rules, scratch, watch, consequences)
        with ThreadPoolExecutor(1, "name-index") as pool:
            indexed = None if small else pool.submit(write_names, store, scratch / NAMES)
            if not small:  # the checks read all of it, which is faster then
                watch(Text("ストアを整理しています", "putting the store in order"))
                store.finish()
            watch(Text("グラフを検査しています", "checking the graph"))
            used = usage(store)
            blank = no_blank_nodes(store) if maybe_blank else NO_BLANK_NODES
            results = [*query_checks(store), blank, ontology_style(store, used)]
            if indexed:
                indexed.result()
        if failed := [r for r in results if not r.ok]:
            raise CheckFailed(failed)
        manifest = _manifest(store, used, tally, datasets, audience, derived, results)
        watch(Text("ストアに書いています", "writing the store"))
        if small:
            made, store = store, OxigraphStore.create(scratch / "data")
            store.load_text(made.text())
            store.finish()
        del store  # the engine keeps its files open as long as the object lives
        return Built(publish(directory, scratch, digest, manifest), False, tally.withheld, tally.hidden, warnings)


def _fill(
    store: OxigraphStore,
    surveyed: Surveyed,
    audience: Audience,
    datasets: Iterable[Dataset],
    errors: Findings,
    watch: Progress,
) -> _Filled:
    """Write the shipped ontology and the rows into the store.

    Raises TableErrors at the end where there are errors; rows are then read to the end, and no more are written.
    """
    checker, tally = RowChecker(surveyed), Tally()
    consequences = Consequences(shipped_rules(), ontology_quads())
    rows = (row for row in checker.rows(errors, watch) if not errors)
    with BulkWriter(store) as writer:
        writer.write(ontology_lines(consequences))
        for lines in data_lines(rows, checker.graphs, surveyed.register, audience, tally, consequences):
            writer.write(lines)
    refuse(errors, datasets, surveyed.index.schema)
    return _Filled(store, tally, writer.maybe_blank, writer.digest, consequences)


def known_digest(datasets: Iterable[Dataset], audience: Audience) -> str | None:
    """The digest of what will be built, where it may be taken from the files themselves; None for the public's store of a list.

    The files of a list may hold private rows, of which nothing, not even a digest, may stand in a store for the public.
    """
    given = list(datasets)
    own = {d.path.resolve() for d in shipped_datasets()}
    if audience == "public" and any(d.path.resolve() not in own for d in given):
        return None
    return input_digest(given, audience)


def _content_digest(filled: _Filled, datasets: Iterable[Dataset], audience: Audience) -> str:
    """The digest of what the audience is given: of the lines written, and of all that they are made into a store with."""
    titles = [d.id for d in datasets if d.id in filled.tally.datasets]
    return hashlib.sha256(f"{input_digest((), audience)}\n{titles}\n{filled.digest}".encode()).hexdigest()[:20]


def input_digest(datasets: Iterable[Dataset], audience: Audience) -> str:
    """A digest of all that a store is made from: data, ontology, rules, checks, version, audience."""
    hasher = hashlib.sha256(f"{resources.VERSION}\n{audience}\n".encode())
    shipped = [("ontology", "**/*.ttl"), ("queries", "rules/*.rq"), ("queries", "checks/*.rq"), ("data", "sources.toml")]
    for name, pattern in shipped:
        for path in resources.files(name, pattern):
            _digest_file(hasher, f"{name}/{path.name}", path)
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        _digest_file(hasher, path.name, path)
    for dataset in datasets:
        settings = (dataset.path / "dataset.toml", dataset.path / REGISTERS / REGISTER_DATES)
        for path in [*dataset.files(), *settings, review_folder(dataset) / DECISIONS]:
            if path.exists():
                _digest_file(hasher, f"{dataset.id}/{path.name}", path)
    return hasher.hexdigest()[:20]


def _digest_file(hasher: hashlib._Hash, name: str, path: Path) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror
        raise UsageError(
            Text(
                f"{path} を読めません（{why}）。Excel などで開いていれば閉じてください。",
                f"{path} cannot be read ({why}): close it if it is open in another program.",
            )
        ) from error
    hasher.update(f"{name}\n{len(data)}\n".encode())
    hasher.update(data)


def _things(store: Store, used: Usage) -> dict[str, int]:
    """How many things of ours each class has. What is not ours has its types from the ontology's files."""
    things = Counter(used.classes)
    others = {q.subject for q in ontology_quads() if isinstance(q.subject, ox.NamedNode) and not q.subject.value.startswith(ID)}
    for other in others:
        types = store.quads(other, RDF.type, None, ox.DefaultGraph())
        things.subtract(q.object.value for q in types if isinstance(q.object, ox.NamedNode))
    return {name: number for name, number in sorted(things.items()) if number}


def _manifest(
    store: Store,
    used: Usage,
    tally: Tally,
    datasets: Iterable[Dataset],
    audience: Audience,
    derived: int,
    results: list[CheckResult],
) -> dict[str, Any]:
    return {
        "version": resources.VERSION,
        "audience": audience,
        "datasets": [d.id for d in datasets if d.id in tally.datasets],
        "rows": dict(sorted(tally.tables.items())),
        "rows_by_source": dict(sorted(tally.documents.items())),
        "rows_by_dataset": dict(sorted(tally.sources.items())),
        "things": _things(store, used),
        "statements_by_basis": dict(sorted(tally.statements.items())) | {"derived": derived},
        "statements": sum(used.properties.values()),
        "quads": len(store),
        "derived": derived,
        "checks": {r.name: len(r.offenders) for r in results},
    }
