"""What the tests of evidence share."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User

from privacy.evidence import checkers
from privacy.models import Consent, Edition
from stories.models import StoryPage
from tests.attack import plant
from tests.privacy.consents import consent_given
from tests.privacy.pages import sign, submit


@pytest.fixture
def asked() -> Iterator[None]:
    """The checkers of never-publish lists and consents are part of every look, wherever else they are."""
    before = dict(checkers._checkers)
    from privacy.evidence import promises  # registers itself when it is imported

    checkers.register(*promises.CHECKERS)
    yield
    checkers._checkers.clear()
    checkers._checkers.update(before)


@pytest.fixture
def signed(editor: User, reviewer: User, officer: User) -> Callable[[StoryPage], Edition]:
    """`signed(page)`: submits the draft and signs it; a consent is recorded if there is none."""

    def sign_it(page: StoryPage) -> Edition:
        if not Consent.objects.filter(page_key=page.translation_key).exists():
            consent_given(page, officer)
        return sign(submit(page, editor), reviewer)

    return sign_it


@pytest.fixture
def picture_story(editor: User) -> StoryPage:
    """A draft that shows a picture."""
    return plant.story(editor, "Shown", plant.picture("Shown", editor))
