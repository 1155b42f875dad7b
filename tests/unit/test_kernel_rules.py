"""Clock, states, tokens, sentences: the kernel's rules that need no database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.kernel import clock, tokens
from core.kernel.errors import Refused
from core.kernel.i18n import supported, translate


def test_the_company_day_begins_at_berlin_midnight() -> None:
    with clock.frozen(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 23)


def test_a_simulated_clock_never_runs_backwards() -> None:
    with clock.simulated(datetime(2026, 1, 1, tzinfo=UTC)) as simulation:
        simulation.advance(timedelta(days=1))
        with pytest.raises(ValueError, match="backwards"):
            simulation.move_to(datetime(2026, 1, 1, 12, tzinfo=UTC))
        assert clock.now() == datetime(2026, 1, 2, tzinfo=UTC)


def test_the_real_clock_returns_after_a_simulation() -> None:
    with clock.frozen(datetime(2001, 1, 1, tzinfo=UTC)):
        pass

    assert clock.now().year >= 2026


def test_a_token_is_read_only_for_its_purpose_unchanged_and_in_time() -> None:
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)) as at:
        token = tokens.sign("order", "SO-2026-000001", expires_in=timedelta(hours=1))
        assert tokens.read("order", token) == "SO-2026-000001"
        for purpose, text in (("reset", token), ("order", token[:-1]), ("order", "x" + token), ("order", "")):
            with pytest.raises(tokens.TokenRefused):
                tokens.read(purpose, text)
        at.advance(timedelta(hours=1))
        with pytest.raises(tokens.TokenRefused):
            tokens.read("order", token)


def test_an_error_is_a_sentence_with_its_values() -> None:
    error = Refused("stock.short", "Only %(free)s of %(name)s are left.", field="quantity", free=3, name="Hafen One")

    assert (str(error), error.field, error.status) == ("Only 3 of Hafen One are left.", "quantity", 409)


@pytest.mark.parametrize(("asked", "locale"), [("de-AT", "de"), ("en", "en"), ("fr", "en"), (None, "en"), ("", "en")])
def test_the_nearest_language_is_chosen(asked: str | None, locale: str) -> None:
    assert supported(asked) == locale


def test_a_sentence_without_translation_stays_itself() -> None:
    assert translate("de", "No catalogue has this: %(n)s.", n=1) == "No catalogue has this: 1."
