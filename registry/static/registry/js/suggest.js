// Below the field for searching: what begins like what is typed, by arrow keys or pointer. Enter
// without a choice searches.
const WAIT = 150; // milliseconds after the last key
const SHORTEST = 2;

export default function improve(form) {
  const input = form.querySelector("input[type=search]");
  const status = form.querySelector("[role=status]");
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.placeholder);
  list.hidden = true;
  form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  let timer = 0;
  let asked = 0;
  let chosen = -1;

  const close = () => {
    asked += 1;
    clearTimeout(timer);
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    const options = [...list.children];
    chosen = (place + options.length + 1) % (options.length + 1);
    if (chosen === options.length) chosen = -1;
    options.forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === chosen));
    });
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  };
  const option = (result, number) => {
    const row = document.createElement("li");
    row.id = `${list.id}-${number}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.dataset.address = result.address;
    const kind = document.createElement("span");
    kind.textContent = [result.place, result.kind, result.footnote].filter(Boolean).join(" · ");
    row.append(result.title, " ", kind);
    return row;
  };
  const show = (results) => {
    list.replaceChildren(...results.map(option));
    list.hidden = !results.length;
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", String(results.length > 0));
    status.textContent = status.dataset.words.replace("{count}", results.length);
  };
  const ask = async () => {
    const number = (asked += 1);
    const text = input.value.trim();
    if (text.length < SHORTEST) return close();
    try {
      const query = encodeURIComponent(text.slice(0, 400));
      const answer = await fetch(`${form.dataset.suggest}?${input.name}=${query}`);
      if (!answer.ok) return;
      const { results } = await answer.json();
      if (number === asked && document.activeElement === input) show(results);
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else if (event.key === "ArrowDown") choose(chosen + 1);
      else choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.address);
    }
  });
  input.addEventListener("blur", close);
  // The field keeps the focus
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) location.assign(row.dataset.address);
  });
}
