"""Money in integer minor units, and the one way to split it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import total_ordering
from typing import Self


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Split whole units by weight so that the parts sum to the whole.

    Largest remainder; ties go to the earliest weight; zero weights share equally; a negative amount mirrors
    the positive one. Raises ValueError without weights or with a negative one.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("Splitting needs at least one weight, and none below zero.")
    if amount < 0:
        return [-part for part in allocate(-amount, weights)]
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    shares = [divmod(amount * weight, whole) for weight in weights]
    missing = amount - sum(share for share, _ in shares)
    by_remainder = sorted(range(len(weights)), key=lambda index: (-shares[index][1], index))
    favoured = set(by_remainder[:missing])
    return [share + (index in favoured) for index, (share, _) in enumerate(shares)]


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of one currency. Mixing currencies raises ValueError."""

    minor: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("Money is counted in whole minor units.")

    @classmethod
    def zero(cls, currency: str = "EUR") -> Self:
        """No money at all, in a currency."""
        return cls(0, currency)

    @property
    def is_zero(self) -> bool:
        """Whether nothing is there."""
        return self.minor == 0

    def __str__(self) -> str:
        major, minor = divmod(abs(self.minor), 100)
        return f"{'-' if self.minor < 0 else ''}{major}.{minor:02d} {self.currency}"

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __mul__(self, times: int) -> Self:
        if type(times) is not int:
            raise TypeError("Money is multiplied by whole numbers; shares are allocated.")
        return type(self)(self.minor * times, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def allocate(self, weights: Sequence[int]) -> list[Self]:
        """Split by weight; see `allocate`."""
        return [type(self)(part, self.currency) for part in allocate(self.minor, weights)]

    def _same(self, other: Self) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be mixed.")
        return other.minor
