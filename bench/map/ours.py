"""Our side: the site with its demonstration, and one story of nine milestones signed in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.map.serve import from_site, served
from tests.running_site import running_site

# The longest story of the demonstration, told in one part more; by the way an editor and a reviewer would take.
SIGN_NINE = """
import copy, uuid
from django.contrib.auth import get_user_model
from cms.demo.stories import add_draft, agree, read, sign, story_page, submit
from stories.models import StoryIndexPage

person = get_user_model().objects.get_by_natural_key
data = copy.deepcopy(read("stories/01-sreyneang.toml"))
data["key"] = str(uuid.UUID(int=9))
part = dict(data["journey"][3], heading="A second winter in one room", time="a year later")
data["journey"] = [*data["journey"][:4], *[part] * (9 - len(data["journey"])), *data["journey"][4:]]
page = story_page(data, owner=person("editor"))
add_draft(StoryIndexPage.objects.get(), page, editor=person("editor"))
agree(page, editor=person("editor"), officer=person("officer"))
print(sign(submit(page, editor=person("editor")), reviewer=person("reviewer")).path)
"""


@dataclass(frozen=True)
class Ours:
    """Where our story is, as production would send it."""

    origin: str
    path: str

    @property
    def url(self) -> str:
        return self.origin + self.path


@contextmanager
def our_story() -> Iterator[Ours]:
    """Starts the site in a folder of its own and stops it afterwards."""
    with running_site() as site:
        path = site.manage("shell", "--no-imports", text=SIGN_NINE).strip().splitlines()[-1]
        with served(from_site(site.base_url)) as origin:
            yield Ours(origin, path)
