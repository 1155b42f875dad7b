// A form that shows what it would mean: <form data-preview="id of the panel" >; every change asks the server again.
// Elements in it with an id and data-preview-part follow too. Without script its button "check" does the same with a
// new page; data-preview-button hides it here.
import { all, on } from "./dom.js";

export const start = () => {
  let latest = 0;
  for (const button of all("[data-preview-button]")) button.hidden = true;
  on("change", "form[data-preview]", async (_event, form) => {
    const asked = (latest += 1);
    const panel = document.getElementById(form.dataset.preview);
    const body = new FormData(form);
    body.set("check", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.dataset.preview);
      if (!fresh || asked !== latest) return;
      panel.replaceChildren(...fresh.childNodes);
      for (const part of all("[data-preview-part]", form)) {
        part.replaceChildren(...(page.getElementById(part.id)?.childNodes ?? []));
      }
    } catch {
      // The network is away for a moment: the next change asks again.
    }
  });
};
