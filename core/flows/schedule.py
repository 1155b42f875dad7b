"""What comes again by itself, and how often. A slot runs once, however many processes look; days begin at 0:00 UTC."""

from datetime import timedelta
from typing import Final

from core.kernel.jobs import Schedule

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

SCHEDULE: Final = (
    Schedule(name="inventory.release_expired", every=MINUTE),
    Schedule(name="inventory.serve_waiting", every=MINUTE),
    Schedule(name="inventory.tell_wishers", every=MINUTE),
    Schedule(name="catalog.follow_dates", every=MINUTE),
    Schedule(name="payments.cancel_expired", every=MINUTE),
    Schedule(name="catalog.forget_searches", every=DAY),
    Schedule(name="quotes.keep_time", every=HOUR),
    Schedule(name="payments.remind", every=HOUR),
    Schedule(name="subscriptions.end_contracts", every=DAY),
    Schedule(name="billing.bill_subscriptions", every=DAY),
    Schedule(name="ledger.recognise_revenue", every=DAY),
    Schedule(name="carts.discard_expired", every=DAY),
    Schedule(name="inventory.forget_wishes", every=DAY),
    Schedule(name="accounts.forget_expired", every=DAY),
    Schedule(name="privacy.erase_due", every=DAY),
    Schedule(name="privacy.forget", every=DAY),
    Schedule(name="accounts.recheck_vat_ids", every=DAY),
)
