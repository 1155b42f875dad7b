"""Taking a batch of rows in one transaction, with the note how far the import has come."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import business_units
from core.assortment.errors import CellRefused
from core.assortment.events import CatalogueImported
from core.assortment.models import CatalogueImport, ImportProblem
from core.assortment.queries.prices import OpenAmount, PriceKey, open_amounts
from core.assortment.rules.mapping import MappingFile, read_mapping
from core.assortment.rules.rows import PriceDraft, RowReading, read_row
from core.assortment.states import ImportState
from core.catalog.errors import ChoicesDoNotFit
from core.catalog.models import Category, Product, Variant
from core.catalog.operations import CategoryInput, Saved, Verdict, create_category, save_articles
from core.catalog.rules import Assumed, slug_of
from core.catalog.states import ArticleKind
from core.inventory.operations import open_stock
from core.kernel import clock, events
from core.kernel.actor import SYSTEM
from core.kernel.db import lock
from core.kernel.delimited import Row
from core.kernel.errors import AppError
from core.kernel.i18n import N_
from core.pricing.operations import PriceInput, set_prices

MOST_PROBLEMS_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRow:
    """A row of the file; `seen_in` is the row that has the same article number before it."""

    row: Row
    seen_in: int | None


@dataclass(slots=True)
class _Outcome:
    """What became of the rows of a batch."""

    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    problems: list["_Problem"] = field(default_factory=list)

    def refuse(self, reading: RowReading, *refusals: AppError) -> None:
        """Count a row as refused and keep why."""
        self.counts[Verdict.REFUSED] += 1
        self.problems += [_Problem(reading.number, reading.sku, refusal, is_refused=True) for refusal in refusals]


@dataclass(frozen=True, slots=True)
class _Problem:
    row: int
    sku: str
    error: AppError
    is_refused: bool


def take_batch(session: Session, import_id: UUID, sent: Sequence[SentRow], *, after: int) -> bool:
    """Save the rows that follow the first `after` ones; False when somebody else has come further already.

    A dry run does the same and takes it back; its figures and problems stay.
    """
    found = lock(session, CatalogueImport, import_id)
    if found.state is not ImportState.RUNNING or found.rows_done != after:
        return False
    mapping = read_mapping(found.mapping)
    if found.is_dry_run:
        trial = session.begin_nested()
        outcome = _save(session, sent, mapping)
        session.flush()
        trial.rollback()
    else:
        outcome = _save(session, sent, mapping)
    _note(session, found, outcome, rows=len(sent))
    return True


def _note(session: Session, found: CatalogueImport, outcome: _Outcome, *, rows: int) -> None:
    found.rows_done += rows
    found.created += outcome.counts[Verdict.CREATED]
    found.updated += outcome.counts[Verdict.UPDATED]
    found.unchanged += outcome.counts[Verdict.UNCHANGED]
    found.refused += outcome.counts[Verdict.REFUSED]
    kept = outcome.problems[: max(0, MOST_PROBLEMS_KEPT - found.problems)]
    session.add_all(
        ImportProblem(
            import_id=found.id,
            position=found.problems + number,
            row=problem.row,
            sku=problem.sku,
            column=(problem.error.field or "")[:200] if isinstance(problem.error, CellRefused) else "",
            sentence=problem.error.template,
            values=json.dumps({name: str(value) for name, value in problem.error.values.items()}),
            is_refused=problem.is_refused,
        )
        for number, problem in enumerate(kept)
    )
    found.problems += len(outcome.problems)
    if found.rows_done == found.rows_total:
        _finish(session, found)


def _finish(session: Session, found: CatalogueImport) -> None:
    found.finished_at = clock.now()
    found.move_to(ImportState.DONE, acting_user=SYSTEM)
    if not found.is_dry_run:
        events.announce(
            session,
            CatalogueImported(
                import_id=found.id,
                file_name=found.file_name,
                created=found.created,
                updated=found.updated,
                refused=found.refused,
            ),
            acting_user=SYSTEM,
        )


# --- rows


def _save(session: Session, sent: Sequence[SentRow], mapping: MappingFile) -> _Outcome:
    outcome = _Outcome()
    readings = list(_readable(session, sent, mapping, outcome))
    _ensure_shelves(session, readings, mapping)
    drafts = [reading.draft for reading in readings if reading.draft is not None]
    saved = save_articles(session, drafts, assumed=_assumed(session, mapping))
    for reading, answer in zip(readings, saved, strict=True):
        if answer.refusal is not None:
            outcome.refuse(reading, _with_column(answer.refusal, mapping))
        outcome.problems += [_Problem(reading.number, reading.sku, left, is_refused=False) for left in answer.left_out]
    _set_prices(session, readings, saved)
    for answer in saved:
        if answer.verdict is not Verdict.REFUSED:
            outcome.counts[answer.verdict] += 1
    _fill_stock(session, readings, saved, mapping)
    return outcome


def _with_column(refusal: AppError, mapping: MappingFile) -> AppError:
    """What is wrong with choices, said of their column."""
    if isinstance(refusal, ChoicesDoNotFit):
        return CellRefused(mapping.column_of("choices"), refusal.template, **refusal.values)
    return refusal


def _readable(
    session: Session, sent: Sequence[SentRow], mapping: MappingFile, outcome: _Outcome
) -> Iterator[RowReading]:
    units = {unit.code: unit.id for unit in business_units(session)}
    readings = [read_row(one.row, mapping, units) for one in sent]
    kinds = _kinds(session, [reading.sku for reading in readings])
    for one, reading in zip(sent, readings, strict=True):
        refusals: list[AppError] = list(reading.refusals)
        if one.seen_in is not None:
            sentence = N_("%(sku)s stands in row %(row)s already. Please keep one of them.")
            refusals.append(CellRefused(mapping.fields["sku"], sentence, sku=reading.sku, row=one.seen_in))
        if reading.draft is not None:
            kind = kinds.get(reading.sku) or reading.draft.kind or mapping.defaults.kind
            refusals += [_misfit(price) for price in reading.prices if not _fits(price, kind)]
        if refusals:
            outcome.refuse(reading, *refusals)
        else:
            yield reading


def _kinds(session: Session, skus: Sequence[str]) -> dict[str, ArticleKind]:
    statement = select(Variant.sku, Product.kind).join(Product, Product.id == Variant.product_id)
    return {row.sku: row.kind for row in session.execute(statement.where(Variant.sku.in_(skus)))}


def _assumed(session: Session, mapping: MappingFile) -> Assumed:
    defaults, units = mapping.defaults, business_units(session)
    chosen = next((unit for unit in units if unit.code == defaults.business_unit), units[0])
    return Assumed(
        kind=defaults.kind,
        tax_class=defaults.tax_class,
        business_unit_id=chosen.id,
        delivery_days=defaults.delivery_days,
        rank=defaults.rank,
        is_published=defaults.is_published,
        category_slug=mapping.shelves.default,
    )


# --- shelves


def _ensure_shelves(session: Session, readings: Sequence[RowReading], mapping: MappingFile) -> None:
    """Put up the shelves that the mapping makes, and those that rows name if it creates shelves from names."""
    wanted = {
        shelf.slug: CategoryInput(
            slug=shelf.slug,
            name=shelf.name,
            name_de=shelf.name_de or shelf.name,
            parent_slug=shelf.parent or None,
            position=position,
        )
        for position, shelf in enumerate(mapping.shelves.make)
    }
    if mapping.shelves.create:
        for reading in readings:
            for path in reading.categories:
                wanted |= _steps(path, mapping.shelves.below)
    if not wanted:
        return
    there = set(session.scalars(select(Category.slug).where(Category.slug.in_(wanted))))
    for slug, shelf in wanted.items():
        if slug not in there:
            create_category(session, shelf)


def _steps(path: tuple[str, ...], below: str) -> Mapping[str, CategoryInput]:
    found: dict[str, CategoryInput] = {}
    parent = below
    for depth, name in enumerate(path, 1):
        slug = slug_of(below, *path[:depth])
        found[slug] = CategoryInput(
            slug=slug, name=name[:120], name_de=name[:120], parent_slug=parent or None, position=1000
        )
        parent = slug
    return found


# --- prices and stock


def _fits(price: PriceDraft, kind: ArticleKind) -> bool:
    return not price.recurring_minor or kind in (ArticleKind.SUBSCRIPTION, ArticleKind.BUNDLE)


def _misfit(price: PriceDraft) -> CellRefused:
    return CellRefused(price.column, N_("recurs, but only subscriptions and bundles recur. Please leave it empty."))


def _set_prices(session: Session, readings: Sequence[RowReading], saved: Sequence[Saved]) -> None:
    """Set what differs from the open prices; a new price makes an article updated."""
    lists = {price.list_code for reading in readings for price in reading.prices}
    ids = [answer.variant_id for answer in saved if answer.variant_id is not None]
    present = open_amounts(session, ids, lists)
    changes: dict[str, list[PriceInput]] = {}
    for reading, answer in zip(readings, saved, strict=True):
        if answer.variant_id is None:
            continue
        for price in reading.prices:
            amount = _amount(price, answer.kind)
            if present.get(PriceKey(variant_id=answer.variant_id, list_code=price.list_code)) == amount:
                continue
            changes.setdefault(price.list_code, []).append(
                PriceInput(
                    variant_id=answer.variant_id,
                    amount_minor=amount.amount_minor,
                    recurring_minor=amount.recurring_minor,
                )
            )
            if answer.verdict is Verdict.UNCHANGED:
                answer.verdict = Verdict.UPDATED
    for list_code, prices in changes.items():
        set_prices(session, prices, list_code=list_code)


def _amount(price: PriceDraft, kind: ArticleKind | None) -> OpenAmount:
    """A subscription costs per interval whatever stands in the one column of its price."""
    if kind is ArticleKind.SUBSCRIPTION:
        return OpenAmount(amount_minor=0, recurring_minor=price.recurring_minor or price.amount_minor)
    return OpenAmount(amount_minor=price.amount_minor, recurring_minor=price.recurring_minor or 0)


def _fill_stock(session: Session, readings: Sequence[RowReading], saved: Sequence[Saved], mapping: MappingFile) -> None:
    """New goods lie in the warehouse as the row or the mapping says; stock of known ones is counted elsewhere."""
    came: dict[UUID, int] = {}
    for reading, answer in zip(readings, saved, strict=True):
        pieces = mapping.defaults.stock if reading.stock is None else reading.stock
        is_new = answer.verdict is Verdict.CREATED and answer.kind is ArticleKind.PHYSICAL
        if is_new and pieces and answer.variant_id is not None:
            came[answer.variant_id] = pieces
    open_stock(session, came, reference=N_("Import"), acting_user=SYSTEM)
