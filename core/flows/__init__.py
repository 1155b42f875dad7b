"""What follows from what, and what comes again by itself: the one place that knows."""

from core.flows.wiring import install

__all__ = ["install"]
