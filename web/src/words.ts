// Every sentence comes from Python's catalogue; this fills blanks and writes numbers as each language does.

import type { Curve, Lang, PageFacts, Said } from "./facts";

let texts: PageFacts["texts"];
let current: Lang = "fr";

export function learn(page: PageFacts, lang: Lang): void {
  texts = page.texts;
  current = lang;
}

export function lang(): Lang {
  return current;
}

export function speak(chosen: Lang): void {
  current = chosen;
  if (typeof document !== "undefined") document.documentElement.lang = chosen;
}

/** The sentence under a key, its blanks filled. A missing key is a fault, and shows. */
export function t(key: string, facts: Record<string, string | number> = {}): string {
  const found = texts[current][key];
  if (found === undefined) throw new Error(`no sentence ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`no fact ${name} for ${key}`);
    return typeof fact === "number" ? number(fact, Number.isInteger(fact) ? 0 : 2) : fact;
  });
}

/** One of two forms, by a count: French counts 0 and 1 as one. */
export function tn(key: string, count: number, facts: Record<string, string | number> = {}): string {
  const one = current === "fr" ? count < 2 : count === 1;
  return t(`${key}.${one ? "one" : "other"}`, { count, ...facts });
}

export function said(both: Said): string {
  return both[current];
}

function locale(): string {
  return current === "fr" ? "fr-CA" : "en-CA";
}

export function number(value: number, decimals: number): string {
  if (Number.isNaN(value)) return "—";
  return value.toLocaleString(locale(), { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export function percent(share: number, decimals = 0): string {
  if (Number.isNaN(share)) return "—";
  return share.toLocaleString(locale(), {
    style: "percent", minimumFractionDigits: decimals, maximumFractionDigits: decimals,
  });
}

/** The level of an outcome in its unit. */
export function level(value: number, curve: Curve): string {
  return curve.unit === "share" ? percent(value) : number(value, curve.unit === "score" ? 2 : 1);
}

/** A difference, always signed; between shares, in points. */
export function difference(value: number, curve: Curve): string {
  if (Number.isNaN(value)) return "—";
  const size = curve.unit === "share" ? 100 * value : value;
  const decimals = curve.unit === "share" ? 0 : curve.unit === "score" ? 2 : 1;
  const rounded = Number(size.toFixed(decimals));
  const shown = number(Math.abs(rounded), decimals);
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
  return curve.unit === "share" ? t("player.points", { value: `${sign}${shown}` }) : `${sign}${shown}`;
}

/** A lever's value as its slider shows it. */
export function setting(value: number, shown: string): string {
  if (shown === "percent") return percent(value);
  return number(value, shown === "whole" ? 0 : 2);
}
