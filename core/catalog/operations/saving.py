"""Saving many articles at once: each is created, brought up to date, left as it is, or refused; never half of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from core.catalog.errors import (
    AttributeDoesNotFit,
    BundleDoesNotFit,
    KindIsSettled,
    SlugTaken,
    VariantDoesNotFit,
)
from core.catalog.models import (
    BundleComponent,
    PlanTerms,
    Product,
    ProductCategory,
    ProductRedirect,
    ServiceTerms,
    Variant,
)
from core.catalog.operations.attributes import DefinitionInput, ensure_attributes, set_values
from core.catalog.operations.drafted import DraftedChoices
from core.catalog.operations.known import (
    KeptArticle,
    NamedShelves,
    kept_articles,
    last_positions,
    places_of,
    values_of,
)
from core.catalog.operations.texts import refresh_texts
from core.catalog.queries import articles_for, variant_ids_by_sku
from core.catalog.rules import ArticleDraft, Assumed, AttributeValue, contents_of, kinds_to, value_of
from core.catalog.states import ArticleKind
from core.kernel.db import new_id, table_of
from core.kernel.errors import AppError

PRODUCT_FIELDS: Final = (
    "name", "name_de", "summary", "summary_de", "description", "description_de", "brand", "tax_class", "supply",
    "business_unit_id", "delivery_days", "rank", "is_published",
)  # fmt: skip
VARIANT_FIELDS: Final = {
    "option_name": "option_name", "option_name_de": "option_name_de", "option": "name", "option_de": "name_de",
    "picture": "picture", "unit": "unit", "unit_quantity": "unit_quantity",
    "weight_grams": "weight_grams", "is_active": "is_active",
}  # fmt: skip
PLAN_FIELDS: Final = {
    "interval_months": "interval_months", "term_months": "term_months", "notice_months": "notice_months",
    "trial_days": "trial_days", "setup_gross_minor": "setup_gross_minor", "setup_net_minor": "setup_net_minor",
    "plan_name": "name", "plan_name_de": "name_de",
}  # fmt: skip


class Verdict(StrEnum):
    """What became of a draft."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True, kw_only=True)
class Saved:
    """What became of one draft. `left_out` are values that were not taken, while the rest was."""

    verdict: Verdict
    product_id: UUID | None = None
    variant_id: UUID | None = None
    kind: ArticleKind | None = None
    refusal: AppError | None = None
    left_out: list[AppError] = field(default_factory=list)


def save_articles(session: Session, drafts: Sequence[ArticleDraft], *, assumed: Assumed) -> list[Saved]:
    """Save drafts in as few statements as for one; the answer has their order. Bundles may hold what is saved here.

    A refused draft changes nothing. Drafts of one product may follow each other: each adds its variant.
    """
    answers: list[Saved] = [Saved(verdict=Verdict.REFUSED) for _ in drafts]
    bundles = [n for n, draft in enumerate(drafts) if draft.components or draft.choices is not None]
    others = sorted(set(range(len(drafts))) - set(bundles))
    for numbers in (others, bundles):
        if numbers:
            batch = _Batch(session, [drafts[n] for n in numbers], assumed)
            for number in numbers:
                answers[number] = batch.save(drafts[number])
            batch.write()
    return answers


