// Rich text in the admin's forms: what is pasted is cleaned by the server, which says what it left
// out, as at the desk.
import editor from "./editor.js";
import pick from "./pick.js";

document.querySelectorAll("#content-main form").forEach((form) => {
  editor(form);
  pick(form);
});

// A table within a record that is wider than the window is scrolled by the keyboard, too.
for (const box of document.querySelectorAll(".tabular.inline-related")) box.tabIndex = 0;

// An error at the top leads into its field, or into what stands for it: an editor, a field that
// searches.
const width = (seat) => seat.getBoundingClientRect().width;
const SEATS = "[contenteditable=true], .select2-selection";
const seatOf = (field) => [
  field,
  ...(field.closest(".form-row, td")?.querySelectorAll(SEATS) ?? []),
];
for (const link of document.querySelectorAll(".error-places a")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    field?.closest("details")?.setAttribute("open", "");
    const seat =
      field?.matches("input, select, textarea") && seatOf(field).find((one) => width(one) > 1);
    if (!seat) return;
    event.preventDefault();
    seat.scrollIntoView({ block: "center" });
    seat.focus({ preventScroll: true });
  });
}

// Django tells by how many hours the reader's clock is off; what helps is whose time the fields
// want.
const clock = document.querySelector("#whose-time")?.content.textContent.trim();
const tellClock = () => {
  for (const note of document.querySelectorAll(".timezonewarning")) {
    if (note.textContent !== clock) note.textContent = clock;
  }
};
if (clock) {
  tellClock();
  new MutationObserver(tellClock).observe(document.querySelector("#content") ?? document.body, {
    childList: true,
    subtree: true,
  });
}
