"""What templates are told besides the documents themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Where money is to be sent, and within how many days."""

    name: str
    iban: str
    bic: str
    bank: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine:
    """So many of an article in a shipment."""

    name: str
    quantity: int
