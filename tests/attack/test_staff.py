"""What those who hold no right on any page see of drafts: reviewers and finance officers have a login, and no more."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from tests.attack import gate
from tests.attack.conftest import Attacker, Trap
from tests.privacy.pages import submit

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(gate.OFF, reason="about the rights our groups have")]
AttackAs = Callable[[str], Attacker]

EVERYWHERE = """
    /admin/ /admin/pages/ /admin/pages/search/?q={word} /admin/pages/search/results/?q={word}
    /admin/choose-page/ /admin/choose-page/?page_type=stories.StoryPage
    /admin/choose-page/search/?q={part} /admin/choose-page/{parent}/
    /admin/choose-page/chosen-multiple/?id={page} /admin/pages/{parent}/ /admin/pages/{parent}/results/
    /admin/api/main/pages/ /admin/api/main/pages/?fields=*
    /admin/api/main/pages/?type=stories.StoryPage&fields=* /admin/api/main/pages/{page}/
    /admin/api/main/pages/?search={part} /admin/reports/site-history/ /admin/reports/workflow/
    /admin/reports/workflow_tasks/ /admin/reports/aging-pages/ /admin/reports/locked/
    /admin/reports/page-types-usage/ /admin/pages/{page}/edit/ /admin/pages/{page}/edit/preview/
    /admin/pages/{page}/view_draft/ /admin/pages/{page}/history/ /admin/pages/{page}/history/results/
    /admin/pages/{page}/usage/ /admin/pages/{page}/workflow_history/
    /admin/pages/{page}/workflow_history/detail/{workflow}/
    /admin/pages/{page}/revisions/{revision}/view/ /admin/pages/{page}/revisions/{revision}/revert/
    /admin/pages/{page}/revisions/compare/earliest...latest/ /admin/pages/{page}/copy/
    /admin/pages/{page}/delete/ /admin/pages/{page}/move/ /admin/pages/{page}/unpublish/
    /admin/pages/{page}/privacy/ /admin/pages/{page}/lock/ /admin/pages/usage/stories/storypage/
    /admin/pages/usage/stories/storypage/results/ /admin/pages/workflow/preview/{page}/{task}/
    /admin/pages/workflow/action/{page}/approve/{state}/
    /admin/pages/workflow/confirm_cancellation/{page}/ /admin/images/ /admin/images/results/?q={part}
    /admin/images/{picture}/ /admin/images/{picture}/preview/width-400/ /admin/images/usage/{picture}/
    /admin/images/{picture}/generate_url/ /admin/images/chooser/ /admin/images/chooser/results/?q={part}
    /admin/images/chooser/chosen/{picture}/ /admin/images/chooser/chosen-multiple/?id={picture}
    /admin/tag-autocomplete/?term=zq /admin/tag-autocomplete/taggit/tag/?term=zq /admin/documents/
    /admin/documents/chooser/ /admin/translation/submit/page/{page}/
    /admin/workflows/usage/{workflow_id}/ /admin/workflows/list/
    /admin/bulk/wagtailcore/page/delete/?id={page} /admin/bulk/wagtailcore/page/move/?id={page}
    /admin/bulk/core/picture/delete/?id={picture}
    /admin/editing-sessions/ping/stories/storypage/{page}/1/ /admin/account/
""".split()


@pytest.fixture(autouse=True)
def only_the_rights_of_the_migrations(every_right: None) -> None:
    GroupPagePermission.objects.exclude(group__name="Communications editors").delete()
    GroupCollectionPermission.objects.exclude(group__name="Communications editors").delete()
    for permission in Permission.objects.filter(codename="submit_translation"):
        permission.group_set.clear()


def filled(trap: Trap) -> list[str]:
    page = trap.draft()
    state = submit(page, trap.editor)
    names = {
        "word": trap.word,
        "part": trap.word[:8],
        "page": page.pk,
        "parent": page.get_parent().pk,
        "revision": page.latest_revision.pk,
        "picture": trap.pictures[0].pk,
        "task": state.task_id,
        "state": state.pk,
        "workflow": state.workflow_state_id,
        "workflow_id": state.workflow_state.workflow_id,
    }
    return [address.format(**names) for address in EVERYWHERE]


def seen_by(attacker: Attacker, trap: Trap) -> list[str]:
    """Addresses whose answer has the word, beyond what was asked."""
    finds = []
    for address in filled(trap):
        response = attacker.get(address)
        body = (
            response.getvalue()
            .replace(f'value="{trap.word}"'.encode(), b"")
            .replace(f"q={trap.word}".encode(), b"")
        )
        if trap.word.encode() in body or (response.status_code == 200 and "/preview/width" in address):
            finds.append(address)
    return finds


def test_finance_sees_no_draft(trap: Trap, attack_as: AttackAs) -> None:
    trap.found += seen_by(attack_as("finance"), trap)
    trap.check()


def test_a_reviewer_sees_drafts_on_the_review_screen_alone(trap: Trap, attack_as: AttackAs) -> None:
    trap.found += [address for address in seen_by(attack_as("reviewer"), trap) if address != "/admin/"]
    trap.check()


def test_those_addresses_do_show_the_draft_to_its_editor(trap: Trap, attack_as: AttackAs) -> None:
    """The control: each kind of address that others are refused is one at which there is something to see."""
    seen = " ".join(seen_by(attack_as("editor"), trap))
    for kind in (
        "choose-page",
        "chosen-multiple",
        "tag-autocomplete",
        "bulk/wagtailcore",
        "bulk/core",
        "images",
    ):
        assert kind in seen, kind


@pytest.mark.parametrize("who", ["finance", "reviewer"])
def test_whoever_only_logs_in_hears_why(trap: Trap, attack_as: AttackAs, who: str) -> None:
    """403 and a sentence, or the dashboard; never an error page, and never an empty answer that means something."""
    attacker = attack_as(who)
    for address in filled(trap):
        response = attacker.get(address)
        if "/choose-page/" in address or "/images/" in address or "/tag-" in address:
            assert response.status_code in (403, 404), address
            assert response.status_code == 404 or b"This is for people who may" in response.content, address
        if response.status_code == 200:
            assert address in ("/admin/", "/admin/account/"), address
    trap.check()
