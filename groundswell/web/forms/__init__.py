"""The forms of the pages. What Django says of a wrong field is said here in our own words: what to do about it."""

from django import forms
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext_lazy

forms.Field.default_error_messages = {"required": _l("Please fill this in.")}
forms.URLField.default_error_messages = {
    "invalid": _l("Write the whole address of a web page, like https://example.org")
}
forms.EmailField.default_error_messages = {"invalid": _l("Write a mail address, like name@example.org")}
forms.DateField.default_error_messages = {"invalid": _l("Write a day that the calendar has, like 2027-03-13.")}
forms.TimeField.default_error_messages = {"invalid": _l("Write a time of day, like 17:30.")}
for field in (forms.ChoiceField, forms.MultipleChoiceField):
    field.default_error_messages = field.default_error_messages | {
        "invalid_choice": _l("“%(value)s” is not on the list. Choose one that is.")
    }
MinLengthValidator.message = ngettext_lazy(
    "Write at least %(limit_value)d character.", "Write at least %(limit_value)d characters.", "limit_value"
)
MaxLengthValidator.message = ngettext_lazy(
    "Write at most %(limit_value)d character; here are %(show_value)d.",
    "Write at most %(limit_value)d characters; here are %(show_value)d.",
    "limit_value",
)
