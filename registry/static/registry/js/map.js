// The state under the pointer or the keyboard focus is named in a corner of the map, with its
// value.
export default function improve(map) {
  const figure = map.parentElement;
  if (figure.querySelector(".told")) return;
  const told = document.createElement("div");
  told.className = "told";
  told.hidden = true;
  told.setAttribute("aria-hidden", "true");
  figure.append(told);
  const tell = (event) => {
    const link = event.target.closest("a[data-name]");
    told.hidden = !link;
    if (link) told.textContent = `${link.dataset.name}: ${link.dataset.words}`;
  };
  for (const type of ["pointerover", "focusin"]) figure.addEventListener(type, tell);
  for (const type of ["pointerleave", "focusout"]) {
    figure.addEventListener(type, () => (told.hidden = true));
  }
}
