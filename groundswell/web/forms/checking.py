from django import forms
from django.utils.translation import gettext_lazy as _l

from groundswell.web.forms.registering import CleanCharField


class CheckForm(forms.Form):
    """That an estimate stands, and why."""

    estimate = forms.CharField(max_length=12, widget=forms.HiddenInput)
    because = CleanCharField(label=_l("Why does it stand?"), max_length=400, required=False)
