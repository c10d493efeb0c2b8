from django.urls import path

from ranklore.following import views

app_name = "following"
urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/read", views.read, name="read"),
    path("follow", views.follow, name="follow"),
    path("following", views.following, name="following"),
    path("following/replies", views.replies, name="replies"),
    path("following/digest", views.digest, name="digest"),
    path("stop/<str:token>", views.stop, name="stop"),
]
