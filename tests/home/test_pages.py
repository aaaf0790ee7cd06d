"""The home page, plain pages and the search, as far as they are more than templates."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from home.models import ContentPage, HomePage
from tests.privacy.pages import sign, story_signed, submit

pytestmark = pytest.mark.django_db


def home_signed(editor: User, reviewer: User, **fields: object) -> HomePage:
    home = HomePage.objects.get(depth=2, locale__language_code="en")
    for name, value in ({"lead": "Meet one person on the way home."} | fields).items():
        setattr(home, name, value)
    home.save_revision(user=editor)
    sign(submit(home, editor), reviewer)
    return home


def test_the_home_page_of_a_fresh_install_is_unsigned(stranger: Client) -> None:
    assert stranger.get("/en/").status_code == 404


def test_the_chosen_story_is_shown_in_full_width(editor: User, reviewer: User, stranger: Client) -> None:
    story_signed(editor, reviewer, pseudonym="Somebody")
    chosen, edition = story_signed(editor, reviewer, pseudonym="Chosen")
    home_signed(editor, reviewer, featured_story=chosen)

    featured = stranger.get("/en/").content.decode().split('class="featured', 1)[1]

    assert featured.index("Chosen") < featured.index("Somebody")
    assert edition.path in featured


def test_a_withdrawn_choice_leaves_no_gap(editor: User, reviewer: User, stranger: Client) -> None:
    story_signed(editor, reviewer, pseudonym="Somebody")
    chosen, _edition = story_signed(editor, reviewer, pseudonym="Chosen")
    home_signed(editor, reviewer, featured_story=chosen)
    chosen.unpublish()

    body = stranger.get("/en/").content.decode()

    assert "Chosen" not in body
    assert "Somebody" in body


def test_a_link_in_the_text_leads_to_the_signed_address_or_nowhere(
    editor: User, reviewer: User, stranger: Client
) -> None:
    story, edition = story_signed(editor, reviewer)
    home = HomePage.objects.get(depth=2, locale__language_code="en")
    body = f'<p><a linktype="page" id="{story.pk}">a story</a> <a linktype="page" id="{home.pk}">unsigned</a></p>'
    page = ContentPage(title="How it is told", body=body, owner=editor)
    home.add_child(instance=page)
    page.save_revision(user=editor)
    address = sign(submit(page, editor), reviewer).path

    shown = stranger.get(address).content.decode()

    assert f'<a href="{edition.path}">a story</a>' in shown
    assert "<a>unsigned</a>" in shown


@pytest.mark.parametrize("words", ["sok", "construction", "thailand", "build house"])
def test_a_story_is_found_by_what_its_card_says(
    editor: User, reviewer: User, stranger: Client, words: str
) -> None:
    _story, edition = story_signed(editor, reviewer)

    assert edition.path in stranger.get("/en/search/", {"q": words}).content.decode()


@pytest.mark.parametrize("words", ["", "nothing like it", "sok nothing", "' OR 1=1 --"])
def test_what_no_card_says_finds_nothing(editor: User, reviewer: User, stranger: Client, words: str) -> None:
    _story, edition = story_signed(editor, reviewer)

    response = stranger.get("/en/search/", {"q": words})

    assert response.status_code == 200
    assert edition.path not in response.content.decode()
