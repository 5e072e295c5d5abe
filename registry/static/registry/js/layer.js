// The map changes its layer and year without loading the page anew: the same page is fetched and its part is put in place.
import map from "./map.js";

const BETWEEN_YEARS = 1200;

export default function improve(part) {
  let playing = 0;
  let asked = 0;

  const show = async (address, focus) => {
    const mine = (asked += 1);
    const answer = await fetch(address);
    if (!answer.ok) return location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-layer]");
    if (mine !== asked) return undefined;
    part.replaceChildren(...fresh.childNodes);
    document.title = page.title;
    history.replaceState(null, "", address);
    bind();
    if (focus) part.querySelector(focus)?.focus();
    return undefined;
  };

  const chosen = (form) => {
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value) query.delete(name);
    return `${form.action}?${query}`;
  };

  const stop = () => {
    clearTimeout(playing);
    playing = 0;
  };

  const slider = (form) => {
    const select = form.querySelector("#id_year");
    const place = form.querySelector(".slide");
    if (!place) return;
    const range = Object.assign(document.createElement("input"), { type: "range", id: "slide", min: 0, max: select.options.length - 1, value: select.selectedIndex });
    range.setAttribute("aria-label", form.querySelector("label[for=id_year]").textContent);
    range.setAttribute("aria-valuetext", select.value);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn plain", id: "play" });
    button.textContent = playing ? place.dataset.stopText : place.dataset.playText;
    const go = (index, focus) => {
      select.selectedIndex = index;
      return show(chosen(form), focus);
    };
    range.addEventListener("input", () => range.setAttribute("aria-valuetext", select.options[range.value].value));
    range.addEventListener("change", () => (stop(), go(Number(range.value), "#slide")));
    button.addEventListener("click", () => {
      if (playing) {
        stop();
        button.textContent = place.dataset.playText;
      } else {
        playing = -1;
        go(select.selectedIndex + 1 < select.options.length ? select.selectedIndex + 1 : 0, "#play");
      }
    });
    if (playing && select.selectedIndex + 1 < select.options.length) playing = setTimeout(() => go(select.selectedIndex + 1, "#play"), BETWEEN_YEARS);
    else if (playing) (stop(), (button.textContent = place.dataset.playText));
    place.replaceChildren(button, range);
    place.hidden = false;
  };

  const bind = () => {
    const form = part.querySelector("form.filters");
    form.addEventListener("submit", (event) => (event.preventDefault(), stop(), show(chosen(form), "button[type=submit]")));
    part.querySelector("#id_layer").addEventListener("change", (event) => {
      for (const name of ["year", "state"]) form.elements[name]?.remove();
      stop();
      show(chosen(form), `#${event.target.id}`);
    });
    slider(form);
    part.querySelectorAll("[data-map]").forEach(map);
  };

  bind();
}
