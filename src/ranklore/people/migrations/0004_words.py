"""What rows are found by, for those that are there already. `ranklore reindex` makes it anew at any time."""

from django.db import migrations

from ranklore.shell.findable import WordsField, mend_words, without_triggers
from ranklore.shell.index_words import name_words


def fill(apps, schema_editor):
    mend_words(
        apps.get_model("people", "Account").objects.all(), lambda row: name_words([row.name]) if row.name else ""
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0003_account")]

    operations = [
        migrations.AddField("account", "words", WordsField()),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        without_triggers("people_account"),
    ]
