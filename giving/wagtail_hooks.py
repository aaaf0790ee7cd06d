"""Finance in the admin: lists to read. Money is changed by gifts and facts, never by a form."""

from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from giving.models import Donation, Fund, Transfer, WebhookEvent


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Looking needs the model's view permission; adding, changing and deleting are nobody's, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return "view" in actions and super().user_has_permission(user, "view")


class ReadOnlyViewSet(ModelViewSet):
    form_fields: tuple[str, ...] = ()
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50


class FundViewSet(ReadOnlyViewSet):
    model = Fund
    menu_label = cast(str, _("Funds"))
    icon = "folder-open-inverse"
    list_display = ("code", "kind", "target", "allocated", "gifts", "is_open", "opened_at")
    list_filter = ("kind", "is_open", "currency")
    ordering = ("-opened_at",)


class DonationViewSet(ReadOnlyViewSet):
    """No address of a donor: who may see one, and when, is a right of its own."""

    model = Donation
    menu_label = cast(str, _("Donations"))
    icon = "pick"
    list_display = ("id", "amount", "fund", "status", "overflow", "paid_at", "created_at")
    list_filter = ("status", "overflow", "currency", "livemode")
    ordering = ("-created_at",)
    inspect_view_fields_exclude = ["token", "form_token", "form_nonce", "checkout_url"]


class TransferViewSet(ReadOnlyViewSet):
    model = Transfer
    menu_label = cast(str, _("Ledger"))
    icon = "list-ol"
    list_display = ("id", "credit", "debit", "amount", "fact_id", "posted_at")
    list_filter = ("currency", "livemode")
    search_fields = ["fact_id", "credit", "debit"]
    search_backend_name = None
    ordering = ("-id",)


class WebhookEventViewSet(ReadOnlyViewSet):
    model = WebhookEvent
    menu_label = cast(str, _("Inbox"))
    icon = "mail"
    list_display = ("event_id", "type", "status", "note", "received_at")
    list_filter = ("status", "livemode")
    ordering = ("-received_at",)


for _model in (Fund, Donation, Transfer, WebhookEvent):
    register_permission_policy(_model, ReadOnlyPolicy(_model))


class FinanceGroup(ViewSetGroup):
    menu_label = cast(str, _("Finance"))
    menu_icon = "table"
    menu_order = 300
    items = (
        FundViewSet("finance_funds", url_prefix="finance/funds"),
        DonationViewSet("finance_donations", url_prefix="finance/donations"),
        TransferViewSet("finance_ledger", url_prefix="finance/ledger"),
        WebhookEventViewSet("finance_inbox", url_prefix="finance/inbox"),
    )


@hooks.register("register_admin_viewset")
def finance_viewsets() -> FinanceGroup:
    return FinanceGroup()
