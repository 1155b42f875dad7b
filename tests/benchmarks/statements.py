"""How many SQL statements an operation of a workload needs, counted in this process on the same database."""

import random
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.test import Client

from core.cli import application
from core.kernel import db
from tests.benchmarks.client import WORKLOADS, Browser
from tests.support.statements import counted

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class InProcessBrowser(Browser):
    """The benchmark's browser without a network: it calls the application itself."""

    def __init__(self, shop: "WSGIApplication") -> None:
        super().__init__("http://localhost")
        self.shop, self.client = shop, Client(shop)

    def forget(self) -> None:
        """See Browser; the cookies are with the test client."""
        super().forget()
        self.client = Client(self.shop)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """See Browser; the test client keeps the cookies."""
        answer = self.client.open(
            urlsplit(path).path,
            method=method,
            query_string=urlsplit(path).query,
            data=body,
            content_type="application/x-www-form-urlencoded" if body is not None else None,
        )
        for header in answer.headers.getlist("Set-Cookie"):
            self.cookies[header.partition("=")[0]] = header
        return answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True)


@cache
def statements_of(workload: str) -> int:
    """The statements of one operation of a workload, when everything that may be kept in memory is."""
    browser, dice = InProcessBrowser(application()), random.Random(7)
    WORKLOADS[workload](browser, dice)
    with counted(db.engine()) as statements:
        WORKLOADS[workload](browser, dice)
    return statements.count
