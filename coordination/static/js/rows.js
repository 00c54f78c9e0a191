// "Add another" and "Remove" without a round trip. The buttons are ordinary submits that the server answers too.

// A key in the order of time (UUID version 7), as the server makes them: the row sent twice is the same row.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

class Rows {
  constructor(list, frontend) {
    this.list = list;
    this.frontend = frontend;
    this.template = list.querySelector("template[data-row-template]");
    this.add = list.querySelector("[data-row-add]");
    // Above every number already used, so that a removed row's number is not taken again.
    this.next = this.rows().length;
    list.addEventListener("click", (event) => this.pressed(event));
    this.number();
  }

  rows() {
    return [...this.list.querySelectorAll(":scope > [data-row]")];
  }

  pressed(event) {
    const remove = event.target.closest("[data-row-remove]");
    if (event.target.closest("[data-row-add]")) {
      event.preventDefault();
      this.addRow();
    } else if (remove) {
      event.preventDefault();
      this.removeRow(remove.closest("[data-row]"));
    }
  }

  addRow() {
    const copy = this.template.content.cloneNode(true);
    for (const element of copy.querySelectorAll("*")) {
      for (const attribute of [...element.attributes]) {
        if (attribute.value.includes("__row__")) {
          element.setAttribute(attribute.name, attribute.value.replaceAll("__row__", this.next));
        }
      }
    }
    for (const id of copy.querySelectorAll("[data-new-id]")) {
      id.value = newId();
    }
    this.next += 1;
    const row = copy.querySelector("[data-row]");
    this.template.before(copy);
    this.number();
    this.frontend.then((frontend) => frontend && frontend.initAll({ scope: row }));
    const first = row.querySelector("input:not([type=hidden]), textarea, select");
    (first || row.querySelector("legend")).focus();
  }

  removeRow(row) {
    const at = this.rows().indexOf(row);
    row.remove();
    if (!this.rows().length) {
      this.addRow();
      return;
    }
    this.number();
    const near = this.rows()[Math.max(at - 1, 0)].querySelector("legend");
    near.setAttribute("tabindex", "-1");
    near.focus();
    this.list.dispatchEvent(new Event("focusout", { bubbles: true }));
  }

  number() {
    const rows = this.rows();
    rows.forEach((row, place) => {
      const legend = row.querySelector("legend[data-row-title]");
      legend.textContent = `${legend.dataset.rowTitle.trim()} ${place + 1}`;
      const name = row.querySelector("[data-row-remove] .govuk-visually-hidden");
      name.textContent = ` ${legend.textContent}`;
    });
    this.add.hidden = rows.length >= Number(this.list.dataset.rowsMost);
  }
}

export function letRowsBeAdded(frontend) {
  for (const list of document.querySelectorAll("[data-rows]")) {
    new Rows(list, frontend);
  }
}
