"""Forms the admin uses for what core owns."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.core.pictures import TOO_LARGE, CleanPicture, picture_clean
from cms.core.uploads import OversizedUpload


class PictureField(WagtailImageField):
    """A picture leaves this field as bare pixels under a random name, so that no later step sees what came.

    Wagtail's own field would decode it once more, believe the file's name, and let a broken one end in an exception.
    """

    def to_python(self, data: Any) -> CleanPicture | None:
        if data in self.empty_values:
            return None
        if isinstance(data, OversizedUpload) or data.size > self.max_upload_size:
            raise ValidationError(TOO_LARGE, code="file_too_large")
        return picture_clean(data)


class PictureForm(BaseImageForm):
    """Wagtail's picture form, for files that become bare pixels and lose their names."""

    file = PictureField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs=BaseImageForm.Meta.widgets["file"].attrs)
    )

    def clean_title(self) -> str:
        """The name a file came under says too much ("Ban Nong Khai, Ms. K"): it is no title, and is kept nowhere."""
        title: str = self.cleaned_data["title"]
        upload = self.files.get(self.add_prefix("file"))
        if upload is not None and _letters(title) in _names(upload.name or ""):
            return _("Picture without a title")
        return title


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _names(filename: str) -> set[str]:
    return {_letters(filename), _letters(filename.rpartition(".")[0])} - {""}
