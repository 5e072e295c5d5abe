// A part of the page changes without loading the page anew: the same page is fetched and its part
// is put in place. The address says what is seen; what else of the page depends on it follows; what
// changed is said politely.
const said = () => {
  const place =
    document.querySelector("#said") ??
    Object.assign(document.createElement("p"), { id: "said", className: "visually-hidden" });
  place.setAttribute("role", "status");
  if (!place.isConnected) document.body.append(place);
  return place;
};

export const chosen = (form) => {
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value) query.delete(name, value);
  return `${form.getAttribute("action")}${query.size ? `?${query}` : ""}`;
};

const follow = (page) => {
  for (const place of document.querySelectorAll("[data-follows-part]")) {
    const fresh = page.getElementById(place.id);
    if (fresh) place.replaceWith(document.importNode(fresh, true));
  }
  for (const link of document.querySelectorAll("header a[hreflang]")) {
    const fresh = page.querySelector(`header a[hreflang="${link.hreflang}"]`);
    if (fresh) link.setAttribute("href", fresh.getAttribute("href"));
  }
};

export default function swapper(part, selector, bind) {
  let asked = 0;
  const place = said();
  return async (address, focus) => {
    const mine = (asked += 1);
    const answer = await fetch(address).catch(() => undefined);
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page?.querySelector(selector);
    if (mine !== asked) return;
    if (!fresh) {
      location.assign(address);
      return;
    }
    const opened = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
    part.replaceChildren(...fresh.childNodes);
    for (const id of opened) part.querySelector(`#${id}`)?.setAttribute("open", "");
    document.title = page.title;
    history.replaceState(null, "", address);
    follow(page);
    place.textContent = fresh.dataset.partSaid ?? "";
    bind();
    if (focus) (part.querySelector(focus) ?? part.querySelector("select"))?.focus();
  };
}
