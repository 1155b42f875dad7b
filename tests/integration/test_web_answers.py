"""In which language a page speaks, which headers protect it, what may be kept of it, what is observed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from core.kernel.settings import Settings
from tests.support.pages import client_of
from tests.support.probe import probe
from tests.support.visits import a_customer, send, sign_in


@pytest.fixture
def app(database: Settings) -> Flask:
    return probe(database)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return client_of(app)


# --- languages


def language_of(text: str) -> str:
    found = re.search(r"<html lang=['\"](\w+)", text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-AT,de;q=0.9,en;q=0.8", "de"), ("en-US,de;q=0.5", "en"), ("fr,nl;q=0.5", "en"), ("", "en"), ("*;q=x", "en")],
)
def test_a_page_speaks_the_first_language_that_the_browser_asks_for(
    visitor: FlaskClient, accepted: str, language: str
) -> None:
    answer = visitor.get("/", headers={"Accept-Language": accepted})

    assert language_of(answer.text) == language
    assert ("1.890,00\xa0€" if language == "de" else "1,890.00\xa0€") in answer.text


def test_a_chosen_language_is_kept_and_leads_back(visitor: FlaskClient) -> None:
    answer = send(visitor, "/language", {"language": "de", "next": "/personal?x=1"}, page="/form")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/personal?x=1")
    assert language_of(visitor.get("/", headers={"Accept-Language": "en"}).text) == "de"


def test_a_person_reads_in_their_own_language_and_can_change_it(app: Flask) -> None:
    a_customer(locale="de")
    first, second = client_of(app), client_of(app)
    sign_in(first, "anna@example.org")
    own = language_of(first.get("/").text)

    send(first, "/language", {"language": "en", "next": "https://evil.example/"}, page="/form")
    sign_in(second, "anna@example.org")

    assert own == "de"
    assert language_of(second.get("/", headers={"Accept-Language": "de"}).text) == "en"


def test_an_unknown_language_becomes_english(visitor: FlaskClient) -> None:
    answer = send(visitor, "/language", {"language": "<x>", "next": "//evil.example"}, page="/form")

    assert answer.headers["Location"] == "/"
    assert "kontor_language=en" in answer.headers["Set-Cookie"]


# --- headers, assets, observation


def test_every_answer_is_protected(visitor: FlaskClient) -> None:
    for path in ("/", "/nowhere", "/static/tokens.css"):
        headers = visitor.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers


def test_secure_cookies_come_with_strict_transport(database: Settings) -> None:
    client = client_of(probe(database.model_copy(update={"secure_cookies": True})))

    answer = client.get("/form", base_url="https://localhost")

    assert "; Secure; HttpOnly; Path=/; SameSite=Lax" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_only_pages_without_personal_data_may_be_kept(visitor: FlaskClient) -> None:
    a_customer()
    before = [visitor.get(path).headers["Cache-Control"] for path in ("/", "/personal")]

    sign_in(visitor, "anna@example.org")

    assert before == ["private, no-cache", "private, no-store"]
    assert visitor.get("/").headers["Cache-Control"] == "private, no-store"


def test_a_first_visit_sets_no_cookie(visitor: FlaskClient) -> None:
    assert "Set-Cookie" not in visitor.get("/").headers


def test_a_static_file_with_its_hash_may_be_kept_for_ever(visitor: FlaskClient) -> None:
    address = re.search(r"/static/tokens\.css\?v=[0-9a-f]{16}", visitor.get("/sign-in").text)
    assert address is not None

    assert visitor.get(address[0]).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert visitor.get("/static/tokens.css?v=old").headers["Cache-Control"] == "public, no-cache"
    assert visitor.get("/static/tokens.css").headers["Cache-Control"] == "public, no-cache"
    assert "Vary" not in visitor.get(address[0]).headers


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../app.py", "/static/%2e%2e/app.py", "/static/js"])
def test_nothing_else_is_served_as_a_static_file(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_a_sane_request_id_is_kept_and_another_replaced(visitor: FlaskClient) -> None:
    sane = visitor.get("/", headers={"X-Request-ID": "proxy-12345678"})
    insane = visitor.get("/", headers={"X-Request-ID": "<script>alert(1)</script>"})

    assert sane.headers["X-Request-ID"] == "proxy-12345678"
    assert re.fullmatch(r"[0-9a-f]{32}", insane.headers["X-Request-ID"])


def test_requests_are_counted_by_endpoint_and_status(visitor: FlaskClient) -> None:
    labels = {"application": "probe", "endpoint": "probe.home", "status": "200"}
    before = REGISTRY.get_sample_value("kontor_requests_total", labels) or 0.0

    visitor.get("/")
    visitor.get("/nowhere")

    assert REGISTRY.get_sample_value("kontor_requests_total", labels) == before + 1
    assert REGISTRY.get_sample_value("kontor_requests_total", {**labels, "endpoint": "-", "status": "404"})
