from django.urls import path

from ranklore.ballots import views

app_name = "ballots"
urlpatterns = [path("l/<str:slug>/vote", views.vote, name="vote")]
