// Choosing a state from the list goes straight to its page.
export default function improve(form) {
  const input = form.querySelector("input[list]");
  const options = [...input.list.options];
  input.addEventListener("input", (event) => {
    if (event.inputType && event.inputType !== "insertReplacementText") return; // typed: by Enter
    const chosen = options.find((option) => option.value === input.value);
    if (chosen) location.assign(chosen.dataset.address);
  });
}
