from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lists", "0002_talk")]

    operations = [migrations.AddField("item", "aliases", models.JSONField(default=list))]
