// A page that waits for an answer asks again by itself: <section id="..." data-refresh="seconds">.
// When the server leads elsewhere, so do we; without script there is a link to ask again.
import { fetchPage } from "./dom.js";

const MOST = 60;

export const start = () => {
  const first = document.querySelector("[data-refresh]");
  if (!first) return;
  let asked = 0;
  const ask = async () => {
    const here = document.getElementById(first.id);
    if (!here?.dataset.refresh || (asked += 1) > MOST) return;
    try {
      const { page, url } = await fetchPage(location.href);
      const fresh = page.getElementById(first.id);
      if (!fresh || new URL(url).pathname !== location.pathname) return location.assign(url);
      if (fresh.innerHTML !== here.innerHTML) here.replaceWith(document.adoptNode(fresh));
    } catch {
      // The network is away for a moment: the next round asks again.
    }
    setTimeout(ask, Number(here.dataset.refresh) * 1000 * Math.min(1 + asked / 10, 4));
  };
  setTimeout(ask, Number(first.dataset.refresh) * 1000);
};
