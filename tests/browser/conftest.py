"""A site of hostile names, a browser for the whole run, and visits: pages are checked for noise and requests when left."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.publish.site import publish

_QUIET = "--disable-background-networking --disable-component-update --disable-sync --disable-quic --no-first-run"
_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", *_QUIET.split()]

# Names that would run, break a table or break out of an element, if a page took them for anything but text.
HOSTILE = {
    "img": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(2)</script>",
    "quotes": "\"quoted\" & 'single'",
    "formula": "=cmd|'/c calc'!A1",
    "long": "とても長い名前の機構" * 1000,
    "bidi": "safe\u202egnp.exe",
    "address": "javascript:alert(3)",
}

_ORGANIZATIONS = "id,label_ja,label_en,alt_ja,reading,kind,place,parent,url\n"


def _prepare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("prepare", Path(__file__).parents[1] / "prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Visit:
    """An open page, with all that it said on the console or in dialogs, and all addresses that it asked for."""

    page: Page
    noise: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def run(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def rows(self) -> list[str]:
        """The ids of the rows that the table shows, in order."""
        found: list[str] = self.run(
            "[...document.querySelectorAll('#nodes tr[data-node]')].filter(r => r.offsetParent).map(r => r.dataset.node)"
        )
        return found

    def drawn(self) -> list[str]:
        """The ids of the nodes in the picture, sorted."""
        return sorted(self.run("renkei.network.nodes.getIds()"))

    def data(self) -> Any:
        """What the network page was given."""
        return self.run("JSON.parse(document.getElementById('network-data').textContent)")

    def ties(self) -> list[dict[str, Any]]:
        """The ties that the network page was given, with the ids of their ends."""
        data = self.data()
        ids, columns = [n["id"] for n in data["nodes"]], data["edges"]
        ends = zip(columns["from"], columns["to"], columns["dashes"], strict=True)
        return [{"from": ids[a], "to": ids[b], "dashes": bool(dashes)} for a, b, dashes in ends]

    def selected(self) -> str | None:
        chosen: str | None = self.run("renkei.network.state.selected")
        return chosen

    def focused(self) -> str:
        """The element that has the focus: its id, or what else tells it apart."""
        found: str = self.run(
            "(e => e.id || e.dataset.group || e.dataset.csv || e.dataset.sort || (e.closest('#nodes') ? 'row' : e.tagName))"
            "(document.activeElement)"
        )
        return found

    def search(self, text: str) -> None:
        """Type into the search box, and wait until the list of results is about it."""
        self.page.fill("#search", text)
        self.page.wait_for_function("t => renkei.network.state.query === renkei.fold(t)", arg=text)

    def point_at(self, node: str) -> tuple[float, float]:
        """Where a node is in the window."""
        x, y = self.run(
            "id => { const box = document.getElementById('network').getBoundingClientRect(),"
            " at = renkei.network.vis.canvasToDOM(renkei.network.model.items.get(id));"
            " return [box.left + at.x, box.top + at.y] }",
            node,
        )
        return x, y


Visitor = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; tests that need it are skipped where there is none."""
    prepare = _prepare()
    if lacking := prepare.missing():
        pytest.skip(f"{lacking} not found; to install it: {prepare.COMMAND}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=prepare.find_chromium(), args=_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def hostile_names() -> dict[str, str]:
    """The names of the bodies of the hostile data set, by the end of their id."""
    return HOSTILE


@pytest.fixture(scope="session")
def hostile_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public data set whose names are those of HOSTILE."""
    folder = tmp_path_factory.mktemp("data") / "hostile"
    folder.mkdir()
    lines = []
    for name, text in HOSTILE.items():
        quoted = '"' + text.replace('"', '""') + '"'
        lines.append(
            f"hostile-{name},{quoted},{quoted},{quoted},ほすたいる,company,JP-07,fukushima-medical-device-promotion,https://example.org/'-alert(4)-'"
        )
    (folder / "organizations.csv").write_text(_ORGANIZATIONS + "\n".join(lines) + "\n", encoding="utf-8")
    settings = 'id = "hostile"\nvisibility = "public"\ntitle = { ja = "<b>試験</b>", en = "<b>trial</b>" }\n'
    (folder / "dataset.toml").write_text(settings, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory, hostile_dataset: Path) -> Path:
    """The site of the shipped data together with the hostile data set."""
    directory = tmp_path_factory.mktemp("hostile")
    build(with_shipped([hostile_dataset]), directory / "store", "public")
    publish(directory / "site", directory / "store")
    return directory / "site"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    """Opens pages of a site. When the test is over, none of them may have said or asked for anything."""
    contexts, visits = [], []

    def opened(
        site: Path, path: str, *, width: int = 1280, height: int = 800, javascript: bool = True, **options: Any
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            offline=True,
            reduced_motion="reduce",
            **{"locale": "ja-JP", **options},
        )
        visit = Visit(context.new_page())
        contexts.append(context)
        visits.append(visit)
        visit.page.set_default_timeout(30_000)
        visit.page.on("console", lambda message: visit.noise.append(message.text))
        visit.page.on("pageerror", lambda error: visit.noise.append(str(error)))
        visit.page.on("dialog", lambda dialog: (visit.noise.append(f"dialog {dialog.message}"), dialog.dismiss()))
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.goto(f"{site.as_uri()}/{path}")
        return visit

    yield opened
    for context in contexts:
        context.close()
    assert [noise for visit in visits for noise in visit.noise] == []
    assert [r for visit in visits for r in visit.requests if not r.startswith(("file:", "data:", "blob:"))] == []
