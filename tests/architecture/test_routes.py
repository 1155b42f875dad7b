"""Every route of both applications stands in routes.txt under its guard; a GET cannot write."""

from pathlib import Path

import pytest
from flask import Blueprint, Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from backoffice import create_backoffice
from core.accounts.states import Entrance
from core.kernel import db, numbers
from core.kernel.settings import Settings
from core.web.access import guards_of, public
from core.web.app import create_app
from core.web.db import db as request_session
from core.web.db import writes
from core.web.health import ANSWERS
from core.web.serve import HEALTH
from storefront import create_storefront

LISTED = Path(__file__).with_name("routes.txt")


def routes_of(name: str, app: Flask) -> list[str]:
    """Every route: application, methods, address, whether it writes, guard."""
    guards = guards_of(app)
    return [
        f"{name:<6} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'})):<8} {rule.rule:<60} "
        f"{'writes' if hasattr(app.view_functions[rule.endpoint], 'kontor_writes') else '-':<6} {guards[rule.endpoint]}"
        for rule in app.url_map.iter_rules()
    ]


def test_every_route_is_listed_under_its_guard(database: Settings) -> None:
    found = routes_of("shop", create_storefront(database)) + routes_of("office", create_backoffice(database))
    found += [f"{'house':<6} {'GET':<8} {HEALTH + path:<60} {'-':<6} public" for path in ANSWERS]

    assert sorted(found) == LISTED.read_text("utf-8").splitlines(), (
        f"Read the difference, then write what is found to {LISTED.name}."
    )


def build(settings: Settings, blueprint: Blueprint) -> Flask:
    return create_app(
        "proof",
        settings=settings,
        entrance=Entrance.SHOP,
        session_cookie="kontor_proof",
        sign_in_endpoint="proof.page",
        layout="base_shop.html",
        frame=dict,
        blueprints=[blueprint],
    )


def test_a_new_route_is_told_with_its_guard_and_whether_it_writes(database: Settings) -> None:
    blueprint = Blueprint("proof", __name__)
    blueprint.post("/open-to-all")(public(writes(lambda: "done")))

    told = [" ".join(line.split()) for line in routes_of("proof", build(database, blueprint))]

    assert "proof POST /open-to-all writes public" in told
    assert not set(told) & {" ".join(line.split()) for line in LISTED.read_text("utf-8").splitlines()}


def test_a_route_without_a_guard_or_with_two_is_refused(database: Settings) -> None:
    blueprint = Blueprint("proof", __name__)
    blueprint.get("/")(lambda: "open to whom?")

    with pytest.raises(TypeError, match="exactly one guard"):
        build(database, blueprint)
    with pytest.raises(TypeError, match="two guards"):
        public(public(lambda: "twice"))


def test_a_get_that_writes_fails_in_the_database_itself(database: Settings) -> None:
    blueprint = Blueprint("proof", __name__)

    @blueprint.get("/")
    @public
    @writes
    def page() -> str:
        return numbers.draw_number(request_session(), numbers.NumberRange.ORDER)

    app = build(database, blueprint)
    app.config["PROPAGATE_EXCEPTIONS"] = True

    with pytest.raises(DBAPIError, match=r"read-only|readonly"):
        app.test_client().get("/")

    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(numbers.NumberCounter)) == 0
