"""The frame of every page: languages, navigation, and the pages shown when something is wrong."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from cms.core import inline

LANGUAGES = [("en", "/en/stories/"), ("th", "/th/stories/")]


def render(template: str, path: str = "/en/stories/", **context: object) -> str:
    return render_to_string(template, context, request=RequestFactory().get(path))


def test_language_menu_stands_only_where_another_language_does() -> None:
    assert 'class="locales"' not in render("components/site_header.html", translations=LANGUAGES[:1])
    assert 'class="locales"' not in render("components/site_header.html")
    assert 'hreflang="th"' in render("components/site_header.html", translations=LANGUAGES)


def test_navigation_marks_the_page_and_the_section_it_is_in() -> None:
    nav = [("/en/stories/", "Stories"), ("/en/give/", "Give")]

    assert '<a href="/en/stories/" aria-current="page">' in render("components/site_header.html", nav=nav)
    inside = render("components/site_header.html", "/en/stories/abcd2345/", nav=nav)
    assert '<a href="/en/stories/" aria-current="true">' in inside
    assert inside.count("aria-current") == 1


def test_navigation_falls_back_to_stories_and_give() -> None:
    assert re.findall(r'<li><a href="([^"]+)"', render("components/site_header.html", "/en/")) == [
        "/en/stories/",
        "/en/give/",
    ]


def test_page_says_its_language_and_direction() -> None:
    assert '<html lang="en" dir="ltr">' in render("404.html")
    with translation.override("th"):
        assert '<html lang="th" dir="ltr">' in render("404.html")


@pytest.mark.parametrize("code", ["400", "403", "404", "410"])
def test_error_page_has_one_sentence_and_one_way_on(code: str) -> None:
    main = render(f"{code}.html").partition("<main")[2].partition("</main>")[0]

    assert len(re.findall(r"<h1>[^<]+\.</h1>", main)) == 1
    assert len(re.findall(r"<a ", main)) == 1


def test_server_error_needs_no_context_no_request_and_no_other_template() -> None:
    html = render_to_string("500.html")

    assert f"<style>{inline.style('site')}</style>" in html  # its hash is in the policy
    assert re.findall(r"(?:src|href)=\"([^\"]*)\"", html) == ["/"]
