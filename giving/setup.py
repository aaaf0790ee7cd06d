"""Rows that must exist once the tables do: the common fund, and the finance group's right to look.

This runs after every migrate and not in a migration: permissions are themselves made after migrating, and a test that
empties the tables gets the rows back.
"""

import uuid
from typing import Any

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from giving.enums import FundKind

COMMON_NAMESPACE = uuid.UUID("6d9a8c5e-2f1b-4c7d-9f53-5d7a3a4e6b10")
FINANCE = "Finance"
VISIBLE_TO_FINANCE = ("fund", "donation", "transfer", "webhookevent")


def default_currency() -> str:
    """The currency of the common fund and of what finance reads first (settings.GIVING_CURRENCY, else USD)."""
    return getattr(settings, "GIVING_CURRENCY", "USD")


def common_reference(currency: str) -> uuid.UUID:
    return uuid.uuid5(COMMON_NAMESPACE, currency)


def common_code(currency: str) -> str:
    return "common" if currency == default_currency() else f"common-{currency.lower()}"


def common_ensure(currency: str) -> None:
    """Makes the common fund of a currency, where money goes that no person's fund can take. Harmless when repeated."""
    fund = global_apps.get_model("giving", "Fund")
    fund.objects.get_or_create(
        reference=common_reference(currency),
        defaults={"kind": FundKind.COMMON, "code": common_code(currency), "currency": currency},
    )


def after_migrate(
    app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, apps: Any = global_apps, **kwargs: Any
) -> None:
    """Makes what is missing; harmless when repeated, and when the tables are not there yet."""
    try:
        fund = apps.get_model("giving", "Fund")
        group = apps.get_model("auth", "Group")
        permission = apps.get_model("auth", "Permission")
    except LookupError:  # migrating to a state before them
        return
    currency = default_currency()
    fund.objects.using(using).get_or_create(
        reference=common_reference(currency),
        defaults={"kind": FundKind.COMMON, "code": common_code(currency), "currency": currency},
    )
    create_permissions(app_config, verbosity=0, using=using, apps=apps)
    finance, _created = group.objects.using(using).get_or_create(name=FINANCE)
    codenames = [f"view_{model}" for model in VISIBLE_TO_FINANCE] + ["access_admin"]
    finance.permissions.add(
        *permission.objects.using(using).filter(
            codename__in=codenames, content_type__app_label__in=("giving", "wagtailadmin")
        )
    )
