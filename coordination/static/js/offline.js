// Shows the sheets for tonight that this browser keeps, where there is no signal.

import { held, open } from "./kept.js";

const place = document.querySelector("[data-sheets]");

function made(tag, words, name = "") {
  const element = document.createElement(tag);
  element.textContent = words;
  element.className = name;
  return element;
}

function phone(number) {
  const link = made("a", number, "govuk-link family-phone");
  link.href = `tel:${number.replaceAll(" ", "")}`;
  link.dir = "ltr";
  return link;
}

function drawn(says) {
  const card = document.createElement("section");
  card.className = "family-card family-card--night";
  card.lang = says.language;
  card.dir = says.direction;
  const needs = document.createElement("dl");
  needs.className = "family-facts";
  for (const [label, words] of says.needs) {
    const row = document.createElement("div");
    const text = made("dd", words);
    text.dir = "auto";
    row.append(made("dt", label), text);
    needs.append(row);
  }
  const ring = document.createElement("dl");
  ring.className = "family-ring";
  for (const [when, who, number] of says.numbers) {
    const row = made("div", "", "family-ring__row");
    const whom = document.createElement("dd");
    whom.append(made("bdi", who), " ", phone(number));
    row.append(made("dt", when), whom);
    ring.append(row);
  }
  card.append(made("h2", says.title, "govuk-heading-m"), made("p", says.as_of, "family-when"), needs);
  card.append(made("h3", says.ring, "govuk-heading-s"), ring);
  return card;
}

const leave = document.querySelector("[data-leave]");
leave.addEventListener("click", (event) => {
  event.preventDefault();
  document.documentElement.hidden = true;
  window.location.replace(leave.href);
});

const sheets = await held();
for (const row of sheets) {
  place.append(drawn(await open(row)));
}
document.querySelector("[data-none]").hidden = sheets.length > 0;
