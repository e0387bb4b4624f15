// What each mark means.

import { NEEDS } from "./block";
import { el, fill, pen } from "./dom";
import { NEED_COLOURS, drawLevel, drawNeed, drawPartner, drawWorker } from "./marks";
import type { Shown } from "./network";
import { t } from "./words";

export function drawLegend(host: HTMLElement, shown: Shown): void {
  const sample = (paint: (c: CanvasRenderingContext2D) => void) => {
    const canvas = el("canvas", { width: 36, height: 36, "aria-hidden": "true" });
    const c = pen(canvas);
    c.scale(2, 2);
    paint(c);
    return canvas;
  };
  const item = (text: string, paint: (c: CanvasRenderingContext2D) => void) => el("li", {}, sample(paint), text);
  const people = shown === "need"
    ? [...NEED_COLOURS.keys()].reverse().map((need) => item(t(`player.need.${NEEDS[need]}`), (c) => drawNeed(c, need, 9, 9, 6)))
    : [0.1, 0.5, 0.95].map((value, k) => item(t(`player.level.${k}`), (c) => drawLevel(c, value, 9, 9, 7)));
  const sectors = [0, 1, 2, 3].map((sector) => item(t(`player.sector.${sector}`), (c) => drawPartner(c, sector, true, 9, 9, 7.5)));
  fill(host, ...people, item(t("player.legend_worker"), (c) => drawWorker(c, true, false, 9, 9, 8)),
    item(t("player.legend_vacant"), (c) => drawWorker(c, false, false, 9, 9, 8)), ...sectors,
    item(t("player.legend_outside"), (c) => drawPartner(c, 0, false, 9, 9, 7.5)));
}
