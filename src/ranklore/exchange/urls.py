"""The addresses of the feeds and the sitemaps."""

from django.urls import path

from ranklore.exchange.views import feeds, sitemaps

app_name = "exchange"
urlpatterns = [
    path("feed", feeds.site_feed, name="site_feed"),
    path("l/<str:slug>/feed", feeds.list_feed, name="list_feed"),
    path("l/<str:slug>/i/<int:item_id>/feed", feeds.item_feed, name="item_feed"),
    path("@<str:name>/feed", feeds.profile_feed, name="profile_feed"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemap-<str:kind>-<int:number>.xml", sitemaps.sitemap_part, name="sitemap_part"),
]
