"""The picture model of the whole project, in use from the first migration on."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, ImageQuerySet

from cms.core.duties import DutyMark, DutyRun  # noqa: F401  (their tables belong to this app)
from cms.core.pictures import CleanPicture, picture_clean
from cms.core.reading import reading


class PictureQuerySet(ImageQuerySet):
    """While a signed copy is read, `in_bulk` (what every chooser block asks) answers from the copy alone."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """What is no number names no picture: Wagtail's chooser asks with whatever was posted (wagtail 8.0)."""
        try:
            return super().get(*args, **kwargs)
        except ValueError as error:
            raise self.model.DoesNotExist from error

    def in_bulk(self, id_list: Any = None, *, field_name: str = "pk") -> dict[Any, Any]:
        copy = reading.get()
        if copy is None or field_name != "pk":
            return super().in_bulk(id_list, field_name=field_name)
        frozen = copy.objects.get(self.model._meta.label_lower, {})
        return {pk: self.model.thaw(pk, frozen[str(pk)]) for pk in id_list or () if str(pk) in frozen}


class Picture(AbstractImage):
    """A picture stored as bare pixels; its public name is the SHA-256 of its bytes."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False, db_index=True)

    admin_form_fields = ("title", "description", "file", "collection", "tags")
    objects = PictureQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whatever path a file came by, it is cleaned here before any storage sees it (rule 3)."""
        file: Any = self.file  # type: ignore[has-type]
        if file and not file._committed:
            clean = file.file
            if not isinstance(clean, CleanPicture):
                clean = picture_clean(clean)
                self.file = clean
            self.file.name = clean.name
            self.sha256, self.file_size = clean.sha256, clean.size
        super().save(*args, **kwargs)

    def get_upload_to(self, filename: str) -> str:
        return f"pictures/{filename}"

    def frozen(self) -> dict[str, Any]:
        """All a reader can see of the picture; the alternative text of a use lies in the block."""
        return {
            "sha256": self.sha256,
            "width": self.width,
            "height": self.height,
            "alt": self.description,
            "focal": [
                self.focal_point_x,
                self.focal_point_y,
                self.focal_point_width,
                self.focal_point_height,
            ],
        }

    @classmethod
    def thaw(cls, pk: int, data: dict[str, Any]) -> Self:
        """The unsaved picture a copy describes; needs no query."""
        x, y, width, height = data["focal"]
        return cls(
            pk=pk,
            id=pk,
            collection_id=0,
            sha256=data["sha256"],
            width=data["width"],
            height=data["height"],
            description=data["alt"],
            focal_point_x=x,
            focal_point_y=y,
            focal_point_width=width,
            focal_point_height=height,
        )

    @property
    def default_alt_text(self) -> str:
        """The description or nothing: a file's title is for staff."""
        return str(self.description)

    def get_rendition(self, filter: Filter | str) -> "Rendition":
        """A size of this picture as a pure function of (sha256, size): no row, no file, no query."""
        spec = filter if isinstance(filter, str) else filter.spec
        spec = spec.partition("|")[0]
        width, height = Filter(spec).get_transform(self).size
        return Rendition(image=self, filter_spec=spec, width=round(width), height=round(height))

    def get_renditions(self, *filters: Filter | str) -> dict[str, "Rendition"]:
        renditions = (self.get_rendition(filter) for filter in filters)
        return {rendition.filter_spec: rendition for rendition in renditions}


class Rendition(AbstractRendition):
    """Never saved: Wagtail wants the class, and its tags use what an instance computes."""

    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="core_rendition_unique"
            ),
        ]

    @property
    def url(self) -> str:
        return f"/i/{self.image.sha256}/{self.filter_spec}.webp"