class _Batch:
    """Everything that a number of drafts is compared with, and everything that is to be written for them."""

    def __init__(self, session: Session, drafts: Sequence[ArticleDraft], assumed: Assumed) -> None:
        self.session, self.assumed = session, assumed
        self.kept = kept_articles(session, [draft.sku for draft in drafts])
        slugs = {slug for draft in drafts for slug in (draft.slug, draft.new_slug) if slug}
        product_ids = {row.variant.product_id for row in self.kept.values()}
        rows = session.scalars(select(Product).where(Product.id.in_(product_ids) | Product.slug.in_(slugs)))
        self.products = {row.id: row for row in rows}
        self.by_slug = {row.slug: row for row in self.products.values()}
        self.last_position = last_positions(session, self.products)
        self.shelves = NamedShelves(session, drafts, assumed.category_slug)
        self.places = places_of(session, self.products)
        self.defined = ensure_attributes(session, _definitions(drafts))
        self.values = values_of(session, self.products) if self.defined else {}
        wanted = {part.sku for draft in drafts for part in draft.components or ()}
        wanted |= {sku for draft in drafts if draft.choices is not None for sku in draft.choices.skus}
        self.part_ids = variant_ids_by_sku(session, wanted) if wanted else {}
        self.parts = articles_for(session, self.part_ids.values()) if wanted else {}
        self.chosen = DraftedChoices(session, drafts, self.kept, self.part_ids, self.parts)
        self.new_products: list[Product] = []
        self.new_rows: list[Any] = []
        self.new_variants: list[Variant] = []
        self.new_values: dict[UUID, dict[UUID, AttributeValue]] = {}
        self.new_places: dict[UUID, set[UUID]] = {}
        self.new_parts: dict[UUID, list[BundleComponent]] = {}
        self.changed: set[UUID] = set()
        self.freed = slugs - self.by_slug.keys()

    # --- one draft

    def save(self, draft: ArticleDraft) -> Saved:
        """What becomes of a draft; written by `write`."""
        kept = self.kept.get(draft.sku)
        product = self._product_of(draft, kept)
        kind = product.kind if product is not None else draft.kind or self.assumed.kind
        try:
            self._require_fitting(draft, kept, product, kind)
            choices = self.chosen.read(draft, kept) if kind is ArticleKind.BUNDLE else None
            shelves = self.shelves.places_of(draft, is_new=product is None)
        except AppError as refusal:
            return Saved(verdict=Verdict.REFUSED, refusal=refusal)
        saved = Saved(verdict=Verdict.UNCHANGED, kind=kind)
        if product is None:
            product = self._new_product(draft, kind)
            saved.verdict = Verdict.CREATED
        elif self._change_product(product, draft):
            saved.verdict = Verdict.UPDATED
        changes = [self._place(product, shelves), self._say(product, draft, saved)]
        changes.append(self._variant(draft, kept, product, saved))
        if draft.choices is not None and kind is ArticleKind.BUNDLE and saved.variant_id is not None:
            changes.append(self.chosen.take(saved.variant_id, choices))
        if any(changes) and saved.verdict is Verdict.UNCHANGED:
            saved.verdict = Verdict.UPDATED
        if kept is None:
            saved.verdict = Verdict.CREATED
        if saved.verdict is not Verdict.UNCHANGED:
            self.changed.add(product.id)
        saved.product_id = product.id
        return saved

    def _product_of(self, draft: ArticleDraft, kept: KeptArticle | None) -> Product | None:
        if kept is not None:
            return self.products[kept.variant.product_id]
        return self.by_slug.get(draft.slug) if draft.slug else None

    def _require_fitting(
        self, draft: ArticleDraft, kept: KeptArticle | None, product: Product | None, kind: ArticleKind
    ) -> None:
        if draft.kind is not None and draft.kind is not kind:
            raise KindIsSettled(sku=draft.sku)
        wanted = draft.slug or (draft.new_slug if product is None else None)
        owner = self.by_slug.get(wanted) if wanted else None
        if wanted and owner is not None and owner is not product:
            raise SlugTaken(slug=wanted)
        has_plan = bool(draft.interval_months) or (kept is not None and kept.plan is not None)
        has_time = bool(draft.duration_minutes) or (kept is not None and kept.service is not None)
        has_choices = draft.choices is not None and bool(draft.choices.groups)
        has_parts = bool(draft.components) or has_choices or (kept is not None and kind is ArticleKind.BUNDLE)
        kinds = (ArticleKind.SUBSCRIPTION, ArticleKind.SERVICE, ArticleKind.BUNDLE)
        has = (has_plan and kind is not ArticleKind.BUNDLE, has_time, has_parts)
        if has != tuple(kind is one for one in kinds):
            raise VariantDoesNotFit(sku=draft.sku)
        if draft.components:
            self._require_bundle(draft)
        elif draft.components is not None and kind is ArticleKind.BUNDLE and not has_choices:
            raise BundleDoesNotFit(sku=draft.sku)

    def _require_bundle(self, draft: ArticleDraft) -> None:
        skus = [part.sku for part in draft.components or ()]
        known = [self.part_ids[sku] for sku in skus if sku in self.part_ids]
        contents = contents_of(self.parts[variant_id] for variant_id in known)
        if contents is None or len(known) != len(skus) or len(set(skus)) != len(skus):
            raise BundleDoesNotFit(sku=draft.sku)

    # --- its product

    def _new_product(self, draft: ArticleDraft, kind: ArticleKind) -> Product:
        assumed, name = self.assumed, draft.name or draft.sku
        made = Product(
            id=new_id(),
            slug=draft.slug or draft.new_slug,
            name=name,
            name_de=draft.name_de or name,
            summary=draft.summary or "",
            summary_de=draft.summary_de or draft.summary or "",
            description=draft.description or "",
            description_de=draft.description_de or draft.description or "",
            brand=draft.brand or "",
            kind=kind,
            tax_class=draft.tax_class or assumed.tax_class,
            supply=draft.supply,
            business_unit_id=draft.business_unit_id or assumed.business_unit_id,
            delivery_days=assumed.delivery_days if draft.delivery_days is None else draft.delivery_days,
            rank=assumed.rank if draft.rank is None else draft.rank,
            is_published=assumed.is_published if draft.is_published is None else draft.is_published,
            inside="",
            audience="",
            title_text="",
        )
        self.new_products.append(made)
        self.products[made.id] = self.by_slug[made.slug] = made
        return made

    def _change_product(self, product: Product, draft: ArticleDraft) -> bool:
        before = (product.rank, product.is_published)
        changes = _assign(product, {name: name for name in PRODUCT_FIELDS}, draft)
        if draft.slug and draft.slug != product.slug:
            self.by_slug.pop(product.slug, None)
            self.session.add(ProductRedirect(slug=product.slug, product_id=product.id))
            self.freed.add(draft.slug)
            product.slug, changes = draft.slug, True
            self.by_slug[product.slug] = product
        if before != (product.rank, product.is_published) and product not in self.new_products:
            copies = update(ProductCategory).where(ProductCategory.product_id == product.id)
            self.session.execute(copies.values(rank=product.rank, is_published=product.is_published))
        return changes

    def _place(self, product: Product, shelves: set[UUID] | None) -> bool:
        if shelves is None or shelves == self.places.get(product.id, set()):
            return False
        self.places[product.id] = self.new_places[product.id] = shelves
        return True

    def _say(self, product: Product, draft: ArticleDraft, saved: Saved) -> bool:
        if draft.attributes is None:
            return False
        said: dict[UUID, AttributeValue] = {}
        for attribute in draft.attributes:
            definition = self.defined[attribute.code]
            try:
                said[definition.id] = value_of(
                    definition.type, attribute.value, attribute.value_de, name=definition.name
                )
            except AttributeDoesNotFit as refusal:
                saved.left_out.append(refusal)
        if said == self.values.get(product.id, {}):
            return False
        self.values[product.id] = self.new_values[product.id] = said
        return True

    # --- its variant

    def _variant(self, draft: ArticleDraft, kept: KeptArticle | None, product: Product, saved: Saved) -> bool:
        if kept is None:
            saved.variant_id = self._new_variant(draft, product)
            return True
        saved.variant_id = kept.variant.id
        changes = _assign(kept.variant, VARIANT_FIELDS, draft)
        if kept.plan is not None and product.kind is ArticleKind.SUBSCRIPTION:
            changes |= _assign(kept.plan, PLAN_FIELDS, draft)
        if kept.service is not None:
            changes |= _assign(kept.service, {"duration_minutes": "duration_minutes"}, draft)
        wanted = [(part.sku, part.quantity) for part in draft.components or ()]
        if draft.components is not None and wanted != kept.components:
            self._fill(draft, product, kept.variant.id)
            changes = True
        return changes

    def _new_variant(self, draft: ArticleDraft, product: Product) -> UUID:
        position = self.last_position.get(product.id, -1) + 1
        self.last_position[product.id] = position
        made = Variant(id=new_id(), product_id=product.id, sku=draft.sku, position=position)
        for name in ("option_name", "option_name_de", "name", "name_de", "picture"):
            setattr(made, name, "")
        made.is_active = True
        _assign(made, VARIANT_FIELDS, draft)
        made.option_name_de, made.name_de = made.option_name_de or made.option_name, made.name_de or made.name
        self.new_variants.append(made)
        if product.kind is ArticleKind.SUBSCRIPTION:
            terms = self._plan(made.id, draft.interval_months or 1, draft.term_months or 0, draft.notice_months or 0)
            _assign(terms, PLAN_FIELDS, draft)
            terms.name_de = terms.name_de or terms.name
        if product.kind is ArticleKind.SERVICE:
            self.new_rows.append(ServiceTerms(variant_id=made.id, duration_minutes=draft.duration_minutes))
        if draft.components:
            self._fill(draft, product, made.id)
        self.kept[draft.sku] = KeptArticle(variant=made, plan=None, service=None, components=[])
        return made.id

    def _fill(self, draft: ArticleDraft, product: Product, variant_id: UUID) -> None:
        """Put the components into a bundle, with the terms and kinds that it has by them."""
        parts = draft.components or ()
        self.new_parts[variant_id] = [
            BundleComponent(
                bundle_variant_id=variant_id,
                position=position,
                variant_id=self.part_ids[part.sku],
                quantity=part.quantity,
            )
            for position, part in enumerate(parts)
        ]
        contents = contents_of(self.parts[self.part_ids[part.sku]] for part in parts)
        if contents is None:  # nothing is always inside: what is chosen says the rest
            return
        product.inside = kinds_to(contents.kinds)
        if contents.plan is not None:
            plan = contents.plan
            self._plan(variant_id, plan.interval_months, plan.term_months, plan.notice_months)

    def _plan(self, variant_id: UUID, interval: int, term: int, notice: int) -> PlanTerms:
        made = PlanTerms(variant_id=variant_id, interval_months=interval, term_months=term, notice_months=notice)
        made.trial_days = made.setup_gross_minor = made.setup_net_minor = 0
        made.name = made.name_de = ""
        self.new_rows.append(made)
        return made

    # --- writing

    def write(self) -> None:
        """Write what `save` has found out, each table in one go."""
        session = self.session
        if self.freed:  # an address that is a product's again leads nowhere else
            session.execute(delete(ProductRedirect).where(ProductRedirect.slug.in_(self.freed)))
        session.add_all(self.new_products)
        session.flush()  # variants, places and values point to products
        session.add_all(self.new_variants)
        session.flush()  # terms and components point to variants
        if self.new_parts:
            old = BundleComponent.bundle_variant_id.in_(self.new_parts)
            session.execute(delete(BundleComponent).where(old, BundleComponent.group_id.is_(None)))
            session.execute(delete(PlanTerms).where(PlanTerms.variant_id.in_(self.new_parts)))
        session.add_all(part for parts in self.new_parts.values() for part in parts)
        session.add_all(self.new_rows)
        session.flush()  # what is chosen inside is read together with what is new
        self.chosen.write(list(self.new_parts))
        self._write_places()
        set_values(session, self.new_values)
        session.flush()
        refresh_texts(session, self.changed)

    def _write_places(self) -> None:
        if not self.new_places:
            return
        self.session.execute(delete(ProductCategory).where(ProductCategory.product_id.in_(self.new_places)))
        rows = [
            {
                "category_id": category_id,
                "product_id": product_id,
                "kind": self.products[product_id].kind,
                "rank": self.products[product_id].rank,
                "is_published": self.products[product_id].is_published,
                "audience": self.products[product_id].audience,
            }
            for product_id, shelves in self.new_places.items()
            for category_id in sorted(shelves)
        ]
        if rows:
            self.session.execute(insert(table_of(ProductCategory)), rows)


def _assign(row: Any, fields: Mapping[str, str], draft: ArticleDraft) -> bool:
    """Give a row what a draft says; whether anything is different now."""
    changes = False
    for said, column in fields.items():
        value = getattr(draft, said)
        if value is not None and value != getattr(row, column):
            setattr(row, column, value)
            changes = True
    return changes


def _definitions(drafts: Sequence[ArticleDraft]) -> Iterator[DefinitionInput]:
    seen: set[str] = set()
    for draft in drafts:
        for attribute in draft.attributes or ():
            if attribute.code not in seen:
                seen.add(attribute.code)
                yield DefinitionInput(
                    code=attribute.code,
                    name=attribute.name,
                    name_de=attribute.name_de,
                    type=attribute.type,
                    unit=attribute.unit,
                    is_facet=attribute.is_facet,
                    position=attribute.position,
                )
