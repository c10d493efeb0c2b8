"""What rows are found by, for those that are there already. `ranklore reindex` makes it anew at any time."""

from django.db import migrations

from ranklore.discussion.render import findable_words
from ranklore.shell.findable import WordsField, mend_words, without_triggers


def fill(apps, schema_editor):
    mend_words(
        apps.get_model("discussion", "Comment").objects.all(), lambda row: findable_words(row.text, row.is_spoiler)
    )


class Migration(migrations.Migration):
    dependencies = [("discussion", "0003_offers_declined")]

    operations = [
        migrations.AddField("comment", "words", WordsField()),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        without_triggers("discussion_comment"),
    ]
