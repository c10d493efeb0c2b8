"""Django's makemessages, extended to find `Message(…)`, which packages without Django use to mark texts, and the texts
of components, which are Jinja2 templates."""

from pathlib import Path

from django.core.management.commands import makemessages

from ranklore.core.components import marked_texts


class BuildFile(makemessages.BuildFile):
    def preprocess(self) -> None:
        if self.domain == "django" and "/jinja2/" in self.path:
            Path(self.work_path).write_text(marked_texts(Path(self.path).read_text()))
        else:
            super().preprocess()


class Command(makemessages.Command):
    build_file_class = BuildFile
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Message:1", "--keyword=Message:1,2"]
