"""Bands of a way of delivery: where to, up to which weight, from which value on it costs what."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_DIGITS = re.compile(r"\d{1,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is to be sent and where to; the value counts as the list counts, after discounts."""

    country: str
    postal_code: str
    grams: int
    value_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryBand:
    """A fee that holds for some countries (none named: for all), a range of postcodes, a weight and a value.

    `days` is how many working days the way takes, where it is known.
    """

    countries: tuple[str, ...] = ()
    postcode_from: str = ""
    postcode_to: str = ""
    up_to_grams: int | None = None
    from_minor: int = 0
    fee_gross_minor: int
    fee_net_minor: int
    days: int | None = None

    def holds(self, parcel: Parcel) -> bool:
        """Whether the parcel is within the band. A range of postcodes needs a postcode of digits."""
        if self.countries and parcel.country not in self.countries:
            return False
        if self.up_to_grams is not None and parcel.grams > self.up_to_grams:
            return False
        return parcel.value_minor >= self.from_minor and self._reaches(parcel.postal_code.replace(" ", ""))

    def _reaches(self, postal_code: str) -> bool:
        if not self.postcode_from:
            return True
        if not _DIGITS.fullmatch(postal_code) or len(postal_code) != len(self.postcode_from):
            return False
        return self.postcode_from <= postal_code <= (self.postcode_to or self.postcode_from)


def first_band(bands: Sequence[DeliveryBand], parcel: Parcel) -> DeliveryBand | None:
    """The first band that holds, in the order in which the office put them."""
    return next((band for band in bands if band.holds(parcel)), None)


def bands_to_text(bands: Sequence[DeliveryBand]) -> str:
    """The bands as one JSON text; empty for none."""
    names = DeliveryBand.__dataclass_fields__
    return json.dumps([{name: getattr(band, name) for name in names} for band in bands]) if bands else ""


def bands_from_text(text: str) -> tuple[DeliveryBand, ...]:
    """The bands that `bands_to_text` wrote."""
    kept: list[dict[str, Any]] = json.loads(text) if text else []
    return tuple(DeliveryBand(**{**one, "countries": tuple(one["countries"])}) for one in kept)
