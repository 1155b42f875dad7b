"""Reading the catalogue: the tree of shelves, and articles as the capabilities above know them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, bindparam, select
from sqlalchemy.orm import Session

from core.catalog.errors import UnknownCategory
from core.catalog.models import (
    BundleComponent,
    BundleGroup,
    BundleRule,
    Category,
    PlanTerms,
    Product,
    ServiceTerms,
    Variant,
)
from core.catalog.rules import Article, ChoiceGroup, ChoiceRule, Choices, Component, Option, Plan, full_name
from core.catalog.states import ArticleKind

AnyRow = Row[*tuple[Any, ...]]
_TREE = "catalog.tree"
MOST_AT_ONCE = 10_000  # a statement of PostgreSQL takes 65,535 parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryNode:
    """A shelf in the tree, in the language of its reader. `depth` of a root is 0."""

    id: UUID
    parent_id: UUID | None
    slug: str
    name: str
    summary: str
    picture: str
    path: str
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTree:
    """All shelves, parents before their children, in the order of the menu."""

    nodes: tuple[CategoryNode, ...]

    @property
    def roots(self) -> tuple[CategoryNode, ...]:
        """The shelves of the main menu."""
        return self.children_of(None)

    def children_of(self, category_id: UUID | None) -> tuple[CategoryNode, ...]:
        """The shelves directly below one."""
        return tuple(node for node in self.nodes if node.parent_id == category_id)

    def get_by_slug(self, slug: str) -> CategoryNode:
        """The shelf behind an address. Raises UnknownCategory."""
        for node in self.nodes:
            if node.slug == slug:
                return node
        raise UnknownCategory

    def breadcrumb_of(self, node: CategoryNode) -> tuple[CategoryNode, ...]:
        """The shelves from the root down to this one, itself included."""
        return tuple(other for other in self.nodes if node.path.startswith(other.path))

    def below(self, node: CategoryNode) -> tuple[CategoryNode, ...]:
        """This shelf and all below it."""
        return tuple(other for other in self.nodes if other.path.startswith(node.path))


def categories_menu(session: Session, *, locale: str) -> CategoryTree:
    """All shelves. One statement per session and language, however often it is asked."""
    kept: dict[str, CategoryTree] = session.info.setdefault(_TREE, {})
    if locale not in kept:
        kept[locale] = _tree(session, locale)
    return kept[locale]


def remember_categories(session: Session, tree: CategoryTree, *, locale: str) -> None:
    """Spare a session the statement: somebody has kept the shelves from a moment ago."""
    session.info.setdefault(_TREE, {}).setdefault(locale, tree)


def forget_categories(session: Session) -> None:
    """Read the shelves again when they are asked for next: they have changed."""
    session.info.pop(_TREE, None)


def articles_for(session: Session, variant_ids: Collection[UUID]) -> dict[UUID, Article]:
    """The articles of variants and of everything that can be inside those that are bundles; unknown ids are left out.

    One statement, two when there is a bundle among them, three when one of these lets its buyer choose.
    """
    found = {
        row.variant_id: article_from(row) for row in session.execute(_ARTICLES, {"variant_ids": list(variant_ids)})
    }
    bundles = [article.variant_id for article in found.values() if article.kind is ArticleKind.BUNDLE]
    if not bundles:
        return found
    rows: dict[UUID, list[AnyRow]] = {bundle_id: [] for bundle_id in bundles}
    for row in session.execute(_COMPONENTS, {"bundle_ids": bundles}):
        rows[row.bundle_variant_id].append(row)
        found.setdefault(row.variant_id, article_from(row))
    asking = [bundle_id for bundle_id in bundles if any(row.group_id for row in rows[bundle_id])]
    rules = rules_of(session, asking) if asking else {}
    for bundle_id in bundles:
        always = (row for row in rows[bundle_id] if row.group_id is None)
        found[bundle_id] = replace(
            found[bundle_id],
            components=tuple(Component(variant_id=row.variant_id, quantity=row.quantity) for row in always),
            choices=choices_from(rows[bundle_id], rules.get(bundle_id, ())),
        )
    return found


def rules_of(session: Session, bundle_ids: Collection[UUID]) -> dict[UUID, list[ChoiceRule]]:
    """How the options of bundles go together, in one statement."""
    rules: dict[UUID, list[ChoiceRule]] = {}
    for row in session.execute(_RULES, {"bundle_ids": list(bundle_ids)}):
        rule = ChoiceRule(kind=row.kind, option=row.option, other=row.other, factor=row.factor)
        rules.setdefault(row.bundle_variant_id, []).append(rule)
    return rules


def choices_from(rows: Iterable[AnyRow], rules: Iterable[ChoiceRule]) -> Choices | None:
    """What a bundle lets its buyer choose, from rows of its components with `OPTION_COLUMNS`, in order."""
    options: dict[UUID, list[Option]] = {}
    groups: dict[UUID, AnyRow] = {}
    for row in rows:
        if row.group_id is None:
            continue
        groups.setdefault(row.group_id, row)
        names = ("code", "variant_id", "quantity", "most", "preset", "is_recommended", "pricing")
        extras = {name: getattr(row, name) for name in (*names, "extra_gross_minor", "extra_net_minor")}
        options.setdefault(row.group_id, []).append(Option(**extras))
    if not groups:
        return None
    ordered = sorted(groups.items(), key=lambda found: (found[1].group_position, found[1].group_code))
    return Choices(
        groups=tuple(
            ChoiceGroup(
                code=row.group_code,
                name=row.group_name,
                name_de=row.group_name_de,
                least=row.group_least,
                most=row.group_most,
                options=tuple(options[group_id]),
            )
            for group_id, row in ordered
        ),
        rules=tuple(rules),
    )


def variant_ids_by_sku(session: Session, skus: Iterable[str]) -> dict[str, UUID]:
    """The variants behind article numbers; unknown numbers are left out. One statement for ten thousand of them."""
    found: dict[str, UUID] = {}
    wanted = sorted(set(skus))
    for first in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[first : first + MOST_AT_ONCE]
        statement = select(Variant.sku, Variant.id).where(Variant.sku.in_(some)).order_by(Variant.sku)
        found |= {row.sku: row.id for row in session.execute(statement)}
    return found


def find_product_id(session: Session, slug: str) -> UUID | None:
    """The product behind an address, published or not."""
    return session.scalar(select(Product.id).where(Product.slug == slug))


def _tree(session: Session, locale: str) -> CategoryTree:
    german = locale == "de"
    rows = session.execute(
        select(
            Category.id,
            Category.parent_id,
            Category.slug,
            (Category.name_de if german else Category.name).label("name"),
            (Category.summary_de if german else Category.summary).label("summary"),
            Category.picture,
            Category.path,
        ).order_by(Category.position, Category.id)
    ).all()
    below: dict[UUID | None, list[AnyRow]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    return CategoryTree(nodes=tuple(_walk(below, None, 0)))


def _walk(below: dict[UUID | None, list[AnyRow]], parent_id: UUID | None, depth: int) -> Iterable[CategoryNode]:
    for row in below.get(parent_id, ()):
        yield CategoryNode(
            id=row.id,
            parent_id=row.parent_id,
            slug=row.slug,
            name=row.name,
            summary=row.summary,
            picture=row.picture,
            path=row.path,
            depth=depth,
        )
        yield from _walk(below, row.id, depth + 1)


def article_columns() -> tuple[Any, ...]:
    """What `article_from` reads of a variant, its product and both kinds of terms."""
    return (
        Variant.id.label("variant_id"),
        Variant.product_id,
        Variant.sku,
        Product.slug,
        Product.name,
        Product.name_de,
        Variant.name.label("option"),
        Variant.name_de.label("option_de"),
        Product.kind,
        Product.tax_class,
        Product.supply,
        Product.business_unit_id,
        Variant.picture,
        Variant.weight_grams,
        Product.is_published,
        Product.audience,
        Variant.is_active,
        PlanTerms.interval_months,
        PlanTerms.term_months,
        PlanTerms.notice_months,
        PlanTerms.trial_days,
        PlanTerms.setup_gross_minor,
        PlanTerms.setup_net_minor,
        PlanTerms.name.label("plan_name"),
        PlanTerms.name_de.label("plan_name_de"),
        ServiceTerms.duration_minutes,
    )


def with_terms(statement: Select[Any]) -> Select[Any]:
    """A statement from variants with their products and terms."""
    return (
        statement.join(Product, Product.id == Variant.product_id)
        .outerjoin(PlanTerms, PlanTerms.variant_id == Variant.id)
        .outerjoin(ServiceTerms, ServiceTerms.variant_id == Variant.id)
    )


_ARTICLES = (
    with_terms(select(*article_columns()).select_from(Variant))
    .where(Variant.id.in_(bindparam("variant_ids", expanding=True, type_=Uuid())))
    .order_by(Variant.id)
)
OPTION_COLUMNS: tuple[Any, ...] = (
    BundleComponent.quantity,
    BundleComponent.group_id,
    BundleComponent.code,
    BundleComponent.most,
    BundleComponent.preset,
    BundleComponent.is_recommended,
    BundleComponent.pricing,
    BundleComponent.extra_gross_minor,
    BundleComponent.extra_net_minor,
    BundleGroup.code.label("group_code"),
    BundleGroup.position.label("group_position"),
    BundleGroup.name.label("group_name"),
    BundleGroup.name_de.label("group_name_de"),
    BundleGroup.least.label("group_least"),
    BundleGroup.most.label("group_most"),
)
_COMPONENTS = (
    with_terms(
        select(BundleComponent.bundle_variant_id, *OPTION_COLUMNS, *article_columns())
        .select_from(BundleComponent)
        .outerjoin(BundleGroup, BundleGroup.id == BundleComponent.group_id)
        .join(Variant, Variant.id == BundleComponent.variant_id)
    )
    .where(BundleComponent.bundle_variant_id.in_(bindparam("bundle_ids", expanding=True)))
    .order_by(BundleComponent.bundle_variant_id, BundleComponent.position)
)
_RULES = (
    select(BundleRule.bundle_variant_id, BundleRule.kind, BundleRule.option, BundleRule.other, BundleRule.factor)
    .where(BundleRule.bundle_variant_id.in_(bindparam("bundle_ids", expanding=True)))
    .order_by(BundleRule.bundle_variant_id, BundleRule.position)
)
"""All are asked for with every change of a cart: built once, because building them costs more than the answer."""


def article_from(row: AnyRow) -> Article:
    """The article in a row with `article_columns`."""
    plan = plan_from(row)
    return Article(
        variant_id=row.variant_id,
        product_id=row.product_id,
        sku=row.sku,
        slug=row.slug,
        name=full_name(row.name, row.option, row.plan_name or ""),
        name_de=full_name(row.name_de, row.option_de, row.plan_name_de or ""),
        kind=row.kind,
        tax_class=row.tax_class,
        business_unit_id=row.business_unit_id,
        picture=row.picture,
        is_published=row.is_published,
        audience=row.audience,
        is_active=row.is_active,
        plan=plan,
        duration_minutes=row.duration_minutes,
        weight_grams=row.weight_grams,
        stated_supply=row.supply,
    )


def plan_from(row: AnyRow) -> Plan | None:
    """The terms in a row with the columns of a plan; None where there are none."""
    if row.interval_months is None:
        return None
    return Plan(
        interval_months=row.interval_months,
        term_months=row.term_months,
        notice_months=row.notice_months,
        trial_days=row.trial_days,
        setup_gross_minor=row.setup_gross_minor,
        setup_net_minor=row.setup_net_minor,
        name=row.plan_name,
        name_de=row.plan_name_de,
    )
