// What repeats the text beside it is folded on a phone, unless the address leads to a place within
// the page: nothing must move under a reader who has arrived.
export default function improve(details) {
  if (matchMedia("(max-width: 36rem)").matches && !location.hash) details.open = false;
}
