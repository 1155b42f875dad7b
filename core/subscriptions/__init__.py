"""Contracts for what comes again and again: terms, states, and the mathematics of billing dates."""
