// A list with one of its documents beside it, where the window is wide enough: [data-beside] holds the list and an aside.
// What stands beside is asked of this very page (?show=number), so that its address can be kept and sent to somebody.
import { all, fetchPage, on } from "./dom.js";

const PAUSE = 150;
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

export const start = () => {
  const place = document.querySelector("[data-beside]");
  if (!place) return;
  const wide = matchMedia("(width >= 75rem)");
  const aside = place.querySelector(":scope > aside");
  const spoken = place.querySelector(":scope > [role=status]");
  let wanted;
  let waiting;

  const show = async (link) => {
    wanted = link;
    for (const one of all("[data-show][aria-current]", place)) one.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    const url = new URL(location.href);
    url.searchParams.set("show", link.dataset.show);
    aside.setAttribute("aria-busy", "true");
    try {
      const { page } = await fetchPage(url);
      if (wanted !== link) return;
      aside.replaceChildren(...document.adoptNode(page.querySelector("[data-beside] > aside")).childNodes);
      aside.scrollTop = 0;
      spoken.textContent = aside.querySelector("header").innerText;
      history.replaceState(null, "", url);
    } catch {
      location.assign(link.href); // signed out, or away for a moment: its own page says so
      return;
    }
    aside.removeAttribute("aria-busy");
  };

  // The first click shows, the second opens; with a key held the browser does what it always does.
  on("click", "tbody tr", (event, row) => {
    const link = row.querySelector("[data-show]");
    const clicked = event.target.closest("a, button");
    const isOther = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
    if (!link || !wide.matches || isOther || (clicked && clicked !== link)) return;
    if (link.hasAttribute("aria-current") || getSelection().type === "Range") return;
    event.preventDefault();
    link.focus({ preventScroll: true });
    show(link);
  }, place);

  place.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const links = all("[data-show]", place);
    const here = links.indexOf(event.target);
    if (!step || here < 0 || !wide.matches || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = links[here + step];
    if (!next) return;
    next.focus();
    clearTimeout(waiting);
    waiting = setTimeout(() => show(next), PAUSE);
  });
};
