"""The address for errors: what is taken, what is refused, and how the thing is filled in."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from renkei.cli.app import app
from renkei.errors import UsageError
from renkei.publish.things.reports import check_report_url, report_link

IRI = "https://w3id.org/renkei/id/place/JP-07"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (
            "mailto:a@example.org",
            "mailto:a@example.org?subject=A%26B&body=https%3A%2F%2Fw3id.org%2Frenkei%2Fid%2Fplace%2FJP-07",
        ),
        ("mailto:a@example.org?cc=b@example.org", f"mailto:a@example.org?cc=b@example.org&subject=A%26B&body={IRI!s}"),
        ("https://example.org/form", f"https://example.org/form?label=A%26B&iri={IRI!s}"),
        ("https://example.org/form?x=1#top", f"https://example.org/form?x=1&label=A%26B&iri={IRI!s}#top"),
        ("https://example.org/new?t={label}", "https://example.org/new?t=A%26B"),
        ("mailto:a@example.org?subject={label}%20{iri}", f"mailto:a@example.org?subject=A%26B%20{IRI!s}"),
    ],
)
def test_the_thing_is_filled_in_and_escaped(url, link):
    check_report_url(url)
    assert report_link(url, IRI, "A&B") == link.replace(IRI, "https%3A%2F%2Fw3id.org%2Frenkei%2Fid%2Fplace%2FJP-07")


def test_a_value_is_not_read_as_a_place_to_fill():
    assert (
        report_link("https://example.org/?a={label}&b={iri}", "urn:x", "{iri}") == "https://example.org/?a=%7Biri%7D&b=urn%3Ax"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/",
        "example.org",
        "https://",
        "https:///path",
        "https://[",
        "mailto:",
        "mailto:nobody",
        "https://example.org/a b",
        'https://example.org/"onclick="x',
        "https://example.org/\n",
        "",
    ],
)
def test_what_no_link_may_have_is_refused_in_both_languages(url):
    with pytest.raises(UsageError, match="cannot be where errors are reported") as raised:
        check_report_url(url)
    assert "使えません" in raised.value.message.ja


def test_an_unknown_place_to_fill_is_refused_by_name():
    with pytest.raises(UsageError, match=r"\{name\} in the address for errors is unknown"):
        check_report_url("https://example.org/?q={name}")


def test_the_command_takes_the_address_and_refuses_a_bad_one_before_it_writes(tmp_path):
    result = CliRunner().invoke(app, ["publish", str(tmp_path / "site"), "--report-url", "javascript:alert(1)"])
    assert isinstance(result.exception, UsageError)
    assert not (tmp_path / "site").exists()
