// Menus and dialogs: close on Escape or a click outside; open what a button names.
import { all, on } from "./dom.js";

export const start = () => {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  addEventListener("click", (event) => {
    for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  on("click", "[data-open]", (event, button) => {
    const dialog = document.getElementById(button.dataset.open);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });
};
