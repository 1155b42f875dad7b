// Copy a number or reference.
import { all, on } from "./dom.js";

export const start = () => {
  if (!navigator.clipboard) return;
  for (const button of all("[data-copy]")) button.hidden = false;
  on("click", "[data-copy]", async (event, button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1500);
  });
};
