// The command palette (Ctrl K): pages of the rail, what fits the typed words, and a search for them. A listbox, by the keyboard.
import { all } from "./dom.js";

const PAUSE = 150;
const SHORTEST = 2;

export const start = () => {
  const palette = document.getElementById("palette");
  if (!palette?.showModal) return;
  const input = palette.querySelector("input");
  const pages = all("[role=option]", palette);
  const search = pages.pop();
  let hits = [];
  let chosen = pages[0];
  let waiting;

  const options = () => [...pages, ...hits, search];
  const visible = () => options().filter((option) => !option.hidden);
  const choose = (option) => {
    chosen = option;
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    for (const hit of hits) hit.remove();
    hits = found.map(({ label, note, url }, index) => {
      const hit = Object.assign(document.createElement("li"), { id: `hit-${index}` });
      hit.setAttribute("role", "option");
      hit.dataset.url = url;
      hit.append(
        Object.assign(document.createElement("span"), { textContent: label }),
        Object.assign(document.createElement("small"), { textContent: note }),
      );
      search.before(hit);
      return hit;
    });
  };
  const suggest = async () => {
    const typed = input.value.trim();
    if (typed.length < SHORTEST) return;
    try {
      const answer = await fetch(search.dataset.suggest + encodeURIComponent(typed), { credentials: "same-origin" });
      const found = answer.ok ? await answer.json() : [];
      if (input.value.trim() !== typed) return;
      show(found);
      choose(visible()[0]);
    } catch {
      // The network is away for a moment: the search below still leads to a page.
    }
  };
  const narrow = () => {
    const typed = input.value.trim().toLowerCase();
    show([]);
    for (const page of pages) page.hidden = !page.textContent.toLowerCase().includes(typed);
    search.hidden = !typed;
    search.querySelector("[data-typed]").textContent = input.value.trim();
    choose(visible()[0]);
    clearTimeout(waiting);
    waiting = setTimeout(suggest, PAUSE);
  };
  const open = () => {
    if (palette.open) return;
    input.value = "";
    narrow();
    palette.showModal();
    input.focus();
  };
  const go = (option) => {
    if (option) location.assign(option.dataset.url ?? option.dataset.search + encodeURIComponent(input.value.trim()));
  };

  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  input.addEventListener("input", narrow);
  palette.addEventListener("keydown", (event) => {
    const list = visible();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(list[(list.indexOf(chosen) + step + list.length) % list.length]);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      go(chosen);
    }
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
    go(event.target.closest("[role=option]"));
  });
};
