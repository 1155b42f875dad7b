"""Tables of bundles: what is in them always, what the customer chooses, and which choices go together."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.catalog.states import ChoiceRuleKind, OptionPricing
from core.kernel.db import Base, Identified, enum_column, minor_column


class BundleGroup(Identified, Base):
    """A question that a bundle asks, such as which machine: at least and at most so many of its options are taken."""

    __tablename__ = "bundle_group"
    __table_args__ = (
        Index("uq_bundle_group_code", "bundle_variant_id", "code", unique=True),
        CheckConstraint("least BETWEEN 0 AND most AND most BETWEEN 1 AND 99", name="picks"),
    )

    bundle_variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_de: Mapped[str] = mapped_column(String(120))
    least: Mapped[int] = mapped_column(default=1)
    most: Mapped[int] = mapped_column(default=1)


class BundleComponent(Base):
    """What is inside a bundle; a bundle never holds another bundle.

    Without a group it is always inside. With one it is an option of that group: taken up to `most` times, `preset`
    times as long as nobody chose; each time it is `quantity` pieces. It moves the bundle's price by a difference, in
    lists that count gross or net, or costs what its article costs alone.
    """

    __tablename__ = "bundle_component"
    __table_args__ = (
        Index(
            "uq_bundle_component_code",
            "bundle_variant_id",
            "code",
            unique=True,
            sqlite_where=text("code <> ''"),
            postgresql_where=text("code <> ''"),
        ),
        CheckConstraint("quantity BETWEEN 1 AND 99999", name="quantity"),
        CheckConstraint("preset BETWEEN 0 AND most AND most BETWEEN 1 AND 99", name="most"),
        CheckConstraint("(group_id IS NULL) = (code = '')", name="option"),
    )

    bundle_variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), index=True)
    quantity: Mapped[int]
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("bundle_group.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    most: Mapped[int] = mapped_column(default=1)
    preset: Mapped[int] = mapped_column(default=0)
    is_recommended: Mapped[bool] = mapped_column(default=False)
    pricing: Mapped[OptionPricing] = mapped_column(enum_column(OptionPricing), default=OptionPricing.DIFFERENCE)
    extra_gross_minor: Mapped[int] = minor_column(default=0)
    extra_net_minor: Mapped[int] = minor_column(default=0)


class BundleRule(Base):
    """How two options go together: one requires or excludes the other, or is taken at most `factor` times as often."""

    __tablename__ = "bundle_rule"
    __table_args__ = (CheckConstraint("factor BETWEEN 1 AND 99", name="factor"),)

    bundle_variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChoiceRuleKind] = mapped_column(enum_column(ChoiceRuleKind))
    option: Mapped[str] = mapped_column(String(40))
    other: Mapped[str] = mapped_column(String(40))
    factor: Mapped[int] = mapped_column(default=1)
