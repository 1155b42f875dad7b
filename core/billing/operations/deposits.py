"""Money paid before the supply: kept per business unit and tax, used by invoices, until nothing is left."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.billing.models import Deposit
from core.billing.queries.refundable import key_of
from core.billing.rules import Group, GroupKey, accounts_of, cumulative
from core.kernel.db import new_id
from core.ledger.rules import PostingLine, credit, debit
from core.pricing.rounding import Split, split_group
from core.pricing.states import PriceMode

NOTHING = Split(net=0, tax_minor=0, gross=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositMove:
    """An amount that went into a deposit or out of it."""

    deposit: Deposit
    split: Split


def deposits_of(session: Session, order_id: UUID) -> dict[GroupKey, Deposit]:
    """The deposits of an order by unit and tax; the order's row is their lock."""
    found = session.scalars(select(Deposit).where(Deposit.order_id == order_id).order_by(Deposit.id))
    return {key_of(deposit): deposit for deposit in found}


def available(deposit: Deposit | None) -> Split:
    """What a deposit still holds."""
    if deposit is None:
        return NOTHING
    return Split(
        net=deposit.net_minor - deposit.used_net_minor,
        tax_minor=deposit.tax_minor - deposit.used_tax_minor,
        gross=deposit.gross_minor - deposit.used_gross_minor,
    )


def put_in(session: Session, order_id: UUID, group: Group, deposit: Deposit | None, amount_minor: int) -> DepositMove:
    """Add money to the deposit of a group. VAT is owed from now on: a deposit that covers the rest of its group
    holds exactly that group's VAT, another one the VAT inside its amount.
    """
    before = available(deposit)
    gross = before.gross + amount_minor
    after = _rest(group) if gross == group.open_gross else split_group(PriceMode.GROSS, gross, group.key.tax.rate)
    added = _minus(after, before)
    if deposit is None:
        deposit = _new_deposit(order_id, group.key)
        session.add(deposit)
    deposit.net_minor += added.net
    deposit.tax_minor += added.tax_minor
    deposit.gross_minor += added.gross
    return DepositMove(deposit=deposit, split=added)


def take_out(deposit: Deposit, amount_minor: int, *, wanted: Split | None = None) -> DepositMove:
    """Use an amount of a deposit: with the net and tax of `wanted` where these fit, else by its own shares.

    The last cent out takes exactly what net and tax are left.
    """
    held = available(deposit)
    taken = cumulative(PriceMode.GROSS, held, amount_minor, key_of(deposit))
    if wanted is not None and wanted.gross == amount_minor < held.gross and _fits(wanted, held):
        taken = wanted
    deposit.used_net_minor += taken.net
    deposit.used_tax_minor += taken.tax_minor
    deposit.used_gross_minor += taken.gross
    return DepositMove(deposit=deposit, split=taken)


def lines_in(move: DepositMove, currency: str) -> list[PostingLine]:
    """What a deposit that came in puts on its accounts."""
    key = key_of(move.deposit)
    accounts = accounts_of(key.tax)
    return [
        credit(accounts.deposits, key.business_unit_id, move.split.net, currency),
        credit(accounts.vat, key.business_unit_id, move.split.tax_minor, currency),
    ]


def lines_out(move: DepositMove, currency: str) -> list[PostingLine]:
    """What a deposit that is used takes off its accounts."""
    key = key_of(move.deposit)
    accounts = accounts_of(key.tax)
    return [
        debit(accounts.deposits, key.business_unit_id, move.split.net, currency),
        debit(accounts.vat, key.business_unit_id, move.split.tax_minor, currency),
    ]


def _rest(group: Group) -> Split:
    return _minus(group.billable, group.billed)


def _minus(whole: Split, part: Split) -> Split:
    return Split(net=whole.net - part.net, tax_minor=whole.tax_minor - part.tax_minor, gross=whole.gross - part.gross)


def _fits(wanted: Split, held: Split) -> bool:
    return wanted.net <= held.net and wanted.tax_minor <= held.tax_minor


def _new_deposit(order_id: UUID, key: GroupKey) -> Deposit:
    return Deposit(
        id=new_id(),
        order_id=order_id,
        business_unit_id=key.business_unit_id,
        tax_country=key.tax.country,
        tax_rate=key.tax.rate,
        tax_category=key.tax.category.value,
        net_minor=0,
        tax_minor=0,
        gross_minor=0,
        used_net_minor=0,
        used_tax_minor=0,
        used_gross_minor=0,
    )
