import django.db.models.deletion
from django.db import migrations, models

from ranklore.lists.rules.alike import title_words


def note_titles(apps, schema_editor):
    """The lists that are there already."""
    TitleWord = apps.get_model("lists", "TitleWord")
    for pk, title in apps.get_model("lists", "RankedList").objects.values_list("pk", "title").iterator():
        words = title_words(title)
        TitleWord.objects.bulk_create(TitleWord(list_id=pk, word=word, of=len(words)) for word in words)


class Migration(migrations.Migration):
    dependencies = [("lists", "0006_named_at")]

    operations = [
        migrations.CreateModel(
            name="TitleWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60)),
                ("of", models.PositiveSmallIntegerField()),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.rankedlist"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("word", "list"), name="title_word_once_a_list")],
            },
        ),
        migrations.RunPython(note_titles, migrations.RunPython.noop),
    ]
