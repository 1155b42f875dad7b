"""Going through an application as somebody who opens every kind of page once, and the forms that stand there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

HTML = "{http://www.w3.org/1999/xhtml}"
TYPED = ("text", "search", "email", "tel", "url", "textarea")
FILES = (".csv", ".jsonl", ".pdf", ".xml", ".svg")
COUNTED = ("number", "date", "datetime-local", "month")


@dataclass(frozen=True, slots=True)
class Control:
    """One field of a form, with what a browser would send for it; None: nothing."""

    name: str
    kind: str
    value: str | None
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form on a page that is sent by POST; `rule` is the route that takes it."""

    page: str
    action: str
    rule: str
    is_upload: bool
    controls: tuple[Control, ...] = field(default_factory=tuple)

    def values(self) -> dict[str, str]:
        """What would be sent if nobody typed anything."""
        return {one.name: one.value for one in self.controls if one.value is not None}

    def of_kind(self, kinds: tuple[str, ...]) -> list[str]:
        """The names of its fields of some kinds."""
        return [one.name for one in self.controls if one.kind in kinds]


def rule_of(app: Flask, path: str, method: str = "GET") -> str | None:
    """The route behind an address; None for none of this application."""
    try:
        rule, _arguments = app.url_map.bind("localhost").match(urlsplit(path).path, method=method, return_rule=True)
    except (MethodNotAllowed, RequestRedirect, HTTPException):
        return None
    return str(rule.rule)


def crawl(app: Flask, client: FlaskClient, *starts: str, most: int = 1) -> dict[str, str]:
    """The text of the pages that links lead to, at most so many of each route, by their addresses."""
    seen: dict[str, str] = {}
    opened: dict[str, int] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        rule = rule_of(app, path)
        if rule is None or path in seen or opened.get(rule, 0) >= most:
            continue
        opened[rule] = opened.get(rule, 0) + 1
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code < 500, (path, answer.status_code)
        if answer.mimetype != "text/html":
            continue
        seen[path] = answer.text
        links = (link for link in links_of(answer.text) if link.startswith("/"))
        waiting += [link for link in links if not link.partition("?")[0].endswith(FILES)]
    return seen


def links_of(text: str) -> list[str]:
    """Where the links of a page lead to."""
    page = html5lib.parse(text)
    return [link.get("href", "").partition("#")[0] for link in page.iter(f"{HTML}a")]


def forms_of(app: Flask, page: str, text: str) -> list[Form]:
    """The forms of a page that are sent by POST."""
    found = []
    for form in html5lib.parse(text).iter(f"{HTML}form"):
        if form.get("method", "get").lower() == "post":
            action = form.get("action") or page
            rule = rule_of(app, action, "POST")
            if rule is not None:
                is_upload = form.get("enctype") == "multipart/form-data"
                found.append(Form(page, action, rule, is_upload, tuple(_controls(form))))
    return found


def _controls(form: Any) -> list[Control]:
    found: dict[str, Control] = {}
    for node in form.iter():
        tag, name = str(node.tag).removeprefix(HTML), node.get("name")
        if not name or node.get("disabled") is not None or tag not in READERS:
            continue
        control = READERS[tag](name, node)
        if control is not None and (name not in found or found[name].value is None):
            found[name] = control
    return list(found.values())


def _text(name: str, node: Any) -> Control:
    return Control(name, "textarea", "".join(node.itertext()).removeprefix("\n"), _is_marked(node))


def _select(name: str, node: Any) -> Control:
    options = list(node.iter(f"{HTML}option"))
    chosen = [one for one in options if one.get("selected") is not None] or options[:1]
    return Control(name, "select", chosen[0].get("value", "") if chosen else None, _is_marked(node))


def _input(name: str, node: Any) -> Control | None:
    kind = node.get("type", "text")
    if kind == "submit":
        return None
    if node.get("readonly") is not None:
        kind = "readonly"
    if kind in ("radio", "checkbox"):
        return Control(name, kind, node.get("value", "on") if node.get("checked") is not None else None)
    return Control(name, kind, node.get("value", ""), _is_marked(node))


def _is_marked(node: Any) -> bool:
    return bool(node.get("aria-invalid") == "true")


READERS: Mapping[str, Callable[[str, Any], Control | None]] = {"textarea": _text, "select": _select, "input": _input}
