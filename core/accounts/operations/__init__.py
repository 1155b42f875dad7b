"""What people and companies can do here."""

from core.accounts.operations.acting import begin_acting, end_acting, take_over
from core.accounts.operations.addresses import add_address, save_address, set_default_address
from core.accounts.operations.company import (
    RoleInput,
    accept_invitation,
    change_colleague,
    invite_colleague,
    remove_colleague,
    set_terms,
    withdraw_invitation,
)
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
from core.accounts.operations.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    renew_recovery_codes,
    require_second_factor,
    reset_second_factor,
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
from core.accounts.operations.vat import (
    ask_for_check,
    ask_for_due_checks,
    record_vat_check,
    set_tax_certificate,
    set_vat_id,
)
from core.accounts.rules import AddressInput  # callers of save_address need it

__all__ = [
    "AddressInput",
    "RoleInput",
    "accept_invitation",
    "add_address",
    "add_buyer",
    "ask_for_account",
    "ask_for_check",
    "ask_for_due_checks",
    "ask_for_new_email",
    "ask_for_reset",
    "begin_acting",
    "begin_enrolment",
    "begin_session",
    "change_colleague",
    "change_password",
    "confirm_enrolment",
    "confirm_new_email",
    "create_company",
    "create_staff",
    "discard_expired_requests",
    "discard_expired_sessions",
    "end_acting",
    "end_other_sessions",
    "end_session",
    "end_session_of",
    "ensure_business_unit",
    "guest_customer",
    "invite_colleague",
    "note_seen",
    "open_account",
    "record_vat_check",
    "remove_colleague",
    "renew_recovery_codes",
    "require_password",
    "require_second_factor",
    "reset_password",
    "reset_second_factor",
    "save_address",
    "set_default_address",
    "set_language",
    "set_tax_certificate",
    "set_terms",
    "set_vat_id",
    "sign_in",
    "sign_out_everywhere",
    "sign_up",
    "take_newcomer",
    "take_over",
    "withdraw_invitation",
]
