from django import forms
from django.utils.translation import gettext_lazy as _l


class AddressForm(forms.Form):
    """Another address for the first letter, for whoever mistyped theirs."""

    contact = forms.EmailField(
        label=_l("The right mail address"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_l("The one you gave before is erased at once, and its letter opens nothing any more."),
    )
