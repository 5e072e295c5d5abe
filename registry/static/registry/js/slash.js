// The key "/" leads to the search, unless one is typing.
const TYPING = "input, textarea, select, [contenteditable=true]";

export default function improve(input) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TYPING)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
