"""Carts as rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.carts.states import CART_LIFE, CartState
from core.catalog.rules.choices import LONGEST_SELECTION
from core.kernel.db import Base, Identified, enum_column
from core.kernel.states import Stateful
from core.pricing.rules import LineKey


class Cart(Stateful, Identified, Base):
    """What a visitor collects. `version` grows with every change, so that a form can tell what it was made from.

    `code` is the promotion code that was entered; whether it still holds is asked whenever the cart is priced.
    """

    __tablename__ = "cart"
    __table_args__ = (
        Index(
            "uq_cart_open_user",
            "user_id",
            unique=True,
            postgresql_where=text("state = 'open' AND user_id IS NOT NULL"),
            sqlite_where=text("state = 'open' AND user_id IS NOT NULL"),
        ),
        Index("ix_cart_expiry", "state", "expires_at"),
    )
    LIFE = CART_LIFE

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    code: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[CartState] = mapped_column(enum_column(CartState), default=CartState.OPEN)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    lines: Mapped[list["CartLine"]] = relationship(
        order_by="CartLine.added_at, CartLine.id", lazy="raise", cascade="all, delete-orphan"
    )


class CartLine(Identified, Base):
    """So many of one article, with the options that were taken of it. Price and stock are looked up whenever the cart
    is shown.

    What the customer saw last stays beside it (see `rules.Seen`); nobody knows while `seen_unit_minor` is None.
    """

    __tablename__ = "cart_line"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id", "selection", name="uq_cart_line_variant"),
        CheckConstraint("quantity BETWEEN 1 AND 99999", name="quantity_in_range"),
    )

    cart_id: Mapped[UUID] = mapped_column(ForeignKey("cart.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    selection: Mapped[str] = mapped_column(String(LONGEST_SELECTION), default="")
    quantity: Mapped[int]
    added_at: Mapped[datetime]
    seen_unit_minor: Mapped[int | None] = mapped_column(BigInteger)
    seen_quantity: Mapped[int | None]
    seen_free: Mapped[int | None]
    seen_list: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(200), default="")

    @property
    def key(self) -> LineKey:
        """Which line it is: the same article with the same options is one line."""
        return LineKey(self.variant_id, self.selection)


class SavedList(Identified, Base):
    """Articles that somebody keeps under a name; shared ones are seen and filled by all of their customer's people.

    The list without a name holds what is bought later; everybody has at most one.
    """

    __tablename__ = "saved_list"
    __table_args__ = (
        UniqueConstraint("user_id", "name", name="uq_saved_list_name"),
        Index("ix_saved_list_customer", "customer_id", "is_shared"),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(80))
    is_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    lines: Mapped[list["SavedListLine"]] = relationship(
        order_by="SavedListLine.added_at, SavedListLine.id", lazy="raise", cascade="all, delete-orphan"
    )


class SavedListLine(Identified, Base):
    """So many of one article on a list, with a note to oneself."""

    __tablename__ = "saved_list_line"
    __table_args__ = (
        UniqueConstraint("list_id", "variant_id", "selection", name="uq_saved_list_line_variant"),
        CheckConstraint("quantity BETWEEN 1 AND 99999", name="quantity_in_range"),
    )

    list_id: Mapped[UUID] = mapped_column(ForeignKey("saved_list.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    selection: Mapped[str] = mapped_column(String(LONGEST_SELECTION), default="")
    quantity: Mapped[int]
    note: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime]

    @property
    def key(self) -> LineKey:
        """Which line it is: the same article with the same options is one line."""
        return LineKey(self.variant_id, self.selection)
