from django import forms
from django.utils.translation import gettext_lazy as _l

from groundswell.web.forms.registering import CleanCharField


class MergeForm(forms.Form):
    """Beside the choice of the one that stays, which stands with the two of them."""

    because = CleanCharField(
        label=_l("In your own words"),
        max_length=400,
        required=False,
        help_text=_l("The host of the other one reads this."),
    )
    with_host = forms.BooleanField(
        label=_l("The host of the other one may change the one that stays"),
        required=False,
        help_text=_l("Their code then opens it too. Tick this only where you know that they act together."),
    )
