from django.http import HttpResponse
from django.urls import path

app_name = "exchange"
urlpatterns = [path("new", lambda request: HttpResponse("soon"), name="new")]
