"""Settings from the environment: typed, checked at start, refused with a sentence."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from babel import Locale
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from stdnum import iban

DEMO_SECRET = "only-for-the-demo-and-never-for-a-real-company"  # noqa: S105  known to everybody on purpose
DEMO_IBAN = "DE02120300000000202051"
IN_PROCESS = "in-process"
FEWEST_SIGNS = 10
"""How many different signs a secret has at least: fewer were not drawn, they were typed."""


class SettingsRefused(Exception):
    """The environment asks for something that Kontor will not start with."""


class Environment(StrEnum):
    """What this installation is for."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything that may differ between two installations. README.md lists the variables."""

    model_config = SettingsConfigDict(env_prefix="KONTOR_", frozen=True, extra="ignore")

    environment: Environment = Environment.DEMO
    database_url: str = "sqlite:///var/kontor.sqlite3"
    secret_key: SecretStr = SecretStr(DEMO_SECRET)
    data_folder: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = "http://127.0.0.1:8000"
    office_url: str = ""
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    processes: int = Field(default=1, ge=1, le=64)
    broker: str = IN_PROCESS
    embedded_worker: bool = True
    worker_threads: int = Field(default=2, ge=1, le=64)
    metrics_port: int = Field(default=0, ge=0, le=65535)
    log_level: str = "INFO"
    smtp_url: str = ""
    sender_address: str = "shop@elbkaffee.example"
    company_name: str = "Elbkaffee"
    company_legal_name: str = "Elbkaffee GmbH"
    company_street: str = "Am Sandtorkai 27"
    company_postal_code: str = "20457"
    company_city: str = "Hamburg"
    company_country: str = "DE"
    company_email: str = "invoices@elbkaffee.example"
    company_vat_id: str = "DE998877660"
    company_bank: str = "Musterbank Hamburg"
    company_iban: str = DEMO_IBAN
    company_bic: str = "BYLADEM1001"
    vat_service_url: str = ""
    second_factor_required: bool | None = None
    secure_cookies: bool = False
    page_cache_seconds: int = Field(default=10, ge=0, le=3600)
    demo_logins: bool = True
    demo_card: bool = True
    guest_on_account_limit_minor: int = Field(default=100_000, ge=0)
    fulfilment_backend: str = "native"
    unpaid_order_minutes: int = Field(default=30, ge=1)
    prepayment_days: int = Field(default=10, ge=1, le=60)
    quote_minimum_minor: int = Field(default=50_000, ge=0)
    quote_answer_hours: int = Field(default=24, ge=1, le=720)
    instant_quote_limit_minor: int = Field(default=500_000, ge=0)
    acceptance_undo_minutes: int = Field(default=30, ge=0, le=1440)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("broker")
    @classmethod
    def _known_broker(cls, broker: str) -> str:
        if broker != IN_PROCESS and not broker.startswith(("amqp://", "amqps://")):
            raise ValueError(f"must be {IN_PROCESS} or an amqp:// address")
        return broker

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, url: str) -> str:
        if url and not url.startswith(("smtp://", "smtps://")):
            raise ValueError("must be empty, or an smtp:// or smtps:// address")
        return url

    @field_validator("vat_service_url")
    @classmethod
    def _known_vat_service(cls, url: str) -> str:
        return _web_address(url) if url else url

    @field_validator("public_url")
    @classmethod
    def _known_address(cls, url: str) -> str:
        return _web_address(url).rstrip("/")

    @field_validator("office_url")
    @classmethod
    def _known_office(cls, url: str) -> str:
        return _web_address(url).rstrip("/") if url else url

    @field_validator("sender_address", "company_email")
    @classmethod
    def _known_mailbox(cls, address: str) -> str:
        name, _, host = address.rpartition("@")
        if not name or "." not in host or any(sign.isspace() for sign in address):
            raise ValueError("must be an e-mail address")
        return address

    @field_validator("company_country")
    @classmethod
    def _known_country(cls, code: str) -> str:
        if len(code) != 2 or code not in Locale("en").territories:
            raise ValueError("must be a country as ISO 3166-1 writes it, such as DE")
        return code

    @field_validator("company_iban")
    @classmethod
    def _known_account(cls, number: str) -> str:
        if not iban.is_valid(number):
            raise ValueError("must be an IBAN; its check digits are wrong")
        return iban.compact(number)

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if self.environment is not Environment.PRODUCTION:
            return self
        secret = self.secret_key.get_secret_value()
        refusals = (
            (
                secret == DEMO_SECRET or len(secret) < 32 or len(set(secret)) < FEWEST_SIGNS,
                "KONTOR_SECRET_KEY must be your own, drawn at random, 32 characters or more",
            ),
            (self.company_iban == DEMO_IBAN, "KONTOR_COMPANY_IBAN must be your own: customers pay into it"),
            (self.demo_logins, "KONTOR_DEMO_LOGINS must be off: everybody knows those passwords"),
            (self.demo_card, "KONTOR_DEMO_CARD must be off: the demo payment page takes no money"),
            (not self.secure_cookies, "KONTOR_SECURE_COOKIES must be on"),
            (
                self.broker == IN_PROCESS and self.processes > 1,
                "KONTOR_BROKER=in-process serves one process; use RabbitMQ (amqp://...) for several",
            ),
        )
        reasons = [sentence for is_refused, sentence in refusals if is_refused]
        if reasons:
            raise ValueError("; ".join(reasons))
        return self

    @property
    def asks_staff_for_second_factor(self) -> bool:
        """Whether the office opens only to those who have enrolled; unless it is said, in production."""
        said = self.second_factor_required
        return self.environment is Environment.PRODUCTION if said is None else said

    @property
    def is_demo(self) -> bool:
        """Whether this is the demo company, which shows its log-ins and its mailbox."""
        return self.environment is Environment.DEMO


def _web_address(url: str) -> str:
    if not url.startswith(("http://", "https://")) or not urlsplit(url).hostname:
        raise ValueError("must be an http:// or https:// address")
    return url


def read_settings() -> Settings:
    """The settings of this process; raises SettingsRefused naming every variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [_sentence(tuple(map(str, fault["loc"])), str(fault["msg"])) for fault in error.errors()]
        raise SettingsRefused("Kontor does not start with these settings:\n" + "\n".join(lines)) from None


@cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings()


def _sentence(location: tuple[str, ...], message: str) -> str:
    variable = f"KONTOR_{location[0].upper()}: " if location else ""
    return f"- {variable}{message.removeprefix('Value error, ')}."
