"""A year of the demo company, made by driving the real operations under a simulated clock."""

from core.demo.year.life import live_a_year

__all__ = ["live_a_year"]
