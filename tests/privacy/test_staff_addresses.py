"""A login opens the admin; what lies behind it is for those who may edit pages or choose pictures."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any, ClassVar

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import URLResolver, resolve, reverse
from wagtail.admin import urls
from wagtail.models import GroupPagePermission

from privacy import staff
from tests.attack.plant import picture
from tests.privacy.pages import story_draft

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]

FOR_EDITORS = """
    wagtailadmin_choose_page wagtailadmin_explore_root wagtailadmin_tag_autocomplete wagtailimages:index
    wagtailimages_chooser:choose wagtailadmin_reports:site_history wagtailadmin_pages:search stories:index
    wagtailadmin_api:pages:listing
""".split()


def names(patterns: Any = urls.urlpatterns, space: str = "") -> Iterator[str]:
    """Every named address below /admin/, with its namespaces."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield space + one.name


class Match:
    """As much of a ResolverMatch as the table asks."""

    kwargs: ClassVar[dict[str, str]] = {}

    def __init__(self, name: str) -> None:
        self.view_name, self.url_name = name, name.rpartition(":")[2]


@pytest.mark.parametrize("who", ["reviewer", "finance"])
@pytest.mark.parametrize("name", FOR_EDITORS)
def test_who_only_logs_in_is_told_that_it_is_not_for_them(
    request: pytest.FixtureRequest, signed_in: SignedIn, who: str, name: str
) -> None:
    answer = signed_in(request.getfixturevalue(who)).get(reverse(name))

    assert answer.status_code == 403
    assert "This is for people who may" in answer.content.decode()


@pytest.mark.parametrize("name", FOR_EDITORS)
def test_who_may_edit_pages_gets_an_answer(editor: User, signed_in: SignedIn, name: str) -> None:
    assert signed_in(editor).get(reverse(name)).status_code == 200


def test_chosen_and_bulk_addresses_name_no_draft(
    editor: User, reviewer: User, finance: User, signed_in: SignedIn
) -> None:
    page, shown = story_draft(editor, title="zqbulk"), picture("zqbulk", editor)
    tried = [
        f"/admin/choose-page/chosen-multiple/?id={page.pk}",
        f"/admin/images/chooser/chosen-multiple/?id={shown.pk}",
        reverse("wagtailimages_chooser:chosen", args=[shown.pk]),
        f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}",
        f"/admin/bulk/core/picture/delete/?id={shown.pk}",
        "/admin/tag-autocomplete/taggit/tag/?term=zqbulk",
    ]
    for user in (reviewer, finance):
        answers = [signed_in(user).get(address) for address in tried]
        assert [answer.status_code for answer in answers] == [403] * len(tried)
        assert not any(b"zqbulk" in answer.content for answer in answers)
    assert [signed_in(editor).get(address).status_code for address in tried] == [200] * len(tried)


def test_scripts_are_refused_in_their_own_language(reviewer: User, signed_in: SignedIn) -> None:
    address, asks = reverse("wagtailimages_chooser:choose"), {"x-requested-with": "XMLHttpRequest"}

    answer = signed_in(reviewer).get(address, headers=asks)

    assert (answer.status_code, answer.json()["success"]) == (403, False)


def test_a_stranger_is_sent_to_the_login(stranger: Client) -> None:
    assert stranger.get(reverse("wagtailadmin_choose_page")).status_code == 302


def test_what_each_has_to_do_stays_open(reviewer: User, finance: User, signed_in: SignedIn) -> None:
    for user, name in (
        (reviewer, "privacy_review:index"),
        (finance, "finance_funds:index"),
        (reviewer, "wagtailadmin_home"),
        (finance, "wagtailadmin_account"),
    ):
        assert signed_in(user).get(reverse(name)).status_code == 200, name


def test_who_looks_after_accounts_needs_no_page(signed_in: SignedIn, finance: User) -> None:
    group = Group.objects.create(name="Accounts")
    group.permissions.set(Permission.objects.filter(codename__in=("access_admin", "change_user", "add_user")))
    finance.groups.set([group])
    client = signed_in(finance)

    assert client.get(reverse("wagtailusers_users:index")).status_code == 200
    assert client.get(reverse("wagtailadmin_choose_page")).status_code == 403


def test_a_right_on_pages_opens_what_belongs_to_pages(reviewer: User, signed_in: SignedIn) -> None:
    """The rule asks what somebody may do, never which group they are in."""
    group = reviewer.groups.get()
    home = Permission.objects.get(codename="change_page")
    from wagtail.models import Page

    GroupPagePermission.objects.create(group=group, page=Page.objects.get(depth=1), permission=home)

    assert signed_in(reviewer).get(reverse("wagtailadmin_choose_page")).status_code == 200


def test_an_address_nobody_thought_of_is_for_those_who_may_edit_pages() -> None:
    assert staff.needed_at(Match("something_new:index")) == staff.PAGES  # type: ignore[arg-type]


def test_every_row_of_the_table_fits_an_address() -> None:
    known = set(names())
    for pattern, _whom in staff.ADDRESSES:
        assert [name for name in known if fnmatchcase(name, pattern)], pattern
    assert resolve("/admin/bulk/core/picture/delete/").url_name == staff.BULK


@pytest.mark.parametrize("who", ["reviewer", "finance", "editor", "admin"])
def test_no_menu_leads_to_a_refusal(request: pytest.FixtureRequest, signed_in: SignedIn, who: str) -> None:
    client = signed_in(request.getfixturevalue(who))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    props = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert props
    addresses = {one for one in re.findall(r'"(/admin/[^"?]*)"', props.group(1)) if "logout" not in one}

    refused = [one for one in sorted(addresses) if client.get(one).status_code not in (200, 405)]

    assert addresses
    assert refused == []
