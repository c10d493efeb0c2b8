from django.urls import path

from ranklore.lists import views

app_name = "lists"
urlpatterns = [path("l/<str:slug>/add", views.add, name="add")]
