// What somebody has folded stays folded on the next page.
export default function improve(details) {
  const key = `folded-${details.dataset.remember}`;
  if (localStorage.getItem(key)) details.open = false;
  details.addEventListener("toggle", () => {
    if (details.open) localStorage.removeItem(key);
    else localStorage.setItem(key, "1");
  });
}
