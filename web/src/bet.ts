// "Predict first": the curves stay hidden until the group has bet; the bet is judged on its own outcome, at its own week.

import { el, fill } from "./dom";
import type { Curve } from "./facts";
import type { Bet, Choice, Player } from "./player";
import { difference, t } from "./words";

/** A gap of at most this share of the curve's axis is "about the same". */
const SAME = 0.02;

export function same(curve: Curve): number {
  return SAME * (curve.high - curve.low);
}

/** Where the outcome is highest, once its week has come; null: nothing was measured. */
export function verdict(curve: Curve, a: number, b: number): Choice | null {
  if (Number.isNaN(a) || Number.isNaN(b)) return null;
  if (Math.abs(b - a) <= same(curve) + 1e-9) return "same";
  return b > a ? "b" : "a";
}

/** The question above the curves, then what was bet and, at its week, what came. */
export function drawBet(player: Player, host: HTMLElement): void {
  const { bet } = player;
  host.hidden = bet === null || player.recordings.length < 2;
  if (!bet || host.hidden) return;
  host.classList.toggle("asking", player.predicting);
  if (player.predicting) ask(player, host, bet);
  else fill(host, el("p", {}, answer(player, bet)), el("button", { type: "button", class: "small", id: "bet-close", onclick: () => player.closeBet() }, t("player.close")));
}

function curveOf(player: Player, bet: Bet): { curve: Curve; place: number; outcome: string; gap: string } {
  const place = player.page.curves.findIndex((curve) => curve.name === bet.curve);
  const curve = player.page.curves[place];
  return { curve, place, outcome: t(`outcomes.${curve.name}.label`), gap: difference(same(curve), curve).replace("+", "") };
}

function ask(player: Player, host: HTMLElement, bet: Bet): void {
  const { outcome, gap } = curveOf(player, bet);
  const had = document.activeElement?.id;
  const choice = (one: Choice) => el("label", {}, el("input", { type: "radio", name: "bet", value: one, id: `bet-${one}`, checked: bet.choice === one, onchange: () => {
    bet.choice = one;
    player.changed();
    setTimeout(() => document.getElementById("reveal")?.focus());
  } }), " ", t(`player.bet.${one}`, one === "same" ? { gap } : {}));
  const last = player.recordings[0].weeks;
  const week = el("input", { type: "number", id: "bet-week", min: 1, max: last, step: 1, value: bet.week, onchange: () => {
    bet.week = Math.max(1, Math.min(last, Math.round(Number(week.value)) || last));
    player.changed();
  } });
  fill(host,
    el("fieldset", {}, el("legend", {}, t("player.bet_on", { outcome, week: bet.week })), choice("a"), choice("b"), choice("same")),
    player.scene ? null : el("label", {}, t("player.bet_week"), " ", week),
    el("button", { type: "button", id: "reveal", disabled: bet.choice === null, onclick: () => player.reveal() }, t("player.reveal")));
  if (had?.startsWith("bet-")) document.getElementById(had)?.focus();
}

function answer(player: Player, bet: Bet): string {
  const { curve, place, outcome, gap } = curveOf(player, bet);
  const chosen = t(`player.bet.${bet.choice}`, bet.choice === "same" ? { gap } : {});
  const facts = { bet: chosen, outcome, week: bet.week };
  if (player.week < bet.week) return t("player.you_bet", facts);
  const [a, b] = player.recordings.map((recording) => recording.outcome(place, bet.week));
  const came = verdict(curve, a, b);
  if (came === null) return t("player.bet_unknown", facts);
  const found = t(`player.bet.${came}`, came === "same" ? { gap } : {});
  return t(came === bet.choice ? "player.bet_right" : "player.bet_wrong", { ...facts, found, gap: difference(b - a, curve) });
}
