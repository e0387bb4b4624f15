// The curves as a table: for those who read figures, and for those who do not see curves.

import { el, fill } from "./dom";
import type { Player } from "./player";
import { difference, level, t } from "./words";

const EVERY = 13;

export function drawTable(player: Player, host: HTMLElement): void {
  const [a, b] = player.recordings;
  if (!a || !b) {
    fill(host, el("p", { class: "quiet" }, t("player.coming")));
    return;
  }
  const { week } = player;
  const place = player.page.curves.findIndex((curve) => curve.name === player.curve);
  const chosen = player.page.curves[place];
  const head = (first: string) => el("thead", {}, el("tr", {},
    ...[first, t("player.a"), t("player.b"), t("player.difference")].map((text) => el("th", { scope: "col" }, text))));
  const row = (name: string, x: number, y: number, curve = chosen) => el("tr", {},
    el("th", { scope: "row" }, name), el("td", {}, level(x, curve)), el("td", {}, level(y, curve)), el("td", {}, difference(y - x, curve)));
  if (player.predicting) {
    fill(host, el("p", { class: "quiet" }, t("player.hidden")));
    return;
  }
  const weeks = Array.from({ length: Math.floor(week / EVERY) + 1 }, (_, k) => k * EVERY);
  if (weeks[weeks.length - 1] !== week) weeks.push(week);
  fill(host,
    el("p", {}, t("player.one_run")),
    el("table", {}, el("caption", {}, t("player.table_now", { week })), head(t("player.outcome")),
      el("tbody", {}, ...player.page.curves.map((curve, k) =>
        row(t(`outcomes.${curve.name}.label`), a.outcome(k, week), b.outcome(k, week), curve)))),
    el("table", {}, el("caption", {}, t("player.table_weeks", { outcome: t(`outcomes.${chosen.name}.label`) })), head(t("player.week_axis")),
      el("tbody", {}, ...weeks.map((at) => row(String(at), a.outcome(place, at), b.outcome(place, at))))),
  );
}
