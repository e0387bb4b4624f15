// What the server, or the hand-out, tells the page before the weeks come.

export type Lang = "fr" | "en";
export type Said = Record<Lang, string>;

export interface Step {
  week: number;
  lever?: string;
  value?: number;
  event?: string;
  partner?: number;
}

export interface Slider {
  value: number;
  /** The scenario's own later values, each with the week from which it is in force. */
  planned: [number, number][];
  low: number;
  high: number;
  step: number;
  shown: "percent" | "number" | "whole";
  group: string;
  grade: string | null;
  source: string | null;
}

export interface Partner {
  seat: number;
  label: Said;
  kind: string;
  sector: number;
  domains: string[];
}

export interface SideFacts {
  title: Said;
  why: Said;
  name: string;
  weeks: number;
  seed: number;
  buildings: number[];
  types: string[];
  posts: number;
  partners: Partner[];
  pairs: number[];
  levers: Record<string, Slider>;
  steps: Step[];
}

export interface Curve {
  name: string;
  low: number;
  high: number;
  better: number;
  unit: string;
}

export interface Focus {
  kind: "worker" | "partner" | "household" | "committee";
  place: number;
}

export interface SceneStep {
  say: Said;
  week: number | null;
  play_to: number | null;
  /** Whom the page shows, on the side where there is somebody of that place. */
  focus: (Focus & { side: number }) | null;
  curve: string | null;
  predict: boolean;
  /** The week at which a bet made here is judged. */
  judge: number | null;
  reveal: boolean;
  open: "levers" | "journal" | "card" | null;
  steps: [Step[], Step[]];
}

export interface Scene {
  name: string;
  title: Said;
  about: Said;
  a: string;
  b: string;
  seed: number;
  weeks: number;
  steps: SceneStep[];
}

export interface PageFacts {
  /** The language that the command line asked for. */
  lang?: Lang;
  domains: string[];
  journal: string[];
  events: string[];
  of_partner: string[];
  /** Of every library in the page, in full. */
  licences: string;
  /** What the journal writes when an event happens. */
  entries: Record<string, string>;
  curves: Curve[];
  texts: Record<Lang, Record<string, string>>;
  scenarios?: { name: string; title: Said }[];
  scenes?: Scene[];
  start?: { a: string; b: string; seed: number; weeks: number };
}

export interface HandOut {
  page: PageFacts;
  lang: Lang;
  sides: SideFacts[];
  blocks: string[];
}
