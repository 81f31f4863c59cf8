"""Fewer indexes, so that whoever writes has less to do: none twice, and of what few rows have, of those alone."""

import django.db.models.deletion
import groundswell.core.bands
import groundswell.lib.migrating
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_record'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='citation',
            name='cited_once_for_estimate',
        ),
        migrations.RemoveIndex(
            model_name='action',
            name='action_point',
        ),
        migrations.RemoveIndex(
            model_name='action',
            name='action_longest',
        ),
        migrations.RemoveIndex(
            model_name='action',
            name='action_soonest',
        ),
        groundswell.lib.migrating.DropOwnIndexes(
            fields=[
                migrations.AlterField(
                    model_name='action',
                    name='call',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='core.call'),
                ),
                migrations.AlterField(
                    model_name='action',
                    name='contact',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='core.contact'),
                ),
                migrations.AlterField(
                    model_name='action',
                    name='lesson',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='actions', to='core.resource'),
                ),
                migrations.AlterField(
                    model_name='action',
                    name='rules_version',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.agreementversion'),
                ),
                migrations.AlterField(
                    model_name='action',
                    name='series',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='actions', to='core.series'),
                ),
                migrations.AlterField(
                    model_name='citation',
                    name='estimate',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='core.estimate'),
                ),
                migrations.AlterField(
                    model_name='fact',
                    name='call',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='core.call'),
                ),
                migrations.AlterField(
                    model_name='fact',
                    name='person',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='facts', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='hosting',
                    name='organisation',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hostings', to='core.organisation'),
                ),
                migrations.AlterField(
                    model_name='imported',
                    name='call',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='core.call'),
                ),
                migrations.AlterField(
                    model_name='source',
                    name='merged_into',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='doubles', to='core.source'),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(groundswell.core.bands.Band('lat'), models.F('lon'), models.F('lat'), name='action_band'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('state', 'proposed')), fields=['call', 'proven_at', 'id'], name='action_longest'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('state', 'proposed')), fields=['call', 'starts', 'proven_at', 'id'], name='action_soonest'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('contact__isnull', False)), fields=['contact'], name='action_contact'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('lesson__isnull', False)), fields=['lesson'], name='action_lesson'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('rules_version__isnull', False)), fields=['rules_version'], name='action_rules_version'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('series__isnull', False)), fields=['series'], name='action_series'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='fact_person'),
        ),
        migrations.AddIndex(
            model_name='hosting',
            index=models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation'], name='hosting_organisation'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='source_merged_into'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(condition=models.Q(('estimate__isnull', False)), fields=('estimate', 'source'), name='cited_once_for_estimate'),
        ),
    ]
