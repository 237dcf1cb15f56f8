"""The W3C test suite of SPARQL 1.1 queries through renkei's own door: so many cases pass, and these do not."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SUITE = os.environ.get("RENKEI_RDF_TESTS") or ROOT.parent / "shared" / "data" / "rdf-tests" / "rdf-tests-sparql-rdf11.tar.gz"


@pytest.fixture(scope="module")
def w3c() -> Iterator[ModuleType]:
    """benchmarks/w3c.py."""
    spec = importlib.util.spec_from_file_location("w3c", ROOT / "benchmarks" / "w3c.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["w3c"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["w3c"]


@pytest.fixture(scope="module")
def suite(w3c: ModuleType) -> Iterator[Path]:
    """The suite; a test that needs it is skipped where it is not there."""
    if not Path(SUITE).exists():
        pytest.skip("the W3C suite is not here: set RENKEI_RDF_TESTS to a checkout of w3c/rdf-tests or its archive")
    with w3c.suite(Path(SUITE)) as folder:
        yield folder


@pytest.mark.slow
def test_the_cases_that_fail_are_those_with_a_reason(w3c: ModuleType, suite: Path) -> None:
    outcomes = [w3c.run(case) for case in w3c.cases(suite)]
    failed = {o.case.name: o.why for o in outcomes if o.why}
    assert (len(outcomes), len(outcomes) - len(failed)) == (338, 328)
    assert failed.keys() == w3c.REASONS.keys(), failed
