"""A year of the demo company, made by driving the real operations under a simulated clock."""

from core.demo.year.life import YEAR, live_a_year

__all__ = ["YEAR", "live_a_year"]
