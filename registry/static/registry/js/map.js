// The state under the pointer or the keyboard focus is named in a corner of the map.
export default function improve(map) {
  const told = document.createElement("div");
  told.className = "told";
  told.hidden = true;
  told.setAttribute("aria-hidden", "true");
  map.parentElement.append(told);
  const tell = (event) => {
    const link = event.target.closest("a[data-name]");
    told.hidden = !link;
    if (link) told.textContent = `${link.dataset.name}: ${link.dataset.words}`;
  };
  for (const type of ["pointerover", "focusin"]) map.addEventListener(type, tell);
  for (const type of ["pointerleave", "focusout"]) map.addEventListener(type, () => (told.hidden = true));
}
