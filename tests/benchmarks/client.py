"""The customers of a benchmark: closed loops over plain HTTP, in a process of their own.

Run as `python -m tests.benchmarks.client W4 --base http://127.0.0.1:8000 --clients 4 --seconds 10`; prints JSON.
"""

import argparse
import html
import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.benchmarks.plan import OFFICE_LOGIN, QUERIES, category_slug, product_slug

CONTROL = re.compile(r"<(input|select|textarea)\b([^>]*)>(?:(.*?)</\1>)?", re.DOTALL)
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
OPTION = re.compile(r"<option\b([^>]*)>", re.DOTALL)


class WrongAnswer(Exception):
    """The server answered something that the operation does not expect."""


@dataclass(slots=True)
class Browser:
    """One connection with cookies: as little of a browser as the pages need."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> str:
        """A page that must be there."""
        status, _, text = self.ask("GET", path)
        if status != 200:
            raise WrongAnswer(f"GET {path}: {status}")
        return text

    def post(self, path: str, values: dict[str, str]) -> str:
        """A form that must be accepted; returns where it leads."""
        status, location, text = self.ask("POST", path, urlencode(values))
        if status not in (302, 303):
            raise WrongAnswer(f"POST {path}: {status} {_sentences(text)}")
        return location

    def forget(self) -> None:
        """Be a new visitor from here on."""
        self.cookies.clear()

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """Send a request and keep the cookies: status, where it leads, text."""
        parts = urlsplit(self.base)
        if self.connection is None:
            self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.base, "Referer": self.base}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text


def _sentences(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())[:300]


def form_values(page: str, action: str) -> dict[str, str]:
    """What a browser would send for the form with this action ("": the page's own) if the person changed nothing."""
    for head, inner in FORM.findall(page):
        attributes = dict(ATTRIBUTE.findall(head))
        if attributes.get("method") == "post" and attributes.get("action", "").split("?")[0] == action:
            return dict(_controls(inner))
    raise WrongAnswer(f"There is no form for {action or 'this page'}.")


def _controls(inner: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for tag, head, content in CONTROL.findall(inner):
        attributes = dict(ATTRIBUTE.findall(head))
        name, kind = attributes.get("name", ""), attributes.get("type", "text")
        if not name or "disabled" in attributes:
            continue
        if kind in ("radio", "checkbox") and "checked" not in attributes:
            continue
        if "multiple" in attributes and not _chosen(content):
            continue
        value = attributes.get("value", "on" if kind == "checkbox" else "")
        if tag == "textarea":
            value = re.sub(r"^\r?\n", "", content)
        if tag == "select":
            value = _selected(content)
        if name not in seen:
            seen.add(name)
            yield name, html.unescape(value)


def _selected(content: str) -> str:
    chosen = _chosen(content) or _options(content)
    return chosen[0].get("value", "") if chosen else ""


def _chosen(content: str) -> list[dict[str, str]]:
    return [option for option in _options(content) if "selected" in option]


def _options(content: str) -> list[dict[str, str]]:
    return [dict(ATTRIBUTE.findall(option)) for option in OPTION.findall(content)]


def category_page(browser: Browser, dice: random.Random) -> None:
    """W1: page 3 of a category."""
    if "<h1" not in browser.get(f"/c/{category_slug(dice.randrange(20))}?page=3"):
        raise WrongAnswer("no category")


def product_page(browser: Browser, dice: random.Random) -> None:
    """W2: an article."""
    browser.get(f"/p/{product_slug(dice.randrange(len(VARIANTS)))}")


def search_page(browser: Browser, dice: random.Random) -> None:
    """W3: a search with one or two words."""
    browser.get("/search?" + urlencode({"q": dice.choice(QUERIES)}))


def purchase(browser: Browser, dice: random.Random) -> None:
    """W4: a guest buys three different articles on account; a new visitor each time."""
    browser.forget()
    chosen = dice.sample(range(len(VARIANTS)), 3)
    adding = form_values(browser.get(f"/p/{product_slug(chosen[0])}"), "/cart/lines")
    for number in chosen:
        browser.post("/cart/lines", adding | {"variant_id": VARIANTS[number], "quantity": "1"})
    checkout = form_values(browser.get("/checkout"), "/checkout")
    address = {
        "email": f"guest{dice.randrange(10**9)}@example.com", "name": "Bench Guest", "street": "Kai 1",
        "postal_code": "20457", "city": "Hamburg", "country": "DE", "payment_method": "on_account",
    }  # fmt: skip
    known = {name: value for name, value in address.items() if name in checkout or name == "payment_method"}
    known |= {f"delivery-{name}": value for name, value in address.items() if f"delivery-{name}" in checkout}
    browser.get(browser.post("/checkout", checkout | known))


def office_list(browser: Browser, _dice: random.Random) -> None:
    """W5: the office's list of orders; signs in once per browser."""
    if not browser.cookies:
        page = browser.get("/office/sign-in")
        browser.post("/office/sign-in", form_values(page, "") | OFFICE_LOGIN)
    if browser.get("/office/orders").count("SO-") < 50:
        raise WrongAnswer("fewer than 50 orders")


WORKLOADS: dict[str, Callable[[Browser, random.Random], None]] = {
    "W1": category_page,
    "W2": product_page,
    "W3": search_page,
    "W4": purchase,
    "W5": office_list,
}
VARIANTS: list[str] = []


@dataclass(slots=True)
class Tally:
    """What all clients together saw."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def loop(base: str, workload: str, seconds: float, seed: int, tally: Tally) -> None:
    """One client: the next operation begins when the last one is answered."""
    browser, dice, until = Browser(base), random.Random(seed), time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        try:
            WORKLOADS[workload](browser, dice)
            tally.seconds.append(time.perf_counter() - began)
        except (WrongAnswer, OSError, http.client.HTTPException) as error:
            tally.errors.append(str(error))
            browser = Browser(base)


def main() -> None:
    """Run one workload and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=sorted(WORKLOADS))
    parser.add_argument("--base", required=True)
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--variants", default="")
    asked = parser.parse_args()
    if asked.variants:
        VARIANTS.extend(json.loads(Path(asked.variants).read_text("utf-8")))
    tally = Tally()
    threads = [
        threading.Thread(target=loop, args=(asked.base, asked.workload, asked.seconds, seed, tally))
        for seed in range(asked.clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": tally.seconds, "errors": tally.errors[:5], "error_count": len(tally.errors)}))


if __name__ == "__main__":
    main()
