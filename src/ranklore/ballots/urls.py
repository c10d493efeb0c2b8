from django.urls import path

from ranklore.ballots import views

app_name = "ballots"
urlpatterns = [
    path("l/<str:slug>/vote", views.vote, name="vote"),
    path("l/<str:slug>/compare", views.compare, name="compare"),
    path("l/<str:slug>/compare/reply", views.reply, name="reply"),
]
