"""The gate's house rules as system checks."""

from typing import Any

from django.core.checks import Error, register
from wagtail.models import get_page_models

from privacy.models import ReviewedPage


@register
def every_page_is_reviewed(**kwargs: Any) -> list[Error]:
    """An installed page type that is no `ReviewedPage` could be published without a signature."""
    return [
        Error(
            f"{model.__name__} is not a ReviewedPage.",
            hint="Let it inherit from privacy.models.ReviewedPage.",
            obj=model,
            id="privacy.E001",
        )
        for model in get_page_models()
        if model._meta.label != "wagtailcore.Page" and not issubclass(model, ReviewedPage)
    ]


@register
def every_page_has_an_address(**kwargs: Any) -> list[Error]:
    """Two types with one prefix could claim one address."""
    errors: list[Error] = []
    seen: dict[str, str] = {}
    for model in get_page_models():
        if not issubclass(model, ReviewedPage):
            continue
        place = model.address_prefix if model.fixed_address is None else f"={model.fixed_address}"
        if place == "":
            errors.append(Error("Neither address_prefix nor fixed_address.", obj=model, id="privacy.E002"))
        elif place in seen:
            errors.append(Error(f"Shares its address with {seen[place]}.", obj=model, id="privacy.E003"))
        seen[place] = model.__name__
    return errors
