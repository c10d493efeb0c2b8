from django.urls import include, path

from ranklore.ballots.access import get_published_ranking, is_published_ranking
from ranklore.ballots.queries.standings import rank_of
from ranklore.discussion.views import write
from ranklore.site.views import (
    account,
    add_item,
    browse,
    comments,
    incidents,
    list_page,
    rank_history,
    vote,
    vote_suggestions,
)
from ranklore.site.views.home import about, home
from ranklore.site.views.item_page import item_page, remove_item
from ranklore.site.views.profile import profile
from ranklore.site.views.well_known import health, robots

app_name = "site"
pages = [
    path("", home, name="home"),
    path("lists", browse.all_lists, name="lists"),
    path("category/<str:key>", browse.category, name="category"),
    path("tags", browse.tags, name="tags"),
    path("tag/<str:key>", browse.tag, name="tag"),
    path("random", browse.random, name="random"),
    path("about", about, name="about"),
    path("healthz", health, name="health"),
    path("robots.txt", robots, name="robots"),
    path("@<str:name>", profile, name="profile"),
    path("account/download", account.download_data, name="download_data"),
    path("account/delete", account.delete_account_page, name="delete_account"),
    path("l/<str:slug>", list_page.list_page, name="list"),
    path("l/<str:slug>/", list_page.redirect_without_slash),
    path("l/<str:slug>/vote", vote.vote, name="vote"),
    path("l/<str:slug>/add", add_item.add_item_page, name="add_item"),
    path("l/<str:slug>/alike", add_item.suggest_duplicates, name="suggest_duplicates"),
    path("l/<str:slug>/history", rank_history.history, name="history"),
    path("l/<str:slug>/how", rank_history.ranking_method, name="ranking_method"),
    path("l/<str:slug>/incidents", incidents.incidents_on_list, name="incidents"),
    path("l/<str:slug>/incidents/<int:incident_id>", incidents.incident_page, name="incident"),
    path("l/<str:slug>/i/<int:item_id>", item_page, name="item"),
    path("l/<str:slug>/talk", comments.list_discussion, name="discussion"),
    path("l/<str:slug>/talk/comment", write.new_list_comment, name="new_list_comment"),
    path("l/<str:slug>/by/<uuid:key>", comments.published_ranking, name="published_ranking"),
    path(
        "l/<str:slug>/by/<uuid:key>/comment",
        write.new_ranking_comment,
        {"get_published_ranking": get_published_ranking},
        name="new_ranking_comment",
    ),
    path(
        "l/<str:slug>/i/<int:item_id>/comment",
        write.new_item_comment,
        {"rank_of": rank_of},
        name="new_item_comment",
    ),
    path("c/<int:comment_id>", comments.thread, name="thread"),
    path("c/<int:comment_id>/vote", vote_suggestions.answer_suggestion, name="answer_suggestion"),
    path("l/<str:slug>/i/<int:item_id>/remove", remove_item, name="remove_item"),
]
urlpatterns = [
    path("", include((pages, "site"))),
    path("", include("ranklore.people.urls")),
    path("", include("ranklore.lists.urls")),
    path("", include("ranklore.ballots.urls")),
    # discussion does not know the ballots, so it is told how to ask whether a ranking is public
    path("", include("ranklore.discussion.urls"), {"is_published": is_published_ranking}),
    path("", include("ranklore.drafts.urls")),
    path("", include("ranklore.exchange.urls")),
    path("", include("ranklore.search.urls")),
    path("", include("ranklore.following.urls")),
    path("", include("ranklore.moderation.urls")),
]

handler400 = "ranklore.core.views.bad_request"
handler403 = "ranklore.core.views.permission_denied"
handler404 = "ranklore.core.views.page_not_found"
handler429 = "ranklore.core.responses.rate_limited_response"
handler500 = "ranklore.core.views.server_error"
