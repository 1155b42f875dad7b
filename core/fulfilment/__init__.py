"""Fulfilment: hands order parts over to back-ends, ships, visits, activates, and takes goods back."""
