"""Quotes: requests, immutable versions, approval by policy, negotiation, acceptance that makes one order."""
