// The licences of every library in the page, in a window of their own.

import { el } from "./dom";
import { t } from "./words";

export function showLicences(root: HTMLElement, text: string): void {
  document.querySelector("details.menu[open]")?.removeAttribute("open");
  const close = el("button", { type: "button", onclick: () => dialog.close() }, t("player.close"));
  const dialog: HTMLDialogElement = el("dialog", { class: "licences", "aria-label": t("player.licences") },
    el("h2", {}, t("player.licences")), el("pre", { tabindex: 0 }, text), close);
  dialog.addEventListener("close", () => dialog.remove());
  root.append(dialog);
  dialog.showModal();
}
