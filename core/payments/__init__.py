"""Asking for money: methods and providers, attempts with every outcome, refunds, receipts by bank."""
