"""The fictional site: home, list, plain pages and stories in every state. Loading twice changes nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from cms.demo.stories import add_draft, agree, read, sign, story_files, story_page, submit
from home.models import ContentPage, HomePage
from privacy import editions
from stories.models import StoryIndexPage, StoryPage

Say = Callable[[str], None]


class Loader:
    """Loads the demo as its editor, consent officer and reviewer; `say` gets one line a page."""

    def __init__(self, *, people: Mapping[str, Any], say: Say) -> None:
        self.editor, self.reviewer, self.say = people["editor"], people["reviewer"], say
        self.officer = people["officer"]

    def load(self) -> list[tuple[StoryPage, dict[str, Any]]]:
        """Loads what is missing; returns the stories made now, each with its file."""
        home = HomePage.objects.get(depth=2, locale__language_code="en")
        index = self._index(home)
        self._plain_pages(home)
        made = [self._story(index, read(name)) for name in story_files()]
        self._home(home)
        return [pair for pair in made if pair is not None]

    def _publish(self, page: Any) -> None:
        edition = sign(submit(page, editor=self.editor), reviewer=self.reviewer)
        self.say(f"{edition.path}  signed")

    def _index(self, home: HomePage) -> StoryIndexPage:
        found = StoryIndexPage.objects.child_of(home).first()
        if found:
            return found
        text = read("stories.toml")
        page = StoryIndexPage(
            title=text["title"], intro=text["intro"], empty=text["empty"], owner=self.editor
        )
        add_draft(home, page, editor=self.editor)
        self._publish(page)
        return page

    def _plain_pages(self, home: HomePage) -> None:
        for name in ("how-a-story-is-told", "questions-about-giving", "privacy-and-this-site"):
            text = read(f"pages/{name}.toml")
            if ContentPage.objects.child_of(home).filter(slug=text["slug"]).exists():
                continue
            body = "".join(f"<h2>{part['heading']}</h2>{part['html'].strip()}" for part in text["sections"])
            page = ContentPage(
                title=text["title"], slug=text["slug"], lead=text["intro"], body=body, owner=self.editor
            )
            add_draft(home, page, editor=self.editor)
            self._publish(page)

    def _story(self, index: StoryIndexPage, data: dict[str, Any]) -> tuple[StoryPage, dict[str, Any]] | None:
        if StoryPage.objects.filter(translation_key=data["key"]).exists():
            return None
        page = story_page(data, owner=self.editor)
        add_draft(index, page, editor=self.editor)
        if data["state"] != "draft":
            agree(page, editor=self.editor, officer=self.officer)
            state = submit(page, editor=self.editor)
            if data["state"] == "sent_back":
                editions.review_send_back(state_id=state.pk, user=self.reviewer, comment=data["reason"])
            elif data["state"] in ("live", "withdrawn"):
                sign(state, reviewer=self.reviewer)
        self.say(f"{page.address}  {page.pseudonym}: {data['state'].replace('_', ' ')}")
        return page, data

    def _home(self, home: HomePage) -> None:
        if editions.standing_at(home.address):
            return
        text = read("home.toml")
        chosen = next(read(name) for name in story_files() if text["featured_story"] in name)
        home.title = home.draft_title = text["title"]
        home.lead, home.about = text["lead"], text["about"]
        home.featured_heading, home.how_heading = text["featured_heading"], text["how_heading"]
        home.featured_story = StoryPage.objects.get(translation_key=chosen["key"])
        home.how = [("step", {"heading": step["heading"], "text": step["text"]}) for step in text["how"]]
        home.save_revision(user=self.editor, log_action=True)
        self._publish(home)
