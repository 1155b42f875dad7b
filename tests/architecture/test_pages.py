"""Every HTML answer is parsed strictly; a page that is not well-formed fails the test that asked for it."""

import pytest
from flask import Flask

from tests.support.pages import BrokenHtml, client_of

HEAD = "<!doctype html><html lang=en><title>x</title>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>one</div>",
        "<table><tr><p>x</p></tr></table>",
        "<a href=x><a href=y></a></a>",
        '<p id="a" id="b">',
        "a & b &nosuch;",
        "<time datetime=2026-11-26T12:50:27.221470+00:00>noon</time>",
    ],
)
def test_a_broken_page_is_found(body: str) -> None:
    app = Flask("broken")
    app.add_url_rule("/", view_func=lambda: HEAD + body)

    with pytest.raises(BrokenHtml):
        client_of(app).get("/")


def test_a_sound_page_passes() -> None:
    app = Flask("sound")
    app.add_url_rule(
        "/", view_func=lambda: HEAD + "<main><h1>Hello</h1><time datetime=2026-11-26T12:50:27+00:00>noon</time></main>"
    )

    assert client_of(app).get("/").status_code == 200
