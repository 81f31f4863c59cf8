"""Behind the text of an action what a search for one or two letters of another script than Latin asks for."""

from django.db import migrations

from groundswell.lib.text import short_words

SOME = 1000  # texts at a time


def add(apps, schema_editor):
    texts = apps.get_model("core", "SearchText").objects.using(schema_editor.connection.alias)
    last, some = 0, [None]
    while some:
        some = list(texts.filter(pk__gt=last).order_by("pk")[:SOME])
        changed = [text for text in some if not text.folded.isascii()]
        for text in changed:
            text.folded = f" {' '.join([text.folded.strip(' '), *short_words(text.folded)])} "
        texts.bulk_update(changed, ["folded"])
        last = some[-1].pk if some else last


class Migration(migrations.Migration):

    dependencies = [("core", "0005_none_told")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
