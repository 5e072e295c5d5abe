// The figures of a part, for the drafting form that saves itself: what is typed in them, and what
// the server answers.
const ROWS = "[data-figure-row]";

export function figuresOf(form) {
  const rows = [...form.querySelectorAll(ROWS)];
  const fields = rows.flatMap((row) => [...row.querySelectorAll("input, select")]);

  const typed = () =>
    Object.fromEntries(
      fields
        .filter((one) => one.type !== "checkbox" || one.checked)
        .map((one) => [one.name, one.value]),
    );

  // Whether what was left on the device stands in the form, however its numbers are grouped.
  const plain = (text) => (text ?? "").replace(/[\s.,]/g, "");
  const areAs = (left) => {
    const now = typed();
    const names = fields.map((one) => one.name).filter((name) => !name.endsWith("-before"));
    return names.every((name) => plain(left[name]) === plain(now[name]));
  };

  // An own figure or a reason takes the place of the word that the open one is right.
  const settle = (field) => {
    const row = field.closest(ROWS);
    const tick = row.querySelector("input[type=checkbox]");
    if (tick && field !== tick && field.value && /-(value|gap)$/.test(field.name)) {
      tick.checked = false;
    }
  };

  const show = (row, { before, errors, asks }) => {
    const name = row.dataset.figureRow;
    row.querySelector(`[name="${name}-before"]`).value = before;
    for (const place of row.querySelectorAll("p.error")) {
      const field = place.id.replace(/^id_/, "").replace(/_error$/, "").slice(name.length + 1);
      const text = errors[field] ?? "";
      place.textContent = text;
      place.hidden = !text;
      place.closest("td, .field").classList.toggle("wrong", Boolean(text));
      const input = row.querySelector(`[name="${name}-${field}"]`);
      if (text) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", place.id);
      } else {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
    }
    const why = row.querySelector(".why");
    why.querySelector(".asks").textContent = asks;
    const hasNote = [...why.querySelectorAll("input")].some((one) => one.value);
    why.hidden = !(asks || hasNote);
  };

  const answered = (answers) => {
    for (const row of rows) {
      const answer = answers?.[row.dataset.figureRow];
      if (answer) show(row, answer);
    }
  };

  return { fields, typed, areAs, settle, answered };
}
