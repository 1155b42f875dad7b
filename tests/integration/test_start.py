"""Commands that cannot begin say so in a sentence."""

import pytest
from click.testing import CliRunner

from core.cli import main
from core.kernel.settings import Settings
from tests.support.postgres import free_port


def test_a_back_end_that_is_not_installed_is_refused_by_name(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_FULFILMENT_BACKEND", "sap")

    answer = CliRunner().invoke(main, ["migrate"])

    assert answer.exit_code == 1
    assert "Error: KONTOR_FULFILMENT_BACKEND: there is no sap, but native" in answer.output


def test_a_database_that_does_not_answer_is_named_without_its_password(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_DATABASE_URL", f"postgresql://kontor:hidden@127.0.0.1:{free_port()}/shop")

    answer = CliRunner().invoke(main, ["migrate"])

    assert answer.exit_code == 1
    assert "/shop does not answer" in answer.output
    assert "hidden" not in answer.output
