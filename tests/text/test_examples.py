"""The examples in the docstrings of the room are run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import renkei.text


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(renkei.text.__path__)])
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"renkei.text.{name}")).failed == 0
