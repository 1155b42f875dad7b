"""The server processes of `kontor serve` do not depend on what their parent did before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core import flows
from core.billing.models import Invoice
from core.kernel import events
from core.kernel.settings import Settings
from tests.faults.test_worker_kill import wait_until
from tests.support.billing import count
from tests.support.deals import a_running_order, open_market, ship_it
from tests.support.postgres import free_port


@pytest.fixture
def one_invoice_due(database: Settings) -> None:
    """A shipment whose invoice is still to be set, by a job."""
    order_id = a_running_order(open_market(), {"CUP": 1})
    flows.install()
    ship_it(order_id, {"CUP": 1})
    events.follow({})


@pytest.mark.usefixtures("one_invoice_due")
def test_a_server_sets_invoices_though_its_parent_set_some_before_it_began() -> None:
    assert count(Invoice) == 0
    environment = {**os.environ, "KONTOR_PORT": str(free_port()), "KONTOR_EMBEDDED_WORKER": "true"}
    command = [sys.executable, "-m", "tests.support.served_after_setting"]

    with subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[2]) as server:
        try:
            wait_until(lambda: count(Invoice) == 1)
        finally:
            server.terminate()
