/*
 * One milestone at a time. The address's hash is the state, and the style sheet shows what it names (:target), so
 * links, Back, sharing and a reload are the browser's own. This adds what the browser does not do: focus on the
 * heading, arrow keys, Escape and swipes inside the journey, the marks on the map and its way to the milestone, and
 * reading everything on one page.
 */
const root = document.documentElement;
const journey = document.querySelector("[data-story]");
const all = (selector) => [...journey.querySelectorAll(selector)];
const milestones = all(".milestone");
const links = all('ol a[href^="#m"]');
const icons = all(".icon");
const legs = all(".leg");
const world = journey.querySelector(".journey-map__world");
const overview = journey.querySelector("#journey-title");
const title = document.title;
let here = -1; // index of the open milestone, -1: the overview
let warned = null; // the content warning that was shown: once is enough

const number = (icon) => Number(icon.hash.slice(2));
const rightToLeft = () => getComputedStyle(journey).direction === "rtl";

/** Where an icon stands on the map, in per cents: its classes say it. */
const place = (icon) => icon.parentElement.className.match(/\d+/g).map(Number);

/**
 * Eases the map to an icon, as close as the map allows and the milestones before and after stay in sight; or back to
 * the whole of it. How it moves is the style sheet's (transforms only).
 */
function look(icon) {
  const moves = Boolean(icon) && CSS.supports("width: 1cqw"); // else the whole map stays, with its marks
  world.classList.toggle("is-near", moves);
  if (!moves) return;
  const [x, y] = place(icon);
  const closest = Number(world.dataset.zoom);
  const high = world.parentElement.clientHeight / world.clientHeight;
  const order = icons.indexOf(icon);
  let near = closest;
  for (const other of [icons[order - 1], icons[order + 1]].filter(Boolean)) {
    const [left, top] = place(other);
    near = Math.min(near, 42 / Math.abs(left - x), (42 * high) / Math.abs(top - y));
  }
  const now = { "--near": Math.max(near, Math.min(closest, 1.3)), "--at-x": x, "--at-y": y };
  for (const name in now) world.style.setProperty(name, now[name]);
}

/** Marks a milestone (-1: none) as current, those opened before as seen, and the way up to it as travelled. */
function mark(index) {
  here = index;
  for (const link of links) {
    if (link.hash === `#m${index + 1}`) {
      link.setAttribute("aria-current", "step");
      link.dataset.seen = "";
    } else {
      link.removeAttribute("aria-current");
      if ("seen" in link.dataset) link.setAttribute("aria-describedby", "read-already");
    }
  }
  legs.forEach((leg, order) => leg.classList.toggle("leg--done", number(icons[order + 1]) <= index + 1));
  journey.classList.toggle("is-reading", index >= 0);
  // A part without a place leaves the map where the journey was before it.
  if (world) look(icons.findLast((icon) => number(icon) <= index + 1));
  journey.dispatchEvent(new CustomEvent("milestone", { detail: index }));
}

/** Follows the hash: `#m3` one milestone, `#all` the whole on one page, `#journey` or none the overview. */
function follow(event) {
  if (event) world?.classList.add("is-easing");
  const index = milestones.findIndex((milestone) => `#${milestone.id}` === location.hash);
  if (location.hash === "#all") root.classList.add("whole");
  if (["", "#", "#journey"].includes(location.hash)) root.classList.remove("whole");
  mark(index);
  const heading = milestones[location.hash === "#all" ? 0 : index]?.querySelector("h2");
  document.title = index < 0 ? title : `${heading.textContent} – ${title}`;
  const warning = milestones[index]?.querySelector(".warning");
  if (warning) {
    warned ??= warning;
    warning.classList.toggle("is-told", warned !== warning);
  }
  if (!event) return;
  if (heading) heading.focus({ preventScroll: true });
  else if (location.hash === "#journey") {
    overview.focus({ preventScroll: true });
    journey.scrollIntoView();
  }
}

/** Opens a milestone by its index; false if there is none. */
function go(index) {
  if (milestones[index]) location.hash = milestones[index].id;
  return index in milestones;
}

journey.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.target.matches("input, select, textarea")) return;
  let done = false;
  if (event.key === "Escape" && location.hash) {
    location.hash = "journey";
    done = true;
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    done = go(here + ((event.key === "ArrowRight") === rightToLeft() ? -1 : 1));
  }
  if (done) event.preventDefault();
});

// A swipe along the line turns the page. Listeners are passive, so scrolling and zooming stay the browser's; what
// starts at the edge of the screen is its own gesture.
let touch = null;
journey.addEventListener("touchstart", (event) => {
  const [{ clientX: x, clientY: y }, second] = event.touches;
  const edge = x < 24 || x > innerWidth - 24;
  touch = second || edge || visualViewport.scale > 1.01 ? null : { x, y, time: event.timeStamp };
}, { passive: true });
journey.addEventListener("touchend", (event) => {
  if (!touch) return;
  const { clientX, clientY } = event.changedTouches[0];
  const across = clientX - touch.x;
  const quick = event.timeStamp - touch.time < 1000;
  const straight = Math.abs(across) > Math.max(50, 2.5 * Math.abs(clientY - touch.y));
  if (quick && straight && getSelection().isCollapsed && !root.classList.contains("whole")) {
    go(here + (across < 0 === rightToLeft() ? -1 : 1));
  }
  touch = null;
}, { passive: true });

// An icon that takes the focus beyond the edge of a map grown larger comes into sight.
journey.addEventListener("focusin", (event) => {
  if (here >= 0 && event.target.matches(".icon")) look(event.target);
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
