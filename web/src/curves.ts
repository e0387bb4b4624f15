// Outcome curves: A solid, B dashed, on axes that never change.

import uPlot from "uplot";
import type { Curve } from "./facts";
import { BLUE, RED } from "./marks";
import type { Recording } from "./recording";
import { level, t } from "./words";

export class CurvePlot {
  private plot: uPlot | null = null;
  private shape = "";

  constructor(private readonly host: HTMLElement) {}

  /** The curve up to a week; `hidden`: only the frame, while the group bets. */
  draw(recordings: Recording[], weeks: number, curve: Curve, place: number, week: number, hidden: boolean): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width < 40 || height < 40) return;
    const shape = [curve.name, weeks, width, height, t("player.a"), t("player.week_axis")].join();
    if (shape !== this.shape || !this.plot) {
      this.plot?.destroy();
      this.shape = shape;
      this.plot = new uPlot(this.options(curve, weeks, width, height), [[0], [null], [null]], this.host);
    }
    const x = Array.from({ length: weeks + 1 }, (_, k) => k);
    const ys = [0, 1].map((side) =>
      x.map((k) => (hidden || k > week ? null : finite(recordings[side]?.outcome(place, k) ?? NaN))),
    );
    this.plot.setData([x, ...ys] as uPlot.AlignedData, false);
    this.plot.setScale("x", { min: 0, max: weeks });
  }

  picture(): HTMLCanvasElement | null {
    return this.plot?.ctx.canvas ?? null;
  }

  private options(curve: Curve, weeks: number, width: number, height: number): uPlot.Options {
    const axis = { stroke: "#333333", font: "11px system-ui, sans-serif", grid: { stroke: "#e6e6e6", width: 1 }, ticks: { show: false } };
    return {
      width, height,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [0, weeks] }, y: { range: [curve.low, curve.high] } },
      axes: [
        { ...axis, size: 24, space: 60, values: (_, found) => found.map((value) => level(value, { ...curve, unit: "count" }).replace(/[.,]0$/, "")) },
        { ...axis, size: 46, space: 26, values: (_, found) => found.map((value) => level(value, curve)) },
      ],
      series: [
        {},
        { stroke: BLUE, width: 2.5, spanGaps: false, points: { show: false } },
        { stroke: RED, width: 2.5, dash: [7, 4], spanGaps: false, points: { show: false } },
      ],
    };
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
