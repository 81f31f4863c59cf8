"""Reports tell more; a source is one row, however many actions it tells of, and a citation joins the two."""

import django.db.models.deletion
import groundswell.core.fields
import groundswell.lib.clock
import groundswell.lib.crockford
from django.conf import settings
from django.db import migrations, models

from groundswell.core.models.source import mark_of
from groundswell.lib.crockford import short


def join(apps, schema_editor):
    """Sources that were a row for each report become one each, and what cites them a row of its own."""
    Source, Citation = apps.get_model("core", "Source"), apps.get_model("core", "Citation")
    Report = apps.get_model("core", "Report")
    _name(apps.get_model("core", "Estimate"))
    for report in Report.objects.iterator():
        report.ref, report.changed_at = short(), report.made_at
        report.verification = "reviewed" if report.state == "accepted" and report.by != "import" else "unreviewed"
        report.save(update_fields=["ref", "changed_at", "verification"])
    kept, cited = {}, set()
    for source in Source.objects.order_by("id").iterator():
        mark = mark_of(source.address, source.publisher, source.title, source.on)
        if (mark, source.report_id) not in cited:
            cited.add((mark, source.report_id))
            Citation.objects.create(report_id=source.report_id, source_id=kept.get(mark, source.pk))
        if mark in kept:
            source.delete()
        else:
            kept[mark] = source.pk
            source.mark, source.ref = mark, short()
            source.save(update_fields=["mark", "ref"])


def _name(model):
    for row in model.objects.iterator():
        row.ref = short()
        row.save(update_fields=["ref"])


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_search_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='estimate',
            name='ref',
            field=models.CharField(max_length=12, null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='ref',
            field=models.CharField(max_length=12, null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='mark',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name='source',
            name='ref',
            field=models.CharField(max_length=12, null=True),
        ),
        migrations.AddField(
            model_name='estimate',
            name='at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='estimate',
            name='given',
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name='estimate',
            name='measure',
            field=models.CharField(default='unknown', max_length=8),
        ),
        migrations.AddField(
            model_name='report',
            name='changed_at',
            field=models.DateTimeField(default=groundswell.lib.clock.now),
        ),
        migrations.AddField(
            model_name='report',
            name='counter_action',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='report',
            name='counter_action_any',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='deaths',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='report',
            name='deaths_any',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='injuries_others',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='report',
            name='injuries_others_any',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='language',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='report',
            name='organisations',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='report',
            name='permit',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='report',
            name='permit_detail',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='report',
            name='slogans',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='report',
            name='verification',
            field=models.CharField(default='unreviewed', max_length=10),
        ),
        migrations.AddField(
            model_name='source',
            name='author',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='source',
            name='kind',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name='source',
            name='language',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', groundswell.core.fields.WordsField(blank=True, default=list)),
                ('quote', models.CharField(blank=True, max_length=400)),
                ('estimate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='core.estimate')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='core.report')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='core.source')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Overlap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(max_length=4)),
                ('because', models.CharField(blank=True, max_length=400)),
                ('by', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=groundswell.lib.clock.now)),
                ('action', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='overlap', to='core.action')),
                ('whole', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overlapped', to='core.action')),
            ],
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=groundswell.lib.clock.now)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('lapsed_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='verifications', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verifications', to='core.report')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RunPython(join, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='source',
            name='report',
        ),
        migrations.AddField(
            model_name='report',
            name='sources',
            field=models.ManyToManyField(blank=True, related_name='reports', related_query_name='report', through='core.Citation', to='core.source'),
        ),
        migrations.AlterField(
            model_name='estimate',
            name='ref',
            field=models.CharField(default=groundswell.lib.crockford.short, max_length=12, unique=True),
        ),
        migrations.AlterField(
            model_name='report',
            name='ref',
            field=models.CharField(default=groundswell.lib.crockford.short, max_length=12, unique=True),
        ),
        migrations.AlterField(
            model_name='source',
            name='mark',
            field=models.CharField(max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name='source',
            name='ref',
            field=models.CharField(default=groundswell.lib.crockford.short, max_length=12, unique=True),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(condition=models.Q(('estimate', None)), fields=('report', 'source'), name='cited_once'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(fields=('estimate', 'source'), name='cited_once_for_estimate'),
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=groundswell.lib.clock.now)),
                ('because', models.CharField(blank=True, max_length=400)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('estimate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='check_made', to='core.estimate')),
            ],
        ),
        migrations.CreateModel(
            name='RecordVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('at', models.DateTimeField(default=groundswell.lib.clock.now)),
                ('fact', models.BigIntegerField()),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.JSONField()),
                ('changed', models.JSONField(default=dict)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('because', models.CharField(blank=True, max_length=400)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='Deletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=10)),
                ('ref', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('what', models.CharField(max_length=10)),
                ('into', models.CharField(blank=True, max_length=12)),
                ('why', models.CharField(blank=True, max_length=16)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deletions', to='core.call')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'ref'), name='deleted_once')],
            },
        ),
        migrations.AddField(
            model_name='source',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='doubles', to='core.source'),
        ),
    ]
