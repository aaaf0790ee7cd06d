/*
 * One milestone at a time. The address's hash is the state, and the style sheet shows what it names (:target), so
 * links, Back, sharing and a reload are the browser's own. This adds what the browser does not do: focus on the
 * heading, arrow keys and Escape inside the journey, the mark on the map, and reading everything on one page.
 */
const root = document.documentElement;
const journey = document.querySelector("[data-story]");
const milestones = [...journey.querySelectorAll(".milestone")];
const links = [...journey.querySelectorAll('ol a[href^="#m"]')];
const overview = journey.querySelector("#journey-title");

const open = () => milestones.findIndex((milestone) => `#${milestone.id}` === location.hash);

/** Marks the links to a milestone as current (-1: none) and those read before as seen. */
function mark(index) {
  for (const link of links) {
    const current = link.hash === `#${milestones[index]?.id}`;
    if (current) {
      link.setAttribute("aria-current", "step");
      link.dataset.seen = "";
    } else {
      link.removeAttribute("aria-current");
    }
  }
  journey.dataset.open = index + 1;
  journey.dispatchEvent(new CustomEvent("milestone", { detail: index }));
}

/** Follows the hash: `#m3` one milestone, `#all` the whole on one page, `#journey` or none the overview. */
function follow(event) {
  const index = open();
  if (location.hash === "#all") root.classList.add("whole");
  if (["", "#", "#journey"].includes(location.hash)) root.classList.remove("whole");
  mark(index);
  if (!event) return;
  const heading = milestones[location.hash === "#all" ? 0 : index]?.querySelector("h2");
  if (heading) heading.focus({ preventScroll: true });
  else if (location.hash === "#journey") {
    overview.focus({ preventScroll: true });
    journey.scrollIntoView();
  }
}

function go(index) {
  if (milestones[index]) location.hash = milestones[index].id;
}

journey.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.target.matches("input, select, textarea")) return;
  const forward = getComputedStyle(journey).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const here = Number(journey.dataset.open) - 1;
  if (event.key === "Escape" && location.hash) location.hash = "journey";
  else if (event.key === forward) go(here + 1);
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") go(here - 1);
  else return;
  event.preventDefault();
});

// A link to what is open already changes no hash; it still means "take me there".
journey.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) follow(event);
});

// On one page the mark on the map follows the reading.
const reading = new IntersectionObserver(
  (entries) => {
    const entry = entries.find((one) => one.isIntersecting);
    if (entry && root.classList.contains("whole")) mark(milestones.indexOf(entry.target));
  },
  { rootMargin: "-30% 0px -65%" },
);
milestones.forEach((milestone) => reading.observe(milestone));

// What keeps the total true and names the amount on the button is fetched when that part is near, not before.
const needs = document.querySelector("[data-scripts]");
const near = new IntersectionObserver(
  (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    near.disconnect();
    needs.dataset.scripts.split(" ").forEach((script) => import(script));
  },
  { rootMargin: "200px" },
);
if (needs) near.observe(needs);

addEventListener("hashchange", follow);
follow();
