// The form of a chart or of a comparison changes it at once; a state is taken off by its chip.
import chart from "./chart.js";
import swapper, { chosen } from "./swap.js";

export default function improve(part) {
  const bind = () => {
    const form = part.querySelector("form.filters");
    for (const button of form.querySelectorAll("[data-needs-no-script]")) {
      button.closest(".field").hidden = true;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(chosen(form), "select");
    });
    form.addEventListener("change", (event) => {
      const other = form.elements[event.target.dataset.clearsField];
      if (other && event.target.value) other.value = "";
      show(chosen(form), `#${event.target.id}`);
    });
    for (const link of part.querySelectorAll("a[data-swaps-part]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        show(link.href, "a[data-swaps-part]");
      });
    }
    part.querySelectorAll("[data-chart]").forEach(chart);
  };
  const show = swapper(part, "[data-live]", bind);
  bind();
}
