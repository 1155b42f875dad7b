"""What the benchmark shop holds: names that both the server's data and the clients know."""

CATEGORIES = 20
ARTICLES = 1000
ORDERS = 2000
PROCESSES = 2
ADJECTIVES = ("quiet", "steel", "compact", "double", "manual", "heavy", "smart", "classic", "northern", "small")
NOUNS = ("grinder", "kettle", "filter", "machine", "scale", "brush", "tamper", "cup", "pitcher", "brewer")
QUERIES = tuple(f"{adjective} {noun}" for adjective in ADJECTIVES for noun in NOUNS[:5]) + NOUNS
OFFICE_LOGIN = {"email": "manager@elbkaffee.example", "password": "bench-manager-2026"}


def category_slug(number: int) -> str:
    """The category with this number."""
    return f"bench-{number:02d}"


def product_slug(number: int) -> str:
    """The article with this number; from the thousandth on they are copies of the first thousand."""
    copy, first = divmod(number, ARTICLES)
    return f"article-{first:04d}" + (f"-{copy}" if copy else "")


def product_name(number: int) -> str:
    """A name that the queries find."""
    return f"{ADJECTIVES[number % 10].title()} {NOUNS[number // 10 % 10]} {number:04d}"
