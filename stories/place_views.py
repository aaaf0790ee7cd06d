"""What the editor's place field asks the server: suggestions, the place that stands for a point, map tiles.

Mounted in the admin only. What is typed and where is clicked may be the survivor's real village, so both
come in the body of a POST: a query string would end in the web server's log and the browser's history.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from stories.journey import tiles
from stories.places import names
from stories.places.forms import described
from stories.places.values import PlaceValue, settle


@sensitive_post_parameters()
@require_POST
def search(request: HttpRequest) -> JsonResponse:
    """Return the listed places for what was typed (`q`), in `country` if its code is given, best first.

    `exact` marks a place that `q` names and no other: saving the text as it is would choose it.
    """
    query, country = request.POST.get("q", ""), names.country_code(request.POST.get("country"))
    exact = names.matches(query, country=country)
    found = names.suggestions(query, country=country)
    return JsonResponse(
        [described(PlaceValue(place)) | {"exact": exact == (place,)} for place in found], safe=False
    )


@sensitive_post_parameters()
@require_POST
def nearest(request: HttpRequest) -> JsonResponse:
    """Return the listed place that stands for a point (`lat`, `lng`); the point is neither kept nor logged."""
    value = settle({"lat": request.POST.get("lat"), "lng": request.POST.get("lng")})
    if not isinstance(value, PlaceValue):
        return JsonResponse({"error": gettext("This is not a point on the map.")}, status=400)
    return JsonResponse(described(value))


@require_GET
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Return a map tile as SVG (404 beyond the pyramid), drawn by the code and from the data of the readers' map."""
    try:
        drawing = tiles.tile(z, x, y)
    except ValueError as error:
        raise Http404 from error
    return HttpResponse(drawing, content_type="image/svg+xml")
