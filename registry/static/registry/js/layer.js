// The map changes its layer, year and flows without loading the page anew.
import map from "./map.js";
import swapper, { chosen } from "./swap.js";

const BETWEEN_YEARS = 1200;

export default function improve(part) {
  let playing = 0;

  const stop = () => {
    clearTimeout(playing);
    playing = 0;
  };

  const slider = (form) => {
    const select = form.querySelector("#id_year");
    const place = form.querySelector(".slide");
    if (!place) return;
    const range = Object.assign(document.createElement("input"), {
      type: "range",
      id: "slide",
      min: 0,
      max: select.options.length - 1,
      value: select.selectedIndex,
    });
    range.setAttribute("aria-label", form.querySelector("label[for=id_year]").textContent);
    range.setAttribute("aria-valuetext", select.value);
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "btn plain",
      id: "play",
    });
    button.textContent = playing ? place.dataset.stopText : place.dataset.playText;
    const go = (index, focus) => {
      select.selectedIndex = index;
      return show(chosen(form), focus);
    };
    range.addEventListener("input", () => {
      range.setAttribute("aria-valuetext", select.options[range.value].value);
    });
    range.addEventListener("change", (event) => {
      event.stopPropagation();
      stop();
      go(Number(range.value), "#slide");
    });
    button.addEventListener("click", () => {
      if (playing) {
        stop();
        button.textContent = place.dataset.playText;
      } else {
        playing = -1;
        const isLast = select.selectedIndex + 1 >= select.options.length;
        go(isLast ? 0 : select.selectedIndex + 1, "#play");
      }
    });
    if (playing && select.selectedIndex + 1 < select.options.length) {
      playing = setTimeout(() => go(select.selectedIndex + 1, "#play"), BETWEEN_YEARS);
    }
    else if (playing) (stop(), (button.textContent = place.dataset.playText));
    place.replaceChildren(button, range);
    place.hidden = false;
  };

  // Another layer has other years and other states with flows; a state with flows has years of its
  // own.
  const NOT_KEPT = { layer: ["year", "state"], state: ["year"] };

  const bind = () => {
    const form = part.querySelector("form.filters");
    for (const button of form.querySelectorAll("[data-needs-no-script]")) {
      button.closest(".field").hidden = true;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      stop();
      show(chosen(form), "#id_layer");
    });
    form.addEventListener("change", (event) => {
      for (const name of NOT_KEPT[event.target.name] ?? []) form.elements[name]?.remove();
      stop();
      show(chosen(form), `#${event.target.id}`);
    });
    slider(form);
    part.querySelectorAll("[data-map]").forEach(map);
  };
  const show = swapper(part, "[data-layer]", bind);
  bind();
}
