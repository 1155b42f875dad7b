"""Every event has a line in the table of flows, every job is started by something, and the two fit together."""

import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import timedelta

import pytest

from backoffice.job_words import JOBS
from core.flows import wiring
from core.flows.schedule import SCHEDULE
from core.flows.wiring import FLOWS, STARTED_ELSEWHERE, install
from core.kernel import jobs
from core.kernel.discovery import import_all
from core.kernel.events import Event


def every_event() -> set[type[Event]]:
    """The classes that tell something: those with a KIND of their own, in the product."""
    modules = [sys.modules[name] for name in import_all("events")]
    members = [member for module in modules for member in vars(module).values() if isinstance(member, type)]
    return {kind for kind in members if issubclass(kind, Event) and hasattr(kind, "KIND")}


def followers() -> set[str]:
    return {name for names in FLOWS.values() if isinstance(names, tuple) for name in names}


def cannot_take(function: Callable[..., None], given: list[str], *, is_transactional: bool) -> str | None:
    """Why a job's function cannot be called with these fields; None when it can."""
    session = (None,) if is_transactional else ()
    try:
        inspect.signature(function).bind(*session, **dict.fromkeys(given))
    except TypeError as error:
        return str(error)
    return None


@pytest.fixture(autouse=True)
def jobs_known() -> None:
    import_all("jobs")


def unstarted_jobs() -> set[str]:
    """Jobs that neither an event nor the schedule nor anything that is listed starts."""
    started = followers() | {line.name for line in SCHEDULE} | set(STARTED_ELSEWHERE)
    return {name for name in jobs.HANDLERS if not name.startswith("test.")} - started


def test_an_event_without_a_line_and_a_job_without_a_start_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgotten(Event):
        KIND = "order.forgotten"

    monkeypatch.setattr(sys.modules["core.orders.events"], "Forgotten", Forgotten, raising=False)
    handler = jobs.Handler(name="orders.forget", function=lambda: None, is_transactional=False)
    monkeypatch.setitem(jobs.HANDLERS, "orders.forget", handler)

    assert every_event() - set(FLOWS) == {Forgotten}
    assert unstarted_jobs() == {"orders.forget"}


def test_every_event_says_what_follows_or_why_nothing_does() -> None:
    assert every_event() - set(FLOWS) == set()
    assert set(FLOWS) - every_event() == set()
    assert without_words(FLOWS) == []


def without_words(flows: Mapping[type[Event], tuple[str, ...] | str]) -> list[type[Event]]:
    """Events of which neither a job follows nor a sentence says why none does."""
    return [
        event
        for event, line in flows.items()
        if not line or (isinstance(line, str) and not line.startswith("Nothing follows: "))
    ]


def shared_kinds(events: Iterable[type[Event]]) -> list[str]:
    """The kinds that more than one event has."""
    return [kind for kind, count in Counter(event.KIND for event in events).items() if count > 1]


def test_no_two_events_share_a_kind() -> None:
    assert shared_kinds(every_event()) == []


def test_an_event_without_words_and_a_shared_kind_are_found() -> None:
    class One(Event):
        KIND = "order.told"

    class Other(Event):
        KIND = "order.told"

    class Quiet(Event):
        KIND = "order.quiet"

    assert without_words({One: ("orders.note",), Other: "Nobody cares", Quiet: ()}) == [Other, Quiet]
    assert shared_kinds([One, Other, Quiet]) == ["order.told"]


def test_every_job_is_started_by_something() -> None:
    started = followers() | {line.name for line in SCHEDULE} | set(STARTED_ELSEWHERE)

    assert unstarted_jobs() == set()
    assert started - set(jobs.HANDLERS) == set()


def listed_twice(elsewhere: Iterable[str]) -> set[str]:
    """Jobs that events or the schedule start, and that are named among those that something else starts."""
    return (followers() | {line.name for line in SCHEDULE}) & set(elsewhere)


def test_a_job_is_listed_in_one_place() -> None:
    assert listed_twice(STARTED_ELSEWHERE) == set()
    assert listed_twice((*STARTED_ELSEWHERE, SCHEDULE[0].name)) == {SCHEDULE[0].name}


def test_every_job_can_take_the_fields_of_its_events() -> None:
    faults = []
    for event, names in FLOWS.items():
        for name in names if isinstance(names, tuple) else ():
            handler = jobs.HANDLERS[name]
            given = [field.name for field in fields(event)]
            fault = cannot_take(handler.function, given, is_transactional=handler.is_transactional)
            faults += [f"{event.__name__} -> {name}: {fault}"] if fault else []

    assert faults == []


def test_every_job_has_a_name_that_people_can_read() -> None:
    named = {name for name in jobs.HANDLERS if not name.startswith("test.")}

    assert (sorted(named - set(JOBS)), sorted(set(JOBS) - named)) == ([], [])


def test_every_scheduled_job_needs_nothing() -> None:
    handlers = [jobs.HANDLERS[line.name] for line in SCHEDULE]

    assert [cannot_take(h.function, [], is_transactional=h.is_transactional) for h in handlers] == [None] * len(
        handlers
    )


def test_a_job_that_cannot_take_its_event_is_found() -> None:
    def narrow(_session: object, *, order_id: str) -> None: ...

    assert cannot_take(narrow, ["order_id"], is_transactional=True) is None
    assert "unexpected keyword" in str(cannot_take(narrow, ["order_id", "customer_id"], is_transactional=True))
    assert "missing a required" in str(cannot_take(narrow, [], is_transactional=True))


def test_a_job_that_nobody_wrote_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    before = jobs.schedules()
    dream = jobs.Schedule(name="dreams.come_true", every=timedelta(days=1))
    monkeypatch.setattr(wiring, "SCHEDULE", (*SCHEDULE, dream))

    with pytest.raises(LookupError, match=r"dreams\.come_true"):
        install()

    assert jobs.schedules() == before
