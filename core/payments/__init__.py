"""How an order is paid: methods, providers, attempts with an unknown outcome, refunds."""
