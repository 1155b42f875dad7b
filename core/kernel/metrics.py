"""Figures for the operator, offered on a port of their own in the Prometheus format."""

from prometheus_client import Counter, Histogram, start_http_server

REQUESTS = Counter("kontor_requests_total", "Answers given.", ["application", "endpoint", "status"])
SECONDS = Histogram("kontor_request_seconds", "Time to answer.", ["application", "endpoint"])
JOBS = Counter("kontor_jobs_total", "Jobs that ended a run.", ["name", "outcome"])


def serve(port: int, host: str = "127.0.0.1") -> None:
    """Offer the figures at http://host:port/metrics; port 0 offers nothing."""
    if port:
        start_http_server(port, addr=host)
