"""The figures of a served shop, as whoever watches it reads them."""

import os
from pathlib import Path
from urllib.request import urlopen

from tests.benchmarks.processes import shop_server
from tests.support.postgres import free_port


def test_the_port_of_figures_counts_what_all_server_processes_answer(tmp_path: Path) -> None:
    port, figures = free_port(), free_port()
    environment = {
        **os.environ,
        "KONTOR_DATABASE_URL": f"sqlite:///{tmp_path / 'shop.sqlite3'}",
        "KONTOR_DATA_FOLDER": str(tmp_path),
        "KONTOR_PROCESSES": "2",
        "KONTOR_METRICS_PORT": str(figures),
        "KONTOR_EMBEDDED_WORKER": "false",
    }

    with shop_server(environment, port):
        for _ in range(3):
            urlopen(f"http://127.0.0.1:{port}/search?q=cup").close()
        told = urlopen(f"http://127.0.0.1:{figures}/metrics").read().decode()

    assert 'kontor_requests_total{application="shop",endpoint="shelf.search",status="200"} 3.0' in told
