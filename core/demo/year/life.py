"""The year itself: who comes on which day, from the first morning to this moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from core.demo.company import YEAR, finish_demo
from core.demo.year.agenda import Agenda
from core.demo.year.calendar import choose_days, evening_hour, office_hour, workdays_after
from core.demo.year.customers import Buyer, Cast, fill_basket, find_cast
from core.demo.year.desk import Desk
from core.demo.year.finale import Finale
from core.demo.year.quoting import QuoteDesk
from core.demo.year.shelf import Shelf, read_shelf
from core.demo.year.shop import Shop
from core.demo.year.visits import count_time
from core.kernel import clock
from core.kernel.clock import local_date
from core.kernel.db import reading, unit_of_work

ORDERS: Final = 240
SEED: Final = 20457  # the year is the same whenever it is lived; only its days move along with the calendar


def live_a_year(progress: Callable[[str], None], *, orders: int = ORDERS) -> None:
    """Let the demo company do business from a year ago until now. `found_demo` comes first, and it happens once.

    `progress` is told a line for every month. Besides the given number of orders some are made on the last days, so
    that every desk has something to do.
    """
    end = clock.now()
    with reading() as session:
        cast, shelf = find_cast(session), read_shelf(session)
    with clock.simulated(end - YEAR) as simulated:
        agenda, rng = Agenda(simulated, end=end), Random(SEED)
        desk = Desk(agenda, rng, cast, shelf)
        shop = Shop(agenda, rng, cast, desk)
        _plan(agenda, rng, cast, shelf, shop, desk, orders=orders)
        agenda.run(_Months(progress, shop))
        with unit_of_work() as session:
            count_time(session)
            finish_demo(session)


def _plan(agenda: Agenda, rng: Random, cast: Cast, shelf: Shelf, shop: Shop, desk: Desk, *, orders: int) -> None:
    first, last = local_date(agenda.now), local_date(agenda.end)
    tick = partial(agenda.look_at_the_schedule, again_after=timedelta(days=2))
    agenda.at(agenda.now.replace(hour=3, minute=0, second=0, microsecond=0) + timedelta(days=1), tick)
    agenda.at(agenda.now, desk.fill_shelves)
    agenda.at(office_hour(workdays_after(agenda.now, 4), rng), desk.book_the_bank)
    for day in choose_days(first, last, orders, rng):
        buyer = _somebody(cast, rng)
        moment = evening_hour(day, rng)
        if buyer.is_company:
            moment = office_hour(workdays_after(moment, 0), rng)
        agenda.at(moment, partial(shop.order, buyer, fill_basket(buyer, shelf, rng)))
    Finale(agenda, rng, cast, shelf, shop, desk).plan()
    QuoteDesk(agenda, cast, shelf).plan()


def _somebody(cast: Cast, rng: Random) -> Buyer:
    if rng.random() < 0.6:
        return rng.choices(cast.companies, weights=[buyer.size for buyer in cast.companies])[0]
    return rng.choice(cast.people)


class _Months:
    """Says once a month how far the year is."""

    def __init__(self, progress: Callable[[str], None], shop: Shop) -> None:
        self._progress, self._shop, self._month = progress, shop, 0

    def __call__(self, moment: datetime) -> None:
        if moment.month != self._month:
            self._month = moment.month
            self._progress(f"  {moment:%B %Y}, orders so far: {self._shop.orders}")
