"""The image of a published ranking."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ranklore.ballots.queries.published_rankings import load_published_ranking
from ranklore.ballots.share_image import ShareCard, draw_share_image, etag_of


@require_safe
def share_image(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """The published ranking as a picture for sharing. Whoever keeps it asks whether it is still the same."""
    ranked_list, shown, lines, _ = load_published_ranking(request, slug, key)
    card = ShareCard(
        title=ranked_list.title,
        name=shown.display_name,
        lines=tuple((line.name, line.credits) for line in lines[: ShareCard.MOST]),
        total=len(lines),
    )
    etag = etag_of(card)
    answer = get_conditional_response(request, etag=etag)
    if not isinstance(answer, HttpResponse):
        answer = HttpResponse(draw_share_image(card), content_type="image/png")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer
