"""What people and companies can do here."""

from core.accounts.operations.addresses import add_address, save_address, set_default_address
from core.accounts.operations.customers import (
    create_company,
    ensure_business_unit,
    guest_customer,
    sign_up,
    take_newcomer,
)
from core.accounts.operations.people import add_buyer, create_staff, set_language
from core.accounts.operations.requests import (
    ask_for_account,
    ask_for_new_email,
    ask_for_reset,
    confirm_new_email,
    discard_expired_requests,
    open_account,
    reset_password,
)
from core.accounts.operations.sessions import (
    begin_session,
    change_password,
    discard_expired_sessions,
    end_other_sessions,
    end_session,
    end_session_of,
    note_seen,
    require_password,
    sign_in,
    sign_out_everywhere,
)
from core.accounts.rules import AddressInput  # callers of save_address need it

__all__ = [
    "AddressInput",
    "add_address",
    "add_buyer",
    "ask_for_account",
    "ask_for_new_email",
    "ask_for_reset",
    "begin_session",
    "change_password",
    "confirm_new_email",
    "create_company",
    "create_staff",
    "discard_expired_requests",
    "discard_expired_sessions",
    "end_other_sessions",
    "end_session",
    "end_session_of",
    "ensure_business_unit",
    "guest_customer",
    "note_seen",
    "open_account",
    "require_password",
    "reset_password",
    "save_address",
    "set_default_address",
    "set_language",
    "sign_in",
    "sign_out_everywhere",
    "sign_up",
    "take_newcomer",
]
