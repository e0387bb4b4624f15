// What every part of the page shares: the two recordings, the clock, who is looked at, and what is asked of the source.

import { Clock } from "./clock";
import type { Focus, PageFacts, Scene, SideFacts, Step } from "./facts";
import type { Block } from "./block";
import { Recording } from "./recording";
import { Live, type Heard } from "./source";
import { lang, said, t } from "./words";
import { download } from "./dom";

const MOST_STEPS = 60;

export type Bet = "a" | "b" | "same";

export class Player implements Heard {
  recordings: Recording[] = [];
  readonly clock = new Clock(() => this.loaded(), () => this.recordings[0]?.weeks ?? 0);
  focus: { side: number; focus: Focus } | null = null;
  scene: { scene: Scene; step: number } | null = null;
  /** Curves hidden until the group has bet. */
  predicting = false;
  bet: Bet | null = null;
  curve: string;
  notice = "";
  /** A panel that a scene asks to open; the page takes it down. */
  opening: "levers" | "journal" | "card" | null = null;
  live: Live | null = null;
  chosen = { a: "", b: "", seed: 1, weeks: 104 };
  /** Bumped when anything but the week changes: panels are drawn again. */
  version = 0;

  constructor(readonly page: PageFacts) {
    this.curve = page.curves[0].name;
    if (page.start) this.chosen = { ...page.start };
  }

  connect(): void {
    this.live = new Live(this, () => ({
      ...this.chosen,
      steps_a: this.recordings[0]?.steps ?? [],
      steps_b: this.recordings[1]?.steps ?? [],
    }));
  }

  loaded(): number {
    return this.recordings.length ? Math.max(0, Math.min(...this.recordings.map((one) => one.loaded))) : 0;
  }

  changed(): void {
    this.version++;
  }

  // What the source says.

  open(sides: SideFacts[], generations: number[]): void {
    this.recordings = sides.map((side, k) => new Recording(side, this.page.curves.length, generations[k]));
    this.clock.time = Math.min(this.clock.time, this.recordings[0].weeks);
    if (this.focus && !this.exists(this.focus.focus)) this.focus = null;
    this.changed();
  }

  steps(side: number, generation: number, since: number, steps: Step[]): void {
    this.recordings[side].restart(since, generation, steps);
    this.changed();
  }

  block(block: Block): void {
    if (this.recordings[block.side]?.add(block)) this.changed();
  }

  file(name: string, text: string, kind: string): void {
    download(name, text, kind);
  }

  error(message: { fr: string; en: string }): void {
    this.notice = message[lang()];
    for (const recording of this.recordings) recording.steps = recording.taken;
    this.changed();
  }

  connected(yes: boolean): void {
    this.notice = yes ? "" : t("player.lost");
    this.changed();
  }

  // What people do.

  /** Play two scenarios from the beginning, with no change. */
  start(a: string, b: string, seed = this.chosen.seed, weeks = this.page.start?.weeks ?? 104): void {
    this.chosen = { a, b, seed, weeks };
    this.clock.pause();
    this.clock.time = 0;
    this.focus = null;
    this.live?.send({ do: "open", ...this.chosen, steps_a: [], steps_b: [] });
    this.changed();
  }

  /** Give a side exactly these changes. */
  change(side: number, steps: Step[]): void {
    const recording = this.recordings[side];
    if (!this.live || !recording || same(steps, recording.steps)) return;
    if (steps.length > MOST_STEPS) {
      this.notice = t("player.too_many_steps", { most: MOST_STEPS });
      this.changed();
      return;
    }
    recording.steps = steps;
    this.live.send({ do: "steps", side, steps });
    this.changed();
  }

  /** Add one change now; a lever moved again in the same week takes the place of its last move. */
  add(side: number, step: Omit<Step, "week">): void {
    const recording = this.recordings[side];
    if (!recording) return;
    const week = Math.min(this.clock.week, recording.weeks - 1);
    const last = recording.steps[recording.steps.length - 1];
    const again = last && step.lever && last.lever === step.lever && last.week === week;
    const before = again ? recording.steps.slice(0, -1) : recording.steps;
    const steps = [...before, { week, ...step }].sort((one, other) => one.week - other.week);
    this.change(side, steps);
  }

  undo(side: number, place: number): void {
    this.change(side, this.recordings[side].steps.filter((_, k) => k !== place));
  }

  look(side: number, focus: Focus | null): void {
    this.focus = focus ? { side, focus } : null;
    this.changed();
  }

  // Scenes.

  begin(scene: Scene): void {
    this.scene = { scene, step: 0 };
    this.predicting = false;
    this.bet = null;
    this.start(scene.a, scene.b, scene.seed, scene.weeks);
    this.enter();
  }

  leave(): void {
    this.scene = null;
    this.clock.pause();
    this.predicting = false;
    this.changed();
  }

  turn(by: number): void {
    if (!this.scene) return;
    const step = this.scene.step + by;
    if (step < 0 || step >= this.scene.scene.steps.length) return;
    this.scene = { ...this.scene, step };
    this.enter();
  }

  private enter(): void {
    const { scene, step } = this.scene!;
    const now = scene.steps[step];
    this.clock.pause();
    now.steps.forEach((steps, side) => this.changeWhenOpen(side, steps));
    if (now.week !== null) this.clock.time = now.week;
    if (now.curve) this.curve = now.curve;
    if (now.predict) [this.predicting, this.bet] = [true, null];
    if (now.reveal) this.predicting = false;
    this.focus = now.focus && (!this.recordings.length || this.exists(now.focus)) ? { side: 1, focus: now.focus } : null;
    this.opening = now.open ?? (now.focus && now.focus.kind !== "committee" ? "card" : null);
    if (now.play_to !== null && now.play_to > this.clock.time) this.clock.play(now.play_to);
    this.changed();
  }

  private changeWhenOpen(side: number, steps: Step[]): void {
    const recording = this.recordings[side];
    if (recording && recording.facts.name === (side ? this.chosen.b : this.chosen.a)) this.change(side, steps);
    else if (steps.length) this.live?.send({ do: "steps", side, steps });
  }

  private exists(focus: Focus): boolean {
    const facts = this.recordings[0].facts;
    const most = { household: facts.buildings.length, partner: facts.partners.length, worker: facts.posts, committee: 1 };
    return focus.place < most[focus.kind];
  }

  title(side: number): string {
    const recording = this.recordings[side];
    return recording ? said(recording.facts.title) : "";
  }
}

function same(one: Step[], other: Step[]): boolean {
  return JSON.stringify(one.map(keyed)) === JSON.stringify(other.map(keyed));
}

function keyed(step: Step): unknown[] {
  return [step.week, step.lever ?? null, step.value ?? null, step.event ?? null, step.partner ?? null];
}
