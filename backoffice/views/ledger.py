"""The books: journal, trial balance, revenue by business unit and month."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from backoffice.lists import chosen_month, newest, older, position
from backoffice.pages.ledger import balance_page, ledger_filter, revenue_page
from core.accounts.queries import business_units
from core.accounts.states import Permission
from core.ledger import queries
from core.web.access import allowed
from core.web.db import db
from core.web.locale import translated

pages = Blueprint("ledger", __name__, url_prefix="/ledger")


@pages.get("")
@allowed(Permission.VIEW_LEDGER)
def journal() -> ResponseReturnValue:
    """Every entry, the latest first, of one unit or month where wanted."""
    units = business_units(db())
    chosen = ledger_filter(units, month=chosen_month())
    found = queries.journal(db(), before=position(), business_unit_id=chosen.unit_id, month=chosen.month)
    return render_template(
        "ledger/journal.html", found=found, filter=chosen, older=older(found.next_before), newest=newest()
    )


@pages.get("/entries/<number:number>")
@allowed(Permission.VIEW_LEDGER)
def entry(number: str) -> ResponseReturnValue:
    """One entry with its lines."""
    units = {unit.id: translated(unit.name) for unit in business_units(db())}
    return render_template("ledger/entry.html", entry=queries.get_entry(db(), number), units=units)


@pages.get("/balances")
@allowed(Permission.VIEW_LEDGER)
def balances() -> ResponseReturnValue:
    """What stands on every account, up to the end of a month where wanted."""
    chosen = ledger_filter(business_units(db()), month=chosen_month())
    return render_template("ledger/balances.html", page=balance_page(db(), chosen), filter=chosen)


@pages.get("/revenue")
@allowed(Permission.VIEW_LEDGER)
def revenue() -> ResponseReturnValue:
    """Revenue of every unit over twelve months, as a chart and as a table."""
    return render_template("ledger/revenue.html", page=revenue_page(db(), last=chosen_month()))
