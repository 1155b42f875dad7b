"""Kinds of customers, roles of people, and the one table that says which role may do what."""

from collections.abc import Mapping
from enum import StrEnum


class CustomerKind(StrEnum):
    """Whether a customer buys as a person or as a company."""

    PRIVATE = "private"
    COMPANY = "company"


class BuyerRole(StrEnum):
    """What a person may do in the name of their company."""

    BUYER = "buyer"
    APPROVER = "approver"
    ADMIN = "admin"


class Entrance(StrEnum):
    """Through which door somebody comes in."""

    SHOP = "shop"
    OFFICE = "office"


class VatState(StrEnum):
    """What we know of a VAT id. Unavailable means that nobody answered: it is never taken for valid."""

    UNCHECKED = "unchecked"
    VALID = "valid"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"


class LimitWindow(StrEnum):
    """For how long a spending limit holds before it begins anew."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class RequestKind(StrEnum):
    """What somebody asks for by an e-mail address; a letter there answers."""

    REGISTRATION = "registration"
    RESET = "reset"
    NEW_EMAIL = "new_email"
    INVITATION = "invitation"


class StaffRole(StrEnum):
    """What a member of staff works on."""

    SALES = "sales"
    FULFILMENT = "fulfilment"
    BILLING = "billing"
    MARKETING = "marketing"
    MANAGER = "manager"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that the office lets somebody do or see."""

    VIEW_TODAY = "view_today"
    VIEW_ORDERS = "view_orders"
    CANCEL_ORDER = "cancel_order"
    VIEW_FULFILMENT = "view_fulfilment"
    SHIP_GOODS = "ship_goods"
    RECEIVE_RETURNS = "receive_returns"
    PLAN_VISITS = "plan_visits"
    ACTIVATE_SUBSCRIPTIONS = "activate_subscriptions"
    VIEW_INVOICES = "view_invoices"
    VIEW_LEDGER = "view_ledger"
    VIEW_PAYMENTS = "view_payments"
    RECORD_PAYMENTS = "record_payments"
    VIEW_CUSTOMERS = "view_customers"
    EDIT_CUSTOMERS = "edit_customers"
    SET_CREDIT = "set_credit"
    ACT_FOR_CUSTOMER = "act_for_customer"
    VIEW_CATALOGUE = "view_catalogue"
    EDIT_CATALOGUE = "edit_catalogue"
    RECEIVE_STOCK = "receive_stock"
    MANAGE_STOCK = "manage_stock"
    SET_PRICES = "set_prices"
    EDIT_PROMOTIONS = "edit_promotions"
    VIEW_TAXES = "view_taxes"
    SET_TAXES = "set_taxes"
    VIEW_QUOTES = "view_quotes"
    WRITE_QUOTES = "write_quotes"
    WRITE_ANY_QUOTE = "write_any_quote"
    APPROVE_QUOTES = "approve_quotes"
    SET_QUOTE_POLICY = "set_quote_policy"
    VIEW_FEEDBACK = "view_feedback"
    VIEW_INTEGRATION = "view_integration"
    SETTLE_JOBS = "settle_jobs"
    VIEW_MAILBOX = "view_mailbox"
    VIEW_STYLEGUIDE = "view_styleguide"
    MANAGE_STAFF = "manage_staff"
    MANAGE_PRIVACY = "manage_privacy"


_EVERYBODY = frozenset({Permission.VIEW_TODAY, Permission.VIEW_ORDERS, Permission.VIEW_STYLEGUIDE})

ROLE_PERMISSIONS: Mapping[StaffRole, frozenset[Permission]] = {
    StaffRole.SALES: _EVERYBODY
    | {
        Permission.CANCEL_ORDER,
        Permission.VIEW_FULFILMENT,
        Permission.VIEW_INVOICES,
        Permission.VIEW_CUSTOMERS,
        Permission.EDIT_CUSTOMERS,
        Permission.ACT_FOR_CUSTOMER,
        Permission.VIEW_CATALOGUE,
        Permission.SET_PRICES,
        Permission.EDIT_PROMOTIONS,
        Permission.VIEW_TAXES,
        Permission.VIEW_QUOTES,
        Permission.WRITE_QUOTES,
        Permission.VIEW_FEEDBACK,
        Permission.VIEW_MAILBOX,
    },
    StaffRole.FULFILMENT: _EVERYBODY
    | {
        Permission.VIEW_FULFILMENT,
        Permission.SHIP_GOODS,
        Permission.RECEIVE_RETURNS,
        Permission.PLAN_VISITS,
        Permission.ACTIVATE_SUBSCRIPTIONS,
        Permission.VIEW_CATALOGUE,
        Permission.RECEIVE_STOCK,
        Permission.MANAGE_STOCK,
        Permission.VIEW_INTEGRATION,
    },
    StaffRole.BILLING: _EVERYBODY
    | {
        Permission.VIEW_INVOICES,
        Permission.VIEW_LEDGER,
        Permission.VIEW_PAYMENTS,
        Permission.RECORD_PAYMENTS,
        Permission.VIEW_QUOTES,
        Permission.APPROVE_QUOTES,
        Permission.VIEW_CUSTOMERS,
        Permission.EDIT_CUSTOMERS,
        Permission.SET_CREDIT,
        Permission.VIEW_TAXES,
        Permission.SET_TAXES,
        Permission.VIEW_MAILBOX,
    },
    StaffRole.MARKETING: _EVERYBODY
    | {
        Permission.VIEW_CUSTOMERS,
        Permission.VIEW_CATALOGUE,
        Permission.EDIT_CATALOGUE,
        Permission.EDIT_PROMOTIONS,
        Permission.VIEW_FEEDBACK,
        Permission.VIEW_MAILBOX,
    },
    StaffRole.MANAGER: frozenset(Permission) - {Permission.SETTLE_JOBS, Permission.MANAGE_STAFF},
    StaffRole.ADMIN: frozenset(Permission),
}
"""What each role may do; somebody with several roles may do all that any of them may."""
