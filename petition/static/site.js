// Small comforts. Every page works without them.

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

function countCharacters(text) {
  const clean = text.replace(/\r\n/g, "\n");
  if (!Intl.Segmenter) return [...clean].length;
  return [...new Intl.Segmenter(document.documentElement.lang).segment(clean)].length;
}

for (const note of document.querySelectorAll("[data-count-for]")) {
  const control = document.getElementById(note.dataset.countFor);
  const limit = Number(control.dataset.limit);
  const count = document.createElement("output");
  count.className = "count";
  count.htmlFor = control.id;
  const show = () => {
    const used = countCharacters(control.value);
    const number = new Intl.NumberFormat(document.documentElement.lang);
    count.textContent = `${number.format(used)} / ${number.format(limit)}`;
    count.classList.toggle("over", used > limit);
  };
  note.after(count);
  control.addEventListener("input", show);
  show();
}
