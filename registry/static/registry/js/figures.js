// The figures of a part, for the drafting form that saves itself: what is typed in them, and what
// the server answers.
const ROWS = "[data-figure-row]";
const MOST_OWN = 10; // as the server reads

export function figuresOf(form) {
  const rows = [...form.querySelectorAll(ROWS)];
  const fields = rows.flatMap((row) => [...row.querySelectorAll("input, select")]);

  const typed = () =>
    Object.fromEntries(
      fields
        .filter((one) => one.type !== "checkbox" || one.checked)
        .map((one) => [one.name, one.value]),
    );

  // What is on its way may stand in the registry when the page sends its next, though no answer has
  // come.
  const note = () => {
    for (const row of rows) {
      const start = `${row.dataset.figureRow}-`;
      const own = row.querySelector(`[name="${start}own"]`);
      const inputs = [...row.querySelectorAll("input, select")].filter(
        (one) => one.type !== "checkbox" || one.checked,
      );
      const now = Object.fromEntries(
        inputs.map((one) => [one.name.slice(start.length), one.value]),
      );
      delete now.before;
      delete now.own;
      own.value = JSON.stringify([...JSON.parse(own.value || "[]"), now].slice(-MOST_OWN));
    }
  };

  // Whether what was left on the device stands in the form, however its numbers are grouped.
  const plain = (text) => (text ?? "").replace(/[\s.,]/g, "");
  const areAs = (left) => {
    const now = typed();
    const names = fields.map((one) => one.name).filter((name) => !/-(before|own)$/.test(name));
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
    row.querySelector(`[name="${name}-own"]`).value = "";
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

  return { fields, typed, note, areAs, settle, answered };
}
