"""Carts: what a visitor collects before ordering, anonymous or signed in."""
