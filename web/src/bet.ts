// "Predict first": the curves stay hidden until the group has bet.

import { el, fill } from "./dom";
import type { Bet, Player } from "./player";
import { difference, t } from "./words";

/** The question over the curves, then what was bet beside what came. */
export function drawBet(player: Player, host: HTMLElement): void {
  const [a, b] = player.recordings;
  const place = player.page.curves.findIndex((curve) => curve.name === player.curve);
  const curve = player.page.curves[place];
  const outcome = t(`outcomes.${curve.name}.label`);
  host.hidden = !player.predicting && player.bet === null;
  if (host.hidden || !a || !b) return;
  const close = el("button", { type: "button", class: "small", onclick: () => ((player.bet = null), player.changed()) }, t("player.close"));
  if (!player.predicting) {
    const week = Math.min(player.clock.week, a.loaded, b.loaded);
    const gap = b.outcome(place, week) - a.outcome(place, week);
    fill(host, el("p", {}, t("player.you_bet", { bet: t(`player.bet.${player.bet}`), outcome, week, gap: difference(gap, curve) })), close);
    return;
  }
  const choice = (bet: Bet) => el("label", {}, el("input", { type: "radio", name: "bet", value: bet, id: `bet-${bet}`, checked: player.bet === bet, onchange: () => {
    player.bet = bet;
    player.changed();
    setTimeout(() => document.getElementById("reveal")?.focus());
  } }), " ", t(`player.bet.${bet}`));
  fill(host, el("fieldset", {}, el("legend", {}, t("player.bet_on", { outcome })), choice("a"), choice("b"), choice("same")),
    el("button", { type: "button", id: "reveal", disabled: player.bet === null, onclick: () => ((player.predicting = false), player.changed()) }, t("player.reveal")));
}
