// A story being told: what to say at this step, and the way on.

import { el, fill } from "./dom";
import type { Player } from "./player";
import { said, t } from "./words";

export function drawScene(player: Player, host: HTMLElement): void {
  const playing = player.scene;
  host.hidden = !playing;
  if (!playing) return;
  const { scene, step } = playing;
  const count = scene.steps.length;
  const had = document.activeElement?.id;
  const button = (id: string, key: string, by: number, off: boolean) =>
    el("button", { type: "button", id, disabled: off, onclick: () => player.turn(by) }, t(key));
  fill(host, el("h2", {}, t("player.scene_step", { title: said(scene.title), step: step + 1, count })),
    el("p", { "aria-live": "polite" }, said(scene.steps[step].say)),
    el("div", { class: "turn" }, button("scene-back", "player.scene_back", -1, step === 0), button("scene-next", "player.scene_next", 1, step === count - 1),
      el("button", { type: "button", id: "scene-leave", onclick: () => player.leave() }, t("player.scene_leave"))));
  if (had?.startsWith("scene-")) document.getElementById(had)?.focus();
}
