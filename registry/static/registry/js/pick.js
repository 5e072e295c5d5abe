// A button of the toolbar that finds a record, a picture or a file for the text: what the page
// "Find a record to link to" finds.
const PAUSE = 250;

export default function pick(form) {
  const dialog = document.querySelector("dialog.pick");
  if (!dialog) return;
  const field = dialog.querySelector("input");
  const found = dialog.querySelector(".found");
  let editor = null;
  let asked = 0;
  let timer = 0;

  const add = () => {
    for (const bar of form.querySelectorAll(".prose-menubar:not(:empty, :has(.pick-button))")) {
      const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "prose-menubar__button pick-button",
      });
      button.title = button.textContent = dialog.dataset.label;
      button.addEventListener("click", () => {
        editor = bar.closest(".prose-editor").querySelector(".tiptap").editor;
        dialog.showModal();
        field.select();
      });
      bar.append(button);
    }
  };
  new MutationObserver(add).observe(form, { childList: true, subtree: true });
  add();

  async function find() {
    const number = ++asked;
    const address = new URL(dialog.dataset.address, location);
    address.searchParams.set("q", field.value);
    const response = await fetch(address);
    const text = response.ok ? await response.text() : "";
    const page = new DOMParser().parseFromString(text, "text/html");
    if (number === asked) found.replaceChildren(...page.querySelectorAll(".links-found"));
    for (const row of found.querySelectorAll("[data-address]")) choosable(row);
  }
  function choosable(row) {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      textContent: row.dataset.name,
    });
    button.addEventListener("click", () => {
      dialog.close();
      put(row.dataset);
    });
    row.querySelector("th").replaceChildren(button);
  }
  function put({ address, name }) {
    const { from, to, empty } = editor.state.selection;
    const isPicture = address.startsWith("/pictures/");
    const instead = isPicture ? address : name;
    const words = empty ? instead : editor.state.doc.textBetween(from, to, " ");
    const link = { type: "text", text: words, marks: [{ type: "link", attrs: { href: address } }] };
    editor
      .chain()
      .focus()
      .insertContent(isPicture ? { type: "paragraph", content: [link] } : link)
      .run();
  }
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find();
  });
}
