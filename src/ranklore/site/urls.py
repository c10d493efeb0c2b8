from django.urls import include, path

from ranklore.site import browse, history, offers, person, talk, views, vote

app_name = "site"
pages = [
    path("", browse.home, name="home"),
    path("lists", browse.all_lists, name="lists"),
    path("category/<str:key>", browse.category, name="category"),
    path("tags", browse.tags, name="tags"),
    path("tag/<str:key>", browse.tag, name="tag"),
    path("random", browse.random, name="random"),
    path("about", views.about, name="about"),
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("@<str:name>", person.person, name="person"),
    path("account/download", person.download, name="download"),
    path("account/delete", person.leave_page, name="leave"),
    path("l/<str:slug>", views.list_page, name="list"),
    path("l/<str:slug>/", views.without_slash),
    path("l/<str:slug>/vote", vote.vote, name="vote"),
    path("l/<str:slug>/history", history.history, name="history"),
    path("l/<str:slug>/how", history.how, name="how"),
    path("l/<str:slug>/i/<int:item_id>", views.item_page, name="item"),
    path("l/<str:slug>/talk", talk.talk, name="talk"),
    path("l/<str:slug>/talk/comment", talk.say_on_list, name="say_on_list"),
    path("l/<str:slug>/by/<uuid:key>", talk.published, name="published"),
    path("l/<str:slug>/by/<uuid:key>/comment", talk.say_on_published, name="say_on_published"),
    path("l/<str:slug>/i/<int:item_id>/comment", talk.say_on_item, name="say_on_item"),
    path("c/<int:comment_id>", talk.thread, name="thread"),
    path("c/<int:comment_id>/vote", offers.answer_offer, name="answer_offer"),
    path("l/<str:slug>/i/<int:item_id>/remove", views.remove_item, name="remove_item"),
]
urlpatterns = [
    path("", include((pages, "site"))),
    path("", include("ranklore.people.urls")),
    path("", include("ranklore.lists.urls")),
    path("", include("ranklore.ballots.urls")),
    path("", include("ranklore.discussion.urls")),
    path("", include("ranklore.exchange.urls")),
    path("", include("ranklore.search.urls")),
    path("", include("ranklore.following.urls")),
]

handler400 = "ranklore.shell.views.bad_request"
handler403 = "ranklore.shell.views.permission_denied"
handler404 = "ranklore.shell.views.page_not_found"
handler429 = "ranklore.shell.views.too_often"
handler500 = "ranklore.shell.views.server_error"
