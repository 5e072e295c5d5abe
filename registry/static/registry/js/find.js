// Choosing a state from the list goes straight to its page.
export default function improve(form) {
  const input = form.querySelector("input[list]");
  const options = [...input.list.options];
  function lead() {
    const chosen = options.find((option) => option.value === input.value);
    if (chosen) location.assign(chosen.dataset.address);
  }
  input.addEventListener("input", lead);
  if (document.activeElement === input) lead(); // typed before this script had come
}
