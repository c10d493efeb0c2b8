from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "ranklore.site"
    label = "site"

    def ready(self) -> None:
        from ranklore.ballots.order import is_published  # models are there only now
        from ranklore.discussion.access import ask_whether_published

        ask_whether_published(is_published)
