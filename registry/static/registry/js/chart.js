// The values of a year on a chart: under the pointer, under a finger, or by the arrow keys on the
// slider below the picture. They are read from the table beside it, and their places from the lines
// themselves.
const SVG = "http://www.w3.org/2000/svg";
const made = (name, attributes) => {
  const one = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  return one;
};
const numbers = (text) => text.split(" ").map(Number);

export default function improve(figure) {
  const plots = figure.querySelector(".plots");
  const rows = [...figure.querySelectorAll("tbody tr")].reverse();
  if (!plots || figure.querySelector(".told") || !rows.length) return;
  const heads = [...figure.querySelectorAll("thead th")].slice(1);
  const names = heads.map((one) => one.textContent.trim());
  const years = rows.map((row) => Number(row.querySelector("th").textContent));
  const values = rows.map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.firstChild?.textContent.trim() ?? ""),
  );

  const told = Object.assign(document.createElement("div"), { className: "told", hidden: true });
  told.setAttribute("aria-hidden", "true");
  plots.append(told);
  const range = Object.assign(document.createElement("input"), {
    type: "range",
    className: "years-on-chart",
    min: 0,
    max: years.length - 1,
    value: years.length - 1,
  });
  range.setAttribute("aria-label", plots.dataset.sliderLabel);
  plots.after(range);

  const seen = () =>
    [...plots.querySelectorAll("svg.chart")].find((one) => one.getClientRects().length);
  const across = (svg, year) => {
    const [left, , right] = numbers(svg.dataset.plot);
    const [first, last] = numbers(svg.dataset.years);
    return left + ((year - first) * (right - left)) / (last - first);
  };
  const worded = (index) =>
    names
      .map((name, place) => [name, values[index][place], place])
      .filter(([, value]) => value);

  // The slider lies below the years of the picture, as wide as they are and half its thumb at each
  // end.
  const fit = () => {
    const svg = seen();
    if (!svg) return;
    const width = svg.viewBox.baseVal.width;
    const [left, , right] = numbers(svg.dataset.plot).map((at) => (100 * at) / width);
    range.style.marginInlineStart = `calc(${left}% - 8px)`;
    range.style.width = `calc(${right - left}% + 16px)`;
  };
  new ResizeObserver(fit).observe(plots);

  const hide = () => {
    told.hidden = true;
    plots.querySelectorAll(".cursor").forEach((one) => one.remove());
  };

  const show = (index) => {
    const svg = seen();
    if (!svg) return;
    plots.querySelectorAll(".cursor").forEach((one) => one.remove());
    const [, top, , bottom] = numbers(svg.dataset.plot);
    const x = across(svg, years[index]);
    const cursor = made("g", { class: "cursor" });
    cursor.append(made("path", { d: `M${x},${top}V${bottom}`, class: "stroke-quiet" }));
    for (const line of svg.querySelectorAll("[data-line]")) {
      for (const [, at, y] of line.getAttribute("d").matchAll(/(-?[\d.]+),(-?[\d.]+)/g)) {
        if (Math.abs(at - x) < 0.2) {
          const look = line.getAttribute("class").replace("stroke", "fill");
          cursor.append(made("circle", { cx: at, cy: y, r: 4.5, class: look }));
        }
      }
    }
    svg.append(cursor);
    const list = document.createElement("dl");
    for (const [name, value] of worded(index)) {
      const row = document.createElement("div");
      row.append(
        Object.assign(document.createElement("dt"), { textContent: name }),
        Object.assign(document.createElement("dd"), { textContent: value }),
      );
      list.append(row);
    }
    told.replaceChildren(
      Object.assign(document.createElement("b"), { textContent: years[index] }),
      list,
    );
    told.hidden = false;
    const share = x / svg.viewBox.baseVal.width;
    told.classList.toggle("before", share > 0.5);
    told.style.left = `${share * 100}%`;
    range.value = index;
    const words = worded(index).map(([name, value]) => `${name} ${value}`);
    range.setAttribute("aria-valuetext", `${years[index]}: ${words.join("; ")}`);
  };

  const pointed = (event) => {
    const svg = seen();
    if (!svg) return;
    const area = svg.getBoundingClientRect();
    const x = ((event.clientX - area.left) * svg.viewBox.baseVal.width) / area.width;
    const far = years.map((year) => Math.abs(across(svg, year) - x));
    show(far.indexOf(Math.min(...far)));
  };

  for (const type of ["pointermove", "pointerdown"]) plots.addEventListener(type, pointed);
  plots.addEventListener(
    "pointerleave",
    (event) => event.pointerType === "mouse" && document.activeElement !== range && hide(),
  );
  for (const type of ["input", "focus"]) {
    range.addEventListener(type, () => show(Number(range.value)));
  }
  range.addEventListener("blur", hide);
  figure.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  range.setAttribute("aria-valuetext", String(years.at(-1)));
}
