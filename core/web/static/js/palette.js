// The command palette (Ctrl K): pages of the rail, and a search with what was typed. A listbox, by the keyboard.
import { all } from "./dom.js";

export const start = () => {
  const palette = document.getElementById("palette");
  if (!palette?.showModal) return;
  const input = palette.querySelector("input");
  const options = all("[role=option]", palette);
  const search = options.at(-1);
  let chosen = options[0];

  const choose = (option) => {
    chosen = option;
    for (const one of options) one.setAttribute("aria-selected", String(one === option));
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  };
  const visible = () => options.filter((option) => !option.hidden);
  const narrow = () => {
    const typed = input.value.trim().toLowerCase();
    for (const option of options) option.hidden = option !== search && !option.textContent.toLowerCase().includes(typed);
    search.hidden = !typed;
    search.querySelector("[data-typed]").textContent = input.value.trim();
    choose(visible()[0]);
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
