// The search field suggests while somebody types: a combobox with a listbox. Without this file it simply searches.
import { all } from "./dom.js";

const PAUSE = 120;
const SHORTEST = 2;

const install = (form, number) => {
  const input = form.querySelector("input[type=search]");
  const list = Object.assign(document.createElement("ul"), { id: `suggestions-${number}`, className: "suggestions", hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  let chosen = -1;
  let waiting;
  let asked = "";

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestLabel);
  status.setAttribute("role", "status");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);
  form.append(list, status);

  const options = () => [...list.children];
  const choose = (index) => {
    chosen = index;
    for (const [place, option] of options().entries()) option.setAttribute("aria-selected", String(place === index));
    const option = options()[index];
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const show = (found) => {
    list.replaceChildren(...found.map(({ kind, label, note, url }, index) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}` });
      option.setAttribute("role", "option");
      option.dataset.url = url;
      option.dataset.kind = kind;
      option.append(Object.assign(document.createElement("span"), { textContent: label }));
      if (note) option.append(Object.assign(document.createElement("small"), { textContent: note }));
      return option;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = `${form.dataset.suggestCount} ${found.length}`;
    choose(-1);
  };
  const suggest = async () => {
    const typed = input.value.trim();
    asked = typed;
    try {
      const answer = await fetch(form.dataset.suggest + encodeURIComponent(typed), { credentials: "same-origin" });
      const found = answer.ok ? await answer.json() : [];
      if (asked === typed && document.activeElement === input) show(found);
    } catch {
      close(); // the network is away for a moment: Enter still searches
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    asked = "";
    if (input.value.trim().length < SHORTEST) close();
    else waiting = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = list.childElementCount;
    if (step && count) {
      event.preventDefault();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1); // one step before the first is the field itself
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(options()[chosen].dataset.url);
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", () => clearTimeout(waiting));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
};

export const start = () => {
  for (const [number, form] of all("form[data-suggest]").entries()) install(form, number);
};
