"""Which tests still post fields of their own instead of the form as rendered; to be emptied.

A test that writes down what it sends proves nothing of the page: a field that the page forgets, a
choice that it does not offer, a token that it does not carry all go unseen. A file leaves this list
once its posts are `client.post` through a page, `client.forge` or `client.send` on purpose.
"""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent
RAW = frozenset(
    {
        "concurrency/test_registrations.py",
        "concurrency/test_same_name.py",
        "integration/collecting/test_asking.py",
        "integration/collecting/test_sheets.py",
        "integration/enrolment/test_imports.py",
        "integration/enrolment/test_others.py",
        "integration/enrolment/test_own.py",
        "integration/enrolment/test_transfer.py",
        "integration/events/test_duplicate.py",
        "integration/events/test_importing.py",
        "integration/events/test_pages.py",
        "integration/events/test_series.py",
        "integration/feeds/test_personal.py",
        "integration/follows/test_following.py",
        "integration/inbox/test_receiving.py",
        "integration/mailings/test_messages.py",
        "integration/meetings/test_convocations.py",
        "integration/meetings/test_polls.py",
        "integration/minutes/test_circulation.py",
        "integration/minutes/test_following.py",
        "integration/minutes/test_import.py",
        "integration/minutes/test_pages.py",
        "integration/organisations/test_directory.py",
        "integration/outbox/test_pages.py",
        "integration/oversight/test_logs.py",
        "integration/proposals/test_from_note.py",
        "integration/proposals/test_instruction.py",
        "integration/proposals/test_journey.py",
        "integration/proposals/test_pages.py",
        "integration/proposals/test_said.py",
        "integration/questions/test_answering.py",
        "integration/questions/test_editing.py",
        "integration/registrations/test_attention.py",
        "integration/registrations/test_pages.py",
        "integration/registrations/test_running.py",
        "integration/registrations/test_seat_pages.py",
        "integration/reminders/test_reminders.py",
        "integration/reviews/test_life.py",
        "integration/strategy/test_conventions.py",
        "integration/strategy/test_editing.py",
        "integration/strategy/test_frameworks.py",
        "integration/strategy/test_glossary.py",
        "integration/strategy/test_superseding.py",
        "integration/surveys/test_surveys.py",
        "integration/test_caching.py",
        "integration/test_error_pages.py",
        "integration/test_remembered.py",
        "whole_app/test_security.py",
    }
)


def posts_raw(file: Path) -> bool:
    """Whether the browser of this test file posts what it is given."""
    return file.relative_to(TESTS).as_posix() in RAW
