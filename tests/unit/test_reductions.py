"""Announced reductions: compared with the lowest price of the thirty days before they began."""

from datetime import UTC, datetime, timedelta

from core.pricing.rules.reductions import PastPrice, Reduction, reduction_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def past(*steps: tuple[int, int, bool]) -> list[PastPrice]:
    """Prices by the number of days before today on which they began."""
    found = []
    for index, (days, amount, is_offer) in enumerate(steps):
        follows = steps[index + 1][0] if index + 1 < len(steps) else None
        found.append(
            PastPrice(
                amount_minor=amount,
                is_offer=is_offer,
                valid_from=NOW - timedelta(days=days),
                valid_to=None if follows is None else NOW - timedelta(days=follows),
            )
        )
    return found


def test_the_lowest_price_of_thirty_days_counts_not_the_one_before() -> None:
    assert reduction_of(past((90, 7900, False), (20, 5900, False), (0, 4900, True)), NOW) == Reduction(
        lowest_minor=5900, percent=16
    )


def test_what_was_cheaper_more_than_thirty_days_ago_does_not_count() -> None:
    assert reduction_of(past((90, 4500, False), (31, 7900, False), (0, 5900, True)), NOW) == Reduction(
        lowest_minor=7900, percent=25
    )


def test_progressive_reductions_are_compared_with_the_days_before_the_first() -> None:
    steps = past((90, 10_000, False), (12, 9000, True), (6, 8000, True), (1, 7000, True))

    assert reduction_of(steps, NOW) == Reduction(lowest_minor=10_000, percent=30)


def test_an_offer_that_was_lifted_in_between_begins_anew() -> None:
    steps = past((90, 10_000, False), (12, 8000, True), (6, 10_000, False), (1, 7500, True))

    assert reduction_of(steps, NOW) == Reduction(lowest_minor=8000, percent=6)


def test_nothing_is_announced_that_is_no_reduction() -> None:
    assert reduction_of(past((90, 7900, False)), NOW) is None
    assert reduction_of(past((90, 7900, False), (10, 4900, False), (0, 4900, True)), NOW) is None
    assert reduction_of(past((0, 4900, True)), NOW) is None
    assert reduction_of([], NOW) is None
