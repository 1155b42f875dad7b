"""Settings: what is wrong is refused by name, and production refuses what only the demo may have."""

import pytest

from core.kernel.settings import Environment, Settings, SettingsRefused, read_settings

SOUND = {
    "KONTOR_ENVIRONMENT": "production",
    "KONTOR_SECRET_KEY": "a-secret-of-our-own-with-40-characters-!",
    "KONTOR_DEMO_LOGINS": "false",
    "KONTOR_DEMO_CARD": "false",
    "KONTOR_SECURE_COOKIES": "true",
    "KONTOR_BROKER": "amqp://localhost",
    "KONTOR_PROCESSES": "4",
    "KONTOR_COMPANY_IBAN": "DE89 3704 0044 0532 0130 00",
}


def read(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_without_any_variable_it_is_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KONTOR_ENVIRONMENT", raising=False)

    settings = read(monkeypatch, {})

    assert (settings.environment, settings.port, settings.is_demo) == (Environment.DEMO, 8000, True)


def test_production_with_everything_sound_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, SOUND).processes == 4


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"KONTOR_SECRET_KEY": "short"}, "KONTOR_SECRET_KEY must be your own"),
        ({"KONTOR_SECRET_KEY": "a" * 40}, "KONTOR_SECRET_KEY must be your own"),
        ({"KONTOR_COMPANY_IBAN": "DE02120300000000202051"}, "KONTOR_COMPANY_IBAN must be your own"),
        ({"KONTOR_DEMO_LOGINS": "true"}, "KONTOR_DEMO_LOGINS must be off"),
        ({"KONTOR_DEMO_CARD": "true"}, "KONTOR_DEMO_CARD must be off"),
        ({"KONTOR_SECURE_COOKIES": "false"}, "KONTOR_SECURE_COOKIES must be on"),
        ({"KONTOR_BROKER": "in-process"}, "KONTOR_BROKER=in-process serves one process"),
    ],
)
def test_production_refuses_what_only_the_demo_may_have(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsRefused, match=sentence):
        read(monkeypatch, SOUND | change)


def test_production_refuses_the_default_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KONTOR_SECRET_KEY", raising=False)

    with pytest.raises(SettingsRefused, match="KONTOR_SECRET_KEY must be your own"):
        read(monkeypatch, {name: value for name, value in SOUND.items() if name != "KONTOR_SECRET_KEY"})


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("KONTOR_PORT", "many", "- KONTOR_PORT: Input should be a valid integer"),
        ("KONTOR_PORT", "70000", "- KONTOR_PORT: Input should be less than or equal to 65535"),
        ("KONTOR_DATABASE_URL", "mysql://x", "- KONTOR_DATABASE_URL: must start with sqlite:/// or postgresql://"),
        ("KONTOR_BROKER", "redis://x", "- KONTOR_BROKER: must be in-process or an amqp:// address"),
        ("KONTOR_SMTP_URL", "mail.example.com", "- KONTOR_SMTP_URL: must be empty, or an smtp:// or smtps:// address"),
        ("KONTOR_LOG_LEVEL", "loud", "- KONTOR_LOG_LEVEL: must be DEBUG, INFO, WARNING or ERROR"),
        ("KONTOR_TRUSTED_PROXIES", "all", "- KONTOR_TRUSTED_PROXIES: Input should be a valid integer"),
        ("KONTOR_PUBLIC_URL", "shop.example", "- KONTOR_PUBLIC_URL: must be an http:// or https:// address"),
        ("KONTOR_OFFICE_URL", "office.example", "- KONTOR_OFFICE_URL: must be an http:// or https:// address"),
        ("KONTOR_VAT_SERVICE_URL", "ftp://x", "- KONTOR_VAT_SERVICE_URL: must be an http:// or https:// address"),
        ("KONTOR_SENDER_ADDRESS", "nope", "- KONTOR_SENDER_ADDRESS: must be an e-mail address"),
        ("KONTOR_COMPANY_EMAIL", "a b@c.example", "- KONTOR_COMPANY_EMAIL: must be an e-mail address"),
        ("KONTOR_COMPANY_COUNTRY", "XX", "- KONTOR_COMPANY_COUNTRY: must be a country as ISO 3166-1 writes it"),
        ("KONTOR_COMPANY_IBAN", "DE02120300000000202052", "- KONTOR_COMPANY_IBAN: must be an IBAN"),
        ("KONTOR_ENVIRONMENT", "staging", "- KONTOR_ENVIRONMENT: Input should be 'demo', 'test' or 'production'"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        read(monkeypatch, {variable: value})

    assert sentence in str(refusal.value)
