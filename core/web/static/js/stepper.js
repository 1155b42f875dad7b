// The buttons beside a quantity: one less, one more. In a form with data-auto the change is sent by itself.
import { all, on } from "./dom.js";

const update = (stepper) => {
  const input = stepper.querySelector("input");
  stepper.querySelector('[data-step="-1"]').disabled = input.value !== "" && Number(input.value) <= Number(input.min);
  stepper.querySelector('[data-step="1"]').disabled = Number(input.value) >= Number(input.max);
};

export const enhance = (root = document) => {
  for (const stepper of all("[data-stepper]", root)) {
    for (const button of all("[data-step]", stepper)) button.hidden = false;
    update(stepper);
  }
  for (const button of all("form[data-auto] [data-auto-submit]", root)) button.hidden = true;
};

let timer;
const sendLater = (input) => {
  const form = input.form;
  if (!form?.matches("[data-auto]")) return;
  clearTimeout(timer);
  timer = setTimeout(() => form.reportValidity() && form.requestSubmit(), 600);
};

export const start = () => {
  enhance();
  on("click", "[data-step]", (event, button) => {
    const stepper = button.closest("[data-stepper]");
    const input = stepper.querySelector("input");
    input[button.dataset.step === "1" ? "stepUp" : "stepDown"]();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  on("input", "[data-stepper] input", (event, input) => {
    update(input.closest("[data-stepper]"));
    sendLater(input);
  });
};
