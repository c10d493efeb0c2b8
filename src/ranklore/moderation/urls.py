from django.urls import path

from ranklore.moderation.views import incidents

app_name = "moderation"
urlpatterns = [path("l/<str:slug>/incidents/<int:incident_id>/decide", incidents.decide, name="decide_incident")]
