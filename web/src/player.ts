// What every part of the page shares: the two recordings, the clock, who is looked at, and what is asked of the source.

import { Clock } from "./clock";
import type { Focus, PageFacts, Scene, SideFacts, Step } from "./facts";
import type { Block } from "./block";
import { Recording, firstChange } from "./recording";
import { Live, type Heard, type Refusal } from "./source";
import { lang, said, t } from "./words";
import { download, there } from "./dom";

const MOST_STEPS = 60;

export type Choice = "a" | "b" | "same";

/** What the group bets on: an outcome at a week. choice: none until it has chosen. */
export interface Bet {
  curve: string;
  week: number;
  choice: Choice | null;
}

interface Chosen {
  a: string;
  b: string;
  seed: number;
  weeks: number;
}

interface Opened {
  recordings: Recording[];
  chosen: Chosen;
  scene: { scene: Scene; step: number } | null;
}

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
  chosen: Chosen = { a: "", b: "", seed: 1, weeks: 104 };
  /** The changes that each side must have, whether the source has them yet or not. */
  private wanted: [Step[], Step[]] = [[], []];
  /** What was open before what is being opened. */
  private before: Opened | null = null;
  /** Bumped when anything but the week changes: panels are drawn again. */
  version = 0;

  constructor(readonly page: PageFacts) {
    this.curve = page.curves[0].name;
    if (page.start) this.chosen = chosen(page.start);
  }

  connect(): void {
    this.live = new Live(this, () => ({ ...this.chosen, steps_a: this.wanted[0], steps_b: this.wanted[1] }));
  }

  loaded(): number {
    return this.recordings.length ? Math.max(0, Math.min(...this.recordings.map((one) => one.loaded))) : 0;
  }

  /** The week that the page shows and speaks of: the clock's, or the last one that has come. */
  get week(): number {
    return Math.min(this.clock.week, this.loaded());
  }

  /** The clock asks for weeks that have not come. */
  get waiting(): boolean {
    if (this.recordings.length < 2) return this.live !== null;
    const last = this.loaded();
    return this.clock.week > last || (this.clock.playing && this.clock.time >= last + 0.9 && last < this.recordings[0].weeks);
  }

  changed(): void {
    this.version++;
  }

  // What the source says.

  open(sides: SideFacts[], generations: number[], asked: Chosen): void {
    if (JSON.stringify(chosen(asked)) !== JSON.stringify(this.chosen)) return; // something else was asked for since
    const wanted = this.wanted;
    this.recordings = sides.map((side, k) => new Recording(side, this.page.curves.length, generations[k]));
    this.before = null;
    this.clock.time = Math.min(this.clock.time, this.recordings[0].weeks);
    if (this.focus && !this.exists(this.focus.focus, this.focus.side)) this.focus = null;
    if (this.live) wanted.forEach((steps, side) => this.change(side, steps));
    this.changed();
  }

  steps(side: number, generation: number, since: number, steps: Step[]): void {
    this.recordings[side]?.restart(since, generation, steps);
    this.changed();
  }

  block(block: Block): void {
    if (this.recordings[block.side]?.add(block)) this.changed();
  }

  file(name: string, text: string, kind: string): void {
    download(name, text, kind);
  }

  error(message: Refusal): void {
    this.notice = message[lang()];
    if (!this.recordings.length && this.before) {
      Object.assign(this, this.before);
      this.before = null;
    }
    for (const [side, recording] of this.recordings.entries()) {
      if (message.side === undefined || message.side === side) recording.refused();
      this.wanted[side] = recording.steps;
    }
    this.changed();
  }

  connected(yes: boolean): void {
    this.notice = yes ? "" : t("player.lost");
    this.changed();
  }

  // What people do.

  /** Play two scenarios from the beginning, with these changes (none). */
  start(a: string, b: string, seed = this.chosen.seed, weeks = this.page.start?.weeks ?? 104, steps: [Step[], Step[]] = [[], []]): void {
    if (this.recordings.length) this.before = { recordings: this.recordings, chosen: this.chosen, scene: this.scene };
    this.chosen = { a, b, seed, weeks };
    this.recordings = [];
    this.wanted = [...steps];
    this.clock.pause();
    this.clock.time = 0;
    this.focus = null;
    this.predicting = false;
    this.bet = null;
    this.live?.send({ do: "open", ...this.chosen, steps_a: steps[0], steps_b: steps[1] });
    this.changed();
  }

  /** Give a side exactly these changes. */
  change(side: number, steps: Step[]): void {
    const recording = this.recordings[side];
    if (!this.live) return;
    if (steps.length > MOST_STEPS) {
      this.notice = t("player.too_many_steps", { most: MOST_STEPS });
      this.changed();
      return;
    }
    this.wanted[side] = steps;
    if (!recording || firstChange(steps, recording.steps) === Infinity) return;
    recording.ask(steps);
    this.live.send({ do: "steps", side, steps });
    this.changed();
  }

  /** Add one change now; a lever moved again in the same week takes the place of its last move. */
  add(side: number, step: Omit<Step, "week">): void {
    const recording = this.recordings[side];
    if (!recording) return;
    const week = Math.min(this.week, recording.weeks - 1);
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

  /** Hide the curves and bet on the first one, at its last week unless the group says another. */
  predict(week: number | null = null): void {
    this.predicting = true;
    this.bet = { curve: this.curve, week: week ?? this.recordings[0]?.weeks ?? this.chosen.weeks, choice: null };
    this.changed();
  }

  closeBet(): void {
    this.bet = null;
    this.changed();
  }

  /** Show the curves; a bet that was made stays beside them. */
  reveal(): void {
    this.predicting = false;
    if (this.bet?.choice === null) this.bet = null;
    this.changed();
  }

  // Scenes.

  begin(scene: Scene): void {
    this.start(scene.a, scene.b, scene.seed, scene.weeks, scene.steps[0].steps);
    this.scene = { scene, step: 0 };
    this.enter();
  }

  leave(): void {
    this.scene = null;
    this.clock.pause();
    this.reveal();
  }

  turn(by: number): void {
    if (!this.scene) return;
    const step = this.scene.step + by;
    if (step < 0 || step >= this.scene.scene.steps.length) return;
    this.scene = { ...this.scene, step };
    this.enter();
  }

  private enter(): void {
    const { scene, step } = there(this.scene, "scene");
    const now = scene.steps[step];
    this.clock.pause();
    now.steps.forEach((steps, side) => this.change(side, steps));
    if (now.week !== null) this.clock.time = now.week;
    if (now.curve) this.curve = now.curve;
    if (now.predict) this.predict(now.judge);
    if (now.reveal) this.reveal();
    const shown = now.focus && { side: now.focus.side, focus: { kind: now.focus.kind, place: now.focus.place } };
    this.focus = shown && (!this.recordings.length || this.exists(shown.focus, shown.side)) ? shown : null;
    this.opening = now.open ?? (now.focus && now.focus.kind !== "committee" ? "card" : null);
    if (now.play_to !== null && now.play_to > this.clock.time) this.clock.play(now.play_to);
    this.changed();
  }

  /** The one looked at, by its place on a side: partners are the same by seat, whatever else is in the list; null where there is nobody. */
  seenOn(side: number): Focus | null {
    if (!this.focus) return null;
    const { focus, side: from } = this.focus;
    if (side === from || !this.recordings.length) return focus;
    if (focus.kind !== "partner") return this.exists(focus, side) ? focus : null;
    const seat = this.recordings[from].facts.partners[focus.place].seat;
    const place = this.recordings[side].facts.partners.findIndex((partner) => partner.seat === seat);
    return place < 0 ? null : { kind: "partner", place };
  }

  private exists(focus: Focus, side: number): boolean {
    const facts = this.recordings[side].facts;
    const most = { household: facts.buildings.length, partner: facts.partners.length, worker: facts.posts, committee: 1 };
    return focus.place < most[focus.kind];
  }

  title(side: number): string {
    const recording = this.recordings[side];
    return recording ? said(recording.facts.title) : t("player.coming");
  }
}

/** In one order, so that what was asked and what was answered can be compared. */
function chosen({ a, b, seed, weeks }: Chosen): Chosen {
  return { a, b, seed, weeks };
}
