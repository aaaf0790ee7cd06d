"""Reference publish-paths 5: nobody signs what they had a hand in, whichever way their hand is hidden.

In each the barred person tries to sign; a signature would put the planted word in front of everybody.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Page, Revision

from cms.core.models import Picture
from privacy.models import Contributor
from stories.models import StoryPage
from tests.attack import gate, plant
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import sign, submit

pytestmark = pytest.mark.django_db
AttackAs = Callable[[str], Attacker]


def try_to_sign(trap: Trap, page: StoryPage, signer: User, *, submitter: User | None = None) -> None:
    with trap.attempt():
        sign(submit(page, submitter or trap.editor), signer)
    trap.check()


def fresh(trap: Trap, page: StoryPage, author: User) -> StoryPage:
    """The page with one more draft by `author`."""
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.save_revision(user=author)
    return draft


def test_the_owner(trap: Trap) -> None:
    page = trap.draft(owner=trap.reviewer)
    try_to_sign(trap, page, trap.reviewer)


def test_the_owner_who_was_replaced(trap: Trap) -> None:
    page = trap.draft(owner=trap.reviewer)
    Page.objects.filter(pk=page.pk).update(owner=trap.editor)
    try_to_sign(trap, fresh(trap, page, trap.editor), trap.reviewer)


def test_the_author_of_a_purged_revision(trap: Trap) -> None:
    page = fresh(trap, trap.draft(), trap.reviewer)
    Revision.objects.for_instance(page).filter(user=trap.reviewer).delete()
    try_to_sign(trap, fresh(trap, page, trap.editor), trap.reviewer)


def test_the_author_whose_name_was_taken_off_a_revision(trap: Trap) -> None:
    page = fresh(trap, trap.draft(), trap.reviewer)
    Revision.objects.for_instance(page).update(user=trap.editor)
    try_to_sign(trap, fresh(trap, page, trap.editor), trap.reviewer)


def test_a_superuser_who_wrote_and_joined_the_group(trap: Trap, admin: User) -> None:
    admin.groups.add(Group.objects.get(name="Privacy reviewers"))
    try_to_sign(trap, fresh(trap, trap.draft(), admin), admin)


def test_the_author_of_a_page_that_another_copied(trap: Trap) -> None:
    page = fresh(trap, trap.draft(), trap.reviewer)
    copy = page.copy(update_attrs={"slug": "copy"}, user=trap.editor)
    try_to_sign(trap, copy, trap.reviewer)


def test_the_author_of_a_page_that_another_copied_without_its_past(trap: Trap) -> None:
    page = fresh(trap, trap.draft(), trap.reviewer)
    copy = page.copy(update_attrs={"slug": "copy"}, user=trap.editor, copy_revisions=False)
    try_to_sign(trap, copy, trap.reviewer)


def test_the_author_of_the_source_of_a_translation_copy(trap: Trap, attack_as: AttackAs) -> None:
    from wagtail.models import Locale

    page = fresh(trap, trap.draft(), trap.reviewer)
    thai, attacker = Locale.objects.get(language_code="th"), attack_as("editor")
    for one in (*page.get_ancestors().filter(depth__gt=1), page):
        attacker.post(f"/admin/translation/submit/page/{one.pk}/", {"locales": [str(thai.pk)]})
    copy = StoryPage.objects.get(locale=thai)
    try_to_sign(trap, fresh(trap, copy, trap.editor), trap.reviewer)


def test_the_uploader_of_a_picture(trap: Trap, pictures_open: None) -> None:
    page = plant.story(trap.editor, trap.word, trap.picture(trap.reviewer))
    try_to_sign(trap, page, trap.reviewer)


def submitted_with_picture(trap: Trap, uploader: User) -> tuple[StoryPage, Picture]:
    return plant.story(trap.editor, trap.word, trap.picture(uploader)), trap.pictures[-1]


@pytest.mark.parametrize("how", ["file exchanged", "row deleted", "uploader renamed"])
def test_the_uploader_of_a_picture_whose_row_changed_after_the_freeze(trap: Trap, how: str) -> None:
    page, picture = submitted_with_picture(trap, trap.reviewer)
    state = submit(page, trap.editor)
    if how == "file exchanged":
        plant.set_file(picture, "other.png")
        picture.save()
    elif how == "row deleted":
        Picture.objects.filter(pk=picture.pk).delete()
    else:
        Picture.objects.filter(pk=picture.pk).update(uploaded_by_user=trap.editor)
    with trap.attempt():
        sign(state, trap.reviewer)
    trap.check()


@pytest.mark.parametrize("what", ["file", "alternative text"])
def test_who_changed_a_picture_of_another(trap: Trap, attack_as: AttackAs, what: str) -> None:
    page, picture = submitted_with_picture(trap, trap.editor)
    data: dict[str, Any] = {"title": "one", "description": f"{trap.word} of mine", "collection": "1"}
    if what == "file":
        data["file"] = SimpleUploadedFile("mine.png", plant.noise(), "image/png")
    attack_as("reviewer").post(f"/admin/images/{picture.pk}/", data)
    trap.pictures.append(Picture.objects.get(pk=picture.pk))
    try_to_sign(trap, page, trap.reviewer)


def test_the_submitter_who_was_taken_off_the_workflow(trap: Trap) -> None:
    state = submit(trap.draft(), trap.reviewer)
    type(state.workflow_state).objects.update(requested_by=trap.editor)
    with trap.attempt():
        sign(state, trap.reviewer)
    trap.check()


def test_an_author_whose_account_was_deleted_bars_nobody_else_but_is_kept(
    trap: Trap, second_reviewer: User
) -> None:
    page = fresh(trap, trap.draft(), second_reviewer)
    key = second_reviewer.pk
    second_reviewer.delete()
    assert Contributor.objects.filter(page_id=page.pk, user_id=key).exists()
    trap.check()


def test_content_of_an_unknown_author(trap: Trap) -> None:
    page = trap.draft()
    page.save_revision(user=None)
    try_to_sign(trap, fresh(trap, page, trap.editor), trap.reviewer)


def test_a_reviewer_who_edits_in_the_same_request(trap: Trap, attack_as: AttackAs) -> None:
    """Wagtail lets an approver change the text and approve in one POST."""
    page = trap.draft()
    submit(page, trap.editor)
    data = plant.story_form(trap.word, page)
    data |= {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": "{}",
    }
    attack_as("reviewer").post(f"/admin/pages/{page.pk}/edit/", data)
    trap.check()


def test_a_reviewer_whose_autosave_writes_under_review(trap: Trap, attack_as: AttackAs) -> None:
    page = trap.draft()
    state = submit(page, trap.editor)
    data = plant.story_form(trap.word, page) | {"overwrite_revision_id": str(state.revision_id)}
    response = attack_as("reviewer").post(
        f"/admin/pages/{page.pk}/edit/", data, headers={"Accept": "application/json"}
    )
    assert gate.OFF or not response.json()["success"]
    trap.check()


def test_a_reviewer_who_left_the_group(trap: Trap) -> None:
    state = submit(trap.draft(), trap.editor)
    trap.reviewer.groups.clear()
    with trap.attempt():
        sign(state, User.objects.get(pk=trap.reviewer.pk))
    trap.check()


def test_a_reviewer_whose_account_was_switched_off(trap: Trap) -> None:
    state = submit(trap.draft(), trap.editor)
    User.objects.filter(pk=trap.reviewer.pk).update(is_active=False)
    with trap.attempt():
        sign(state, User.objects.get(pk=trap.reviewer.pk))
    trap.check()
