"""Browsers and systems in words, so that people recognise the devices in which they are signed in."""

from flask import request

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""What stands in the header of a browser, the most telling first, and what people call it."""


def device_words() -> str:
    """Browser and system of the request, such as "Firefox, Windows"; empty when it names neither."""
    told = request.headers.get("User-Agent", "")
    found = (next((name for mark, name in table if mark in told), None) for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)
