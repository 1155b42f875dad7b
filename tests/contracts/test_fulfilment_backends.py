"""What every fulfilment back-end keeps: ours, those that other packages register, and the stand-in of the tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.fulfilment.backends import add_backend, backend_names, get_backend
from core.fulfilment.errors import UnknownBackend
from core.fulfilment.protocol import BackendRefused, FulfilmentBackend, HandOver, HandOverLine, TaskState
from tests.support.backend import StrictBackend

pytestmark = pytest.mark.usefixtures("database")

FACTORIES: dict[str, Callable[[], FulfilmentBackend]] = {
    "strict": StrictBackend,
    **{name: lambda name=name: get_backend(name) for name in backend_names()},  # type: ignore[misc]
}


@pytest.fixture(params=sorted(FACTORIES))
def backend(request: pytest.FixtureRequest) -> FulfilmentBackend:
    return FACTORIES[request.param]()


def a_hand_over(number: int = 1, *, position: int = 1) -> HandOver:
    part_id = uuid4()
    return HandOver(
        key=f"part-{part_id}",
        part_id=part_id,
        part_position=position,
        order_number=f"SO-2027-{number:06d}",
        kind="physical",
        business_unit_id=UUID(int=1),
        wished_on=None,
        lines=(HandOverLine(line_id=uuid4(), sku="CUP", name="Cup", quantity=2),),
    )


def test_a_submission_gives_a_receipt_with_its_key_and_a_reference(backend: FulfilmentBackend) -> None:
    sent = a_hand_over()

    receipt = backend.submit(sent)

    assert receipt.key == sent.key
    assert receipt.reference
    assert receipt.received_at.tzinfo is not None


def test_the_same_key_gives_the_same_receipt(backend: FulfilmentBackend) -> None:
    sent = a_hand_over()

    assert backend.submit(sent) == backend.submit(sent) == backend.find(sent.key)


def test_what_is_left_of_a_part_can_be_told_twice_and_stays_one_task(backend: FulfilmentBackend) -> None:
    sent = a_hand_over()
    receipt = backend.submit(sent)
    less = replace(sent, lines=tuple(replace(line, quantity=1) for line in sent.lines))

    answers = [backend.amend(receipt.reference, less), backend.amend(receipt.reference, less)]

    assert answers == [TaskState.ACCEPTED, TaskState.ACCEPTED]
    assert backend.find(sent.key) == receipt


def test_what_was_taken_back_or_is_unknown_cannot_be_amended(backend: FulfilmentBackend) -> None:
    sent = a_hand_over()
    receipt = backend.submit(sent)
    backend.cancel(receipt.reference)

    assert backend.amend(receipt.reference, sent) is TaskState.WITHDRAWN
    with pytest.raises(BackendRefused):
        backend.amend("nobody's", sent)


def test_the_same_key_at_the_same_moment_gives_one_reference(backend: FulfilmentBackend) -> None:
    sent = a_hand_over()

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(backend.submit, [sent] * 8))

    assert len({receipt.reference for receipt in receipts}) == 1


def test_two_parts_have_two_references(backend: FulfilmentBackend) -> None:
    one, two, three = a_hand_over(1), a_hand_over(1, position=2), a_hand_over(2)

    assert len({backend.submit(sent).reference for sent in (one, two, three)}) == 3


def test_what_never_arrived_is_not_found(backend: FulfilmentBackend) -> None:
    backend.submit(a_hand_over())

    assert backend.find("part-unheard-of") is None


def test_the_status_says_accepted_and_after_a_cancellation_withdrawn(backend: FulfilmentBackend) -> None:
    reference = backend.submit(a_hand_over()).reference

    assert backend.status(reference) is TaskState.ACCEPTED
    assert backend.cancel(reference) is TaskState.WITHDRAWN
    assert backend.cancel(reference) is TaskState.WITHDRAWN
    assert backend.status(reference) is TaskState.WITHDRAWN


def test_a_late_repetition_after_a_cancellation_begins_nothing_new(backend: FulfilmentBackend) -> None:
    sent = a_hand_over()
    receipt = backend.submit(sent)
    backend.cancel(receipt.reference)

    assert backend.submit(sent) == receipt
    assert backend.status(receipt.reference) is TaskState.WITHDRAWN


def test_an_unknown_reference_is_refused(backend: FulfilmentBackend) -> None:
    with pytest.raises(BackendRefused):
        backend.status("T-0")
    with pytest.raises(BackendRefused):
        backend.cancel("T-0")


def test_back_ends_are_found_by_name() -> None:
    strict = StrictBackend()
    add_backend("strict", lambda: strict)

    assert get_backend("strict") is strict
    assert {"native", "strict"} <= set(backend_names())
    with pytest.raises(UnknownBackend, match="There is no back-end nowhere"):
        get_backend("nowhere")
