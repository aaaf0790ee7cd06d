"""Pages under /<locale>/give/. The fixed words come first: a fund's code has eight characters or is "common"."""

from django.urls import path

from giving.views import public

app_name = "giving"

urlpatterns = [
    path("", public.fund_list, name="list"),
    path("thanks/<slug:token>/", public.thanks, name="thanks"),
    path("receipt/<slug:token>/", public.receipt, name="receipt"),
    path("back/<slug:token>/", public.back, name="back"),
    path("<slug:code>/", public.start, name="start"),
]
