"""A real worker in a process of its own, with jobs slow enough to be killed in their middle.

Run as `python -m tests.support.killable_worker SECONDS FILE`: each job touches FILE when it has done its work but not
yet committed, and then dawdles for SECONDS.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from core.kernel import db, jobs, numbers
from core.kernel.settings import get_settings
from core.kernel.worker import run_worker

LEASE = timedelta(seconds=2)


def main(seconds: float, marker: Path) -> None:
    """Work until killed or asked to stop."""

    def dawdle() -> None:
        marker.touch()
        time.sleep(seconds)

    @jobs.job("test.draw")
    def draw(session: Session) -> None:
        numbers.draw_number(session, numbers.NumberRange.ORDER, year=2026)
        dawdle()

    @jobs.network_job("test.ask")
    def ask() -> None:
        with db.unit_of_work() as session:
            numbers.draw_number(session, numbers.NumberRange.PAYMENT, year=2026)
        dawdle()
        with db.unit_of_work() as session:
            numbers.draw_number(session, numbers.NumberRange.INVOICE, year=2026)

    jobs.LEASE = LEASE
    settings = get_settings()
    db.connect(settings.database_url)
    run_worker(settings)


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
