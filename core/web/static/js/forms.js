// Forms: show that work is under way, lead to what has to be corrected, send choices at once where wished.
import { all, on } from "./dom.js";

export const start = () => {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || event.target.method === "dialog" || !button) return;
    if (event.target.dataset.sent && event.target.method === "post") {
      event.preventDefault();
      return;
    }
    event.target.dataset.sent = "true";
    button.setAttribute("aria-busy", "true");
  });
  // Back from the browser's memory: everything can be sent again.
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
  });
  // data-submit-on-change may name the button that stands for it; otherwise the form is sent without one.
  on("change", "[data-submit-on-change]", (event, control) =>
    event.target.form.requestSubmit(document.getElementById(control.dataset.submitOnChange)));
  for (const button of all("[data-hide-with-script]")) button.hidden = true;
  const wide = matchMedia("(width >= 60rem)");
  const unfold = () => { for (const box of all("[data-open-when-wide]")) box.open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();
  document.querySelector("[data-focus]")?.focus();

  for (const button of all("[data-dismiss]")) button.hidden = false;
  on("click", "[data-dismiss]", (event, button) => button.closest(".flash").remove());
};
