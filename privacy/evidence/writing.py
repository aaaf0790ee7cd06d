"""What the editor sees while writing: what the rules find in the words of the form, before anything is saved.

The texts come by POST, are looked at and forgotten: nothing is stored, remembered or logged.
"""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.permissions import page_permission_policy

from privacy.evidence.words import checkers

MOST_TEXTS = 400
MOST_CHARACTERS = 200_000
MOST_ALLOWED = 5


def words_urls() -> list[Any]:
    return [path("evidence/words/", words, name="privacy_words")]


def words_script() -> str:
    """The script and what it needs to know, in attributes: the policy of the admin allows no inline script."""
    texts = {
        "heading": _("Look at these words"),
        "found": _("{field}: {count} to look at."),
        "none": _("{field}: what was marked is gone."),
    }
    return format_html(
        '<script src="{}" data-url="{}" data-text-heading="{}" data-text-found="{}" data-text-none="{}" defer>'
        "</script>",
        static("js/admin/evidence.js"),
        reverse("privacy_words"),
        texts["heading"],
        texts["found"],
        texts["none"],
    )


def words_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/evidence.css"))


@require_POST
@never_cache
@sensitive_variables()
def words(request: HttpRequest) -> JsonResponse:
    """Answers {"texts": [{"where", "findings": [{"kind", "level", "message", "excerpt", "start", "end"}]}]}.

    Asked {"texts": [{"where", "text"}], "lang", "allowed"}; `lang` may be missing: it is guessed from all texts. Raises
    PermissionDenied for people who may edit no page, BadRequest for anything else than that.
    """
    if not page_permission_policy.user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    texts, lang, allowed = _asked(request.body)
    answers = [{"where": where, "findings": _findings(text, lang, allowed)} for where, text in texts]
    return JsonResponse({"texts": answers})


def _asked(body: bytes) -> tuple[list[tuple[str, str]], str, list[str]]:
    try:
        asked = json.loads(body)
        texts = [(str(row["where"]), str(row["text"])) for row in asked["texts"]]
        allowed = [str(name)[:200] for name in asked.get("allowed", [])][:MOST_ALLOWED]
        lang = str(asked.get("lang") or "")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest("This is no list of texts.") from error
    if len(texts) > MOST_TEXTS or sum(len(text) for _where, text in texts) > MOST_CHARACTERS:
        raise BadRequest("These are too many words for one look.")
    return texts, lang if lang in dict(settings.LANGUAGES) else _language(texts), allowed


def _language(texts: list[tuple[str, str]]) -> str:
    from privacy.evidence.words.analysis import language

    return language("\n".join(text for _where, text in texts))


def _findings(text: str, lang: str, allowed: list[str]) -> list[dict[str, Any]]:
    """Offsets are UTF-16 code units, as the browser counts them."""
    return [
        {
            "kind": finding.kind,
            "level": str(finding.level),
            "message": finding.message,
            "excerpt": finding.excerpt,
            "start": _units(text[: finding.span[0]]),
            "end": _units(text[: finding.span[1]]),
        }
        for finding in checkers.findings(text, lang, allowed)
        if finding.span
    ]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


hooks.register("register_admin_urls", words_urls)
hooks.register("insert_editor_js", words_script)
hooks.register("insert_global_admin_css", words_css)
