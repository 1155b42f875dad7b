"""The articles of the demo company, in words of two languages, and the function that puts them on the shelves."""

from core.demo.articles.catalogue import CATALOGUE, FEATURED
from core.demo.articles.shelves import SHELVES
from core.demo.articles.stocking import stock_shelves

__all__ = ["CATALOGUE", "FEATURED", "SHELVES", "stock_shelves"]
