// The cart as a side sheet: putting something in, or looking at it, without leaving the page.
// What the sheet shows is the element #cart-contents (and #cart-foot) of the cart page.
import { fetchPage, on } from "./dom.js";
import { enhance } from "./stepper.js";

const sheet = () => document.getElementById("cart-sheet");

const fill = (page) => {
  const contents = page.getElementById("cart-contents");
  if (!contents) throw new Error("The cart page has no contents to show.");
  const body = sheet().querySelector("[data-sheet-body]");
  const foot = sheet().querySelector("[data-sheet-foot]");
  body.replaceChildren(document.adoptNode(contents));
  foot.replaceChildren(...(page.getElementById("cart-foot")?.childNodes ?? []));
  enhance(body);
  const fresh = page.querySelector("[data-cart-count]");
  const shown = document.querySelector("[data-cart-count]");
  if (fresh && shown) shown.replaceWith(fresh);
  else if (fresh) document.querySelector("[data-cart-link]").append(fresh);
  else shown?.remove();
};

const show = async (url, options) => {
  const { page } = options ? await send(url, options) : await fetchPage(url);
  fill(page);
  if (!sheet().open) sheet().showModal();
};

const send = async (url, options) => {
  const response = await fetch(url, { ...options, credentials: "same-origin" });
  if (!response.ok || !new URL(response.url).pathname.startsWith("/cart")) throw new Error(String(response.status));
  return { page: new DOMParser().parseFromString(await response.text(), "text/html") };
};

export const start = () => {
  if (!sheet()?.showModal || location.pathname.startsWith("/cart") || location.pathname.startsWith("/checkout")) return;
  on("click", "[data-cart-link]", (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link.href).catch(() => location.assign(link.href));
  });
  // A form with data-to-cart, and every form inside the sheet, answers with the cart page.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (["check", "to_list", "to_quote"].includes(event.submitter?.name)) return;
    if (!form.matches("form[data-to-cart]") && !(sheet().contains(form) && form.method === "post")) return;
    event.preventDefault();
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    const body = new FormData(form, button);
    show(form.action, { method: "POST", body: new URLSearchParams(body) })
      .catch(() => form.submit())
      .finally(() => button?.removeAttribute("aria-busy"));
  }, { capture: true });
  sheet().addEventListener("click", (event) => event.target === sheet() && sheet().close());
};
