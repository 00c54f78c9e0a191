// The days of the people map as a slider beside the links to the earlier and the later change. The links and the date field do
// the same without it.

const days = document.querySelector("[data-days]");
if (days) {
  const all = days.dataset.days.split(" ");
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  const before = all.filter((day) => day <= days.dataset.on);

  const label = document.createElement("label");
  label.className = "govuk-label";
  label.htmlFor = "days-slider";
  label.textContent = "Move through the changes";
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", id: "days-slider", min: 0, max: all.length - 1, step: 1 });
  slider.value = Math.max(0, before.length - 1);
  const show = document.createElement("a");
  show.className = "govuk-link";
  const say = () => {
    const day = all[slider.value];
    const text = words.format(new Date(`${day}T12:00:00Z`));
    slider.setAttribute("aria-valuetext", text);
    show.textContent = `Show ${text}`;
    show.href = `${days.dataset.here}?on=${day}`;
  };
  slider.addEventListener("input", say);
  slider.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      show.click();
    }
  });
  say();

  const box = document.createElement("div");
  box.className = "app-family__slider";
  box.append(label, slider, show);
  days.append(box);
}
