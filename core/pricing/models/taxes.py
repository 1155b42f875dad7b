"""What the tax decision reads beside the rates: where we export to, the one-stop shop, and what it counts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, minor_column


class ExportCountry(Base):
    """A country outside the EU that we sell to. Those inside are the ones whose rates we know."""

    __tablename__ = "export_country"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)


class OneStopChoice(Identified, AppendOnly, Base):
    """From a day on consumers in other EU countries are taxed there whatever we sell, or only above the threshold."""

    __tablename__ = "one_stop_choice"

    applies: Mapped[bool]
    valid_from: Mapped[date] = mapped_column(unique=True)
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(200))


class CrossBorderSales(Base):
    """What was sold to consumers in another EU country in a year, net, in cents; the country `EU` holds all of them."""

    __tablename__ = "cross_border_sales"
    __table_args__ = (CheckConstraint("net_minor >= 0", name="not_negative"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    net_minor: Mapped[int] = minor_column(default=0)
