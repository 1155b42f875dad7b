// Small helpers for the other modules.
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const on = (type, selector, handler, root = document) =>
  root.addEventListener(type, (event) => {
    const target = event.target.closest?.(selector);
    if (target) handler(event, target);
  });
export const fetchPage = async (url) => {
  const response = await fetch(url, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, url: response.url };
};
