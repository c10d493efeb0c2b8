from django.urls import path

from ranklore.ballots import me, mine, views

app_name = "ballots"
urlpatterns = [
    path("l/<str:slug>/compare", views.compare, name="compare"),
    path("l/<str:slug>/compare/reply", views.reply, name="reply"),
    path("me", me.me, name="me"),
    path("me.json", me.as_json, name="me_json"),
    path("me.csv", me.as_csv, name="me_csv"),
    path("me/erase", me.erase, name="me_erase"),
    path("me/l/<str:slug>", me.me_list, name="me_list"),
    path("me/l/<str:slug>/say", me.say, name="me_say"),
    path("me/l/<str:slug>/erase", me.erase_on_list, name="me_erase_list"),
    path("l/<str:slug>/mine", mine.mine, name="mine"),
    path("l/<str:slug>/mine/publish", mine.publish, name="mine_publish"),
    *(
        path(f"l/<str:slug>/mine/{what}", mine.change, {"what": what}, name=f"mine_{what.replace('-', '_')}")
        for what in mine.CHANGES
    ),
    path("l/<str:slug>/by/<uuid:key>.png", mine.picture, name="picture"),
]
