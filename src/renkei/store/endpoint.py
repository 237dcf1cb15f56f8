"""Where a SPARQL server is reached, how it differs from others, and what is shown to it as credentials."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit, urlunsplit

import pyoxigraph as ox

from renkei.errors import Text, UsageError, did_you_mean

# Graphs of renkei on a server begin with OURS. Those that begin with KEPT serve the server only: what is known, on a server
# without an unnamed graph, and the manifest of what was pushed. NONE is a graph that there is not.
OURS = "https://w3id.org/renkei/"
KEPT = f"{OURS}graph/"
KNOWN = ox.NamedNode(f"{KEPT}known")
NONE = ox.NamedNode(f"{KEPT}none")
MANIFEST = ox.NamedNode(f"{KEPT}manifest")

USER, PASSWORD, TOKEN = "RENKEI_ENDPOINT_USER", "RENKEI_ENDPOINT_PASSWORD", "RENKEI_ENDPOINT_TOKEN"


@dataclass(frozen=True)
class Profile:
    """How one make of server differs.

    `default_graph` is the graph that stands in for the unnamed one where the server has none. `update` and `graph_store` are
    the paths beside the query path `query` where the server is written to. `server` begins its Server header. It gives `rows`
    rows at once unless it is set up otherwise. One that `merges` makes one graph of several that FROM names, as the standard
    has it; others give a statement that stands in two of them twice.
    """

    name: str
    default_graph: ox.NamedNode | None = None
    server: str | None = None
    query: str = ""
    update: str = ""
    graph_store: str = ""
    rows: int = 9_000
    merges: bool = True


PROFILES = {
    p.name: p
    for p in (
        Profile("oxigraph", None, "oxigraph", "/query", "/update", "/store", rows=100_000, merges=False),
        Profile("virtuoso", KNOWN, "virtuoso", "/sparql", "/sparql-auth", "/sparql-graph-crud-auth", merges=False),
        Profile("generic"),
    )
}


@dataclass(frozen=True)
class Endpoint:
    """The addresses of a server; `profile` is None until it is known. Credentials are in no representation of it."""

    url: str
    update: str | None = None
    graph_store: str | None = None
    profile: Profile | None = None
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The address as messages show it."""
        return shown(self.url)


def is_url(text: object) -> bool:
    """Whether a text is the address of a server and no path."""
    return isinstance(text, str) and re.match(r"https?://", text, re.IGNORECASE) is not None


def shown(url: str) -> str:
    """An address without user, query and fragment, where secrets may stand."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def endpoint(
    url: str,
    *,
    update: str | None = None,
    graph_store: str | None = None,
    profile: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Endpoint:
    """The server at `url`; user, password or token come from the environment only.

    Raises UsageError for an address that is none, holds a user or leads to another host than `url`, for an unknown profile,
    and for credentials that are not whole.
    """
    host = checked_url(url, "--endpoint").hostname
    for other, option in ((update, "--update-endpoint"), (graph_store, "--graph-store")):
        if other and checked_url(other, option).hostname != host:
            raise UsageError(
                Text(
                    f"{option} のホストは --endpoint と同じでなければなりません（認証情報を別のホストに送らないため）。",
                    f"{option} must be on the host of --endpoint: credentials are sent to no other host.",
                )
            )
    user, password, token = (environment.get(name) or None for name in (USER, PASSWORD, TOKEN))
    if (user is None) != (password is None):
        raise UsageError(Text(f"{USER} と {PASSWORD} は両方必要です。", f"{USER} and {PASSWORD} go together: set both."))
    if user and token:
        raise UsageError(
            Text(f"{USER} と {TOKEN} のどちらかだけを設定してください。", f"Set either {USER} or {TOKEN}, not both.")
        )
    for name, value in ((USER, user), (PASSWORD, password), (TOKEN, token)):
        if value and not value.isprintable():
            raise UsageError(Text(f"{name} に制御文字があります。", f"{name} holds a control character."))
    if token and not token.isascii():
        raise UsageError(Text(f"{TOKEN} は ASCII ではありません。", f"{TOKEN} is not ASCII."))
    return Endpoint(url, update, graph_store, get_profile(profile) if profile else None, user, password, token)


def get_profile(name: str) -> Profile:
    """The profile `name`; raises UsageError with near misses."""
    if name in PROFILES:
        return PROFILES[name]
    hint = did_you_mean(name, PROFILES) or Text("使えるもの: " + "、".join(PROFILES), "There are: " + ", ".join(PROFILES))
    raise UsageError(Text(f"プロファイル {name} はありません。{hint.ja}", f"There is no profile {name}. {hint.en}"))


def profile_of(server: str) -> Profile:
    """The profile that a Server header tells; `generic` for any other make."""
    for profile in PROFILES.values():
        if profile.server and server.lower().startswith(profile.server):
            return profile
    return PROFILES["generic"]


def beside(found: Endpoint, profile: Profile) -> tuple[str | None, str | None]:
    """The addresses for update and graph store: those that were given, else those that the profile has beside the query."""
    parts = urlsplit(found.url)
    path = parts.path.rstrip("/")
    if not profile.query or not path.endswith(profile.query):
        return found.update, found.graph_store
    root = path.removesuffix(profile.query)
    update, store = (urlunsplit((parts.scheme, parts.netloc, root + p, "", "")) for p in (profile.update, profile.graph_store))
    return found.update or update, found.graph_store or store


def checked_url(url: str, option: str) -> SplitResult:
    """The parts of the URL of a server. Raises UsageError, naming the `option`, for what is none or holds secrets."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = re.fullmatch(r"[!-~]+", url) is not None
    if not is_url(url) or not parts.hostname or not plain or port == 0 or parts.fragment:
        raise UsageError(
            Text(
                f"{option} は http:// か https:// で始まる SPARQL サーバーの URL です。",
                f"{option} takes the URL of a SPARQL server, which begins with http:// or https://.",
            )
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            Text(
                f"{option} の URL に利用者名やパスワードを書かず、{USER} と {PASSWORD} に設定してください。",
                f"Write no user or password into the URL of {option}: set {USER} and {PASSWORD}.",
            )
        )
    return parts
