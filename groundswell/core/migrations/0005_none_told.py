"""What else a report may tell that there was none of. Where it tells some of it in words, there was."""

from django.db import migrations, models

NAMES = ("organisations", "claims", "slogans", "police_measures", "participant_measures")
ANSWERS = ", ".join(f"{name}_any = CASE WHEN {name} <> '' THEN TRUE END" for name in NAMES)


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0004_indexes"),
    ]

    operations = [
        *(
            migrations.AddField(model_name="report", name=f"{name}_any", field=models.BooleanField(null=True))
            for name in NAMES
        ),
        migrations.RunSQL(f"UPDATE core_report SET {ANSWERS}", migrations.RunSQL.noop),
    ]
