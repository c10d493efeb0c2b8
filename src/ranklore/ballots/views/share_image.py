"""The image of a published ranking."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ranklore.ballots.queries.published_rankings import load_published_ranking
from ranklore.ballots.share_image import ShareCard, draw_share_image, etag_of
from ranklore.people.access import get_voter


@require_safe
def share_image(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """The published ranking as an image for sharing. Caches keep it, but ask each time whether it is still current."""
    ranked_list, published, lines, _ranking = load_published_ranking(get_voter(request), slug, key)
    card = ShareCard(
        title=ranked_list.title,
        name=published.display_name,
        lines=tuple((line.name, line.credits) for line in lines[: ShareCard.ITEMS_MAX]),
        total=len(lines),
    )
    etag = etag_of(card)
    response = get_conditional_response(request, etag=etag)
    if not isinstance(response, HttpResponse):
        response = HttpResponse(draw_share_image(card), content_type="image/png")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return response
