from django.urls import path

from ranklore.ballots import mine, views

app_name = "ballots"
urlpatterns = [
    path("l/<str:slug>/vote", views.vote, name="vote"),
    path("l/<str:slug>/mine", mine.mine, name="mine"),
    path("l/<str:slug>/mine/publish", mine.publish, name="mine_publish"),
    *(
        path(f"l/<str:slug>/mine/{what}", mine.change, {"what": what}, name=f"mine_{what.replace('-', '_')}")
        for what in mine.CHANGES
    ),
    path("l/<str:slug>/by/<uuid:key>.png", mine.picture, name="picture"),
    path("l/<str:slug>/by/<uuid:key>", mine.published, name="published"),
]
