"""What rows are found by, for those that are there already. `ranklore reindex` makes it anew at any time."""

from django.db import migrations

from ranklore.shell.findable import WordsField, mend_words, without_triggers
from ranklore.shell.index_words import credited_words, name_words


def fill(apps, schema_editor):
    mend_words(
        apps.get_model("lists", "Item").objects.all(), lambda row: credited_words([row.name, *row.aliases], row.credits)
    )
    mend_words(apps.get_model("lists", "RankedList").objects.all(), lambda row: name_words([row.title], [row.prompt]))


class Migration(migrations.Migration):
    dependencies = [("lists", "0003_aliases")]

    operations = [
        migrations.AddField("item", "words", WordsField()),
        migrations.AddField("rankedlist", "words", WordsField()),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        without_triggers("lists_item", "lists_rankedlist"),
    ]
