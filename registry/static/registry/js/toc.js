// The contents list folds on a narrow screen and shows which section is being read.
export default function improve(list) {
  if (matchMedia("(max-width: 60rem)").matches) list.open = false;
  const links = new Map([...list.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        links.forEach((link) => link.removeAttribute("aria-current"));
        links.get(entry.target.id)?.setAttribute("aria-current", "true");
      }
    },
    { rootMargin: "0px 0px -75% 0px" },
  );
  links.forEach((_link, id) => watcher.observe(document.getElementById(id)));
}
