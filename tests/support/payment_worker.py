"""A real worker in a process of its own, whose card company keeps what it did and then dawdles, to be killed there.

Run as `python -m tests.support.payment_worker COMPANY_FILE STEP SECONDS MARKER`; STEP is `charge` or `refund`.
"""

import sys
from datetime import timedelta
from pathlib import Path

from core.kernel import db, jobs
from core.kernel.settings import get_settings
from core.kernel.worker import run_worker
from tests.support.paying import a_company_of_cards
from tests.support.payment_stand_in import Dawdle

LEASE = timedelta(seconds=2)


def main(file: Path, dawdle: Dawdle) -> None:
    """Work until killed or asked to stop."""
    jobs.LEASE = LEASE
    settings = get_settings()
    db.connect(settings.database_url)
    with a_company_of_cards(file, dawdle=dawdle):
        run_worker(settings)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Dawdle(step=sys.argv[2], seconds=float(sys.argv[3]), marker=Path(sys.argv[4])))
