"""Two people at once, each in a transaction of their own: whoever comes second finds a decision, never a gap."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page

from privacy import editions
from privacy.exceptions import NotSignable
from privacy.models import Edition
from privacy.takedown import page_withdraw
from tests.privacy.pages import sign, signing, story_draft, story_signed, submit

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[], Any]


def at_once(*works: Work) -> list[Any]:
    """What each returned or raised, all started at one moment on connections of their own."""
    barrier = Barrier(len(works))

    def run(work: Work) -> Any:
        barrier.wait(10)
        try:
            return work()
        except NotSignable as reason:
            return reason
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def signature(state: Any, reviewer: User) -> Work:
    given = signing(state, reviewer)
    return lambda: editions.edition_sign(**given)


def test_two_reviewers_sign_once(editor: User, reviewer: User, second_reviewer: User) -> None:
    state = submit(story_draft(editor), editor)

    results = at_once(signature(state, reviewer), signature(state, second_reviewer))

    assert Edition.objects.count() == 1
    assert {type(result) for result in results} == {Edition, NotSignable}


def test_one_signs_while_the_other_sends_back(editor: User, reviewer: User, second_reviewer: User) -> None:
    state = submit(story_draft(editor), editor)

    results = at_once(
        signature(state, reviewer),
        lambda: editions.review_send_back(state_id=state.pk, user=second_reviewer, comment="Shorter."),
    )

    refused = [result for result in results if isinstance(result, NotSignable)]
    state.refresh_from_db()
    assert len(refused) == 1
    assert (state.status == "approved") == Edition.objects.exists()


def test_an_edit_that_lands_during_the_signature_is_not_published(
    editor: User, reviewer: User, stranger: Client
) -> None:
    page = story_draft(editor)
    state = submit(page, editor)
    edited, go_on = Event(), Event()

    def edit() -> None:
        try:
            with transaction.atomic():
                draft = Page.objects.get(pk=page.pk).specific
                draft.summary = "Smuggled in while somebody signs."
                draft.save_revision(user=editor)
                edited.set()
                go_on.wait(10)
        finally:
            connection.close()

    def sign_meanwhile() -> Any:
        edited.wait(10)
        go_on.set()
        try:
            return signature(state, reviewer)()
        except NotSignable as reason:
            return reason
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        pool.submit(edit)
        result = pool.submit(sign_meanwhile).result(30)

    assert isinstance(result, NotSignable)
    assert b"Smuggled" not in stranger.get(page.address).content
    assert not Edition.objects.exists()


def test_a_take_down_beats_a_signature_that_began_before_it(
    editor: User, reviewer: User, stranger: Client
) -> None:
    page, edition = story_signed(editor, reviewer)
    draft = page.get_latest_revision_as_object()
    draft.summary = "A second edition."
    draft.save_revision(user=editor)
    state = submit(draft, editor)

    at_once(signature(state, reviewer), lambda: page_withdraw(page=Page.objects.get(pk=page.pk).specific))

    standing = Edition.objects.standing().filter(page_id=page.pk)
    # Either the take-down came last and all is dark, or the reviewer signed after it and what stands is the new one.
    assert edition not in standing
    assert standing.count() <= 1


def test_signing_twice_over_is_the_same_as_once(editor: User, reviewer: User) -> None:
    state = submit(story_draft(editor), editor)
    sign(state, reviewer)

    results = at_once(*[signature(state, reviewer)] * 4)

    assert all(isinstance(result, NotSignable) for result in results)
    assert Edition.objects.count() == 1
