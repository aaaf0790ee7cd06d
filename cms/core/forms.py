"""Forms the admin uses for what core owns."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.core.pictures import UNREADABLE, picture_clean


class PictureField(WagtailImageField):
    """Wagtail's field lets a truncated file end in an exception; here it is a sentence beside the field."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(UNREADABLE) from error


class PictureForm(BaseImageForm):
    """Wagtail's picture form, whose file leaves `clean` as bare pixels, so that no later step sees what came."""

    file = PictureField(
        label=_("File"), widget=forms.FileInput(attrs=BaseImageForm.Meta.widgets["file"].attrs)
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        return file if not file or getattr(file, "_committed", False) else picture_clean(file)
