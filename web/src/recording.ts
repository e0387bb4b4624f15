// One side as the page holds it: every week that has come, and the lines of what befell.

import { HOUSEHOLD, PARTNER, POST, type Block, type Line } from "./block";
import type { SideFacts, Step } from "./facts";

export class Recording {
  readonly weeks: number;
  steps: Step[];
  /** The changes that the source has taken; `steps` may be ahead of it. */
  taken: Step[];
  generation: number;
  /** Changes asked of the source that it has not answered. */
  pending = 0;
  private arrived = -1;
  /** The last week that an unanswered change leaves as it is. */
  private held = Infinity;
  private readonly household: Uint8Array;
  private readonly post: Uint8Array;
  private readonly partner: Uint8Array;
  private readonly tie: Uint8Array;
  private readonly outcomes: Float32Array;
  private readonly told: Line[][];

  constructor(readonly facts: SideFacts, readonly curves: number, generation: number) {
    const weeks = facts.weeks + 1;
    this.weeks = facts.weeks;
    this.steps = this.taken = facts.steps;
    this.generation = generation;
    this.household = new Uint8Array(weeks * this.people * HOUSEHOLD);
    this.post = new Uint8Array(weeks * facts.posts * POST);
    this.partner = new Uint8Array(weeks * facts.partners.length * PARTNER);
    this.tie = new Uint8Array(weeks * this.ties);
    this.outcomes = new Float32Array(weeks * curves).fill(NaN);
    this.told = Array.from({ length: weeks }, () => []);
  }

  /** The last week that can be shown; -1 before the first. No week of a future that was given up is ever shown. */
  get loaded(): number {
    return Math.min(this.arrived, this.held);
  }

  get people(): number {
    return this.facts.buildings.length;
  }

  get ties(): number {
    const partners = this.facts.partners.length;
    return this.facts.posts * partners + (partners * (partners - 1)) / 2 + this.facts.pairs.length / 2;
  }

  /** Put a block in its place; blocks of a stale future are left out. */
  add(block: Block): boolean {
    if (block.generation !== this.generation || block.first > this.arrived + 1) return false;
    this.outcomes.set(block.outcomes, block.first * this.curves);
    this.household.set(block.household, block.first * this.people * HOUSEHOLD);
    this.post.set(block.post, block.first * this.facts.posts * POST);
    this.partner.set(block.partner, block.first * this.facts.partners.length * PARTNER);
    this.tie.set(block.tie, block.first * this.ties);
    for (let week = block.first; week < block.first + block.weeks; week++) this.told[week] = [];
    for (const line of block.lines) this.told[line.week].push(line);
    this.arrived = block.first + block.weeks - 1;
    return true;
  }

  /** Exactly these changes are asked of the source: what follows the first new one waits for its answer. */
  ask(steps: Step[]): void {
    this.steps = steps;
    this.pending++;
    this.held = Math.min(this.held, firstChange(this.taken, steps));
  }

  /** A new future from a week on: what came after it is stale. */
  restart(since: number, generation: number, steps: Step[]): void {
    this.generation = generation;
    this.taken = steps;
    this.arrived = Math.min(this.arrived, since === 0 ? -1 : since);
    this.answered();
  }

  /** The source refused a change: what it has taken before stays. */
  refused(): void {
    if (this.pending) this.answered();
  }

  private answered(): void {
    this.pending = Math.max(0, this.pending - 1);
    if (this.pending) return;
    this.steps = this.taken;
    this.held = Infinity;
  }

  outcome(curve: number, week: number): number {
    return week >= 0 && week <= this.loaded ? this.outcomes[week * this.curves + curve] : NaN;
  }

  lines(week: number): Line[] {
    return week <= this.loaded ? this.told[week] : [];
  }

  private byte(of: Uint8Array, size: number, count: number, week: number, place: number, part: number): number {
    return of[(week * count + place) * size + part];
  }

  need(week: number, i: number): number {
    return this.byte(this.household, HOUSEHOLD, this.people, week, i, 0) & 7;
  }

  /** 0: not met this week, 1: visited, 2: followed up, 3: accompanied to a service. */
  support(week: number, i: number): number {
    return (this.byte(this.household, HOUSEHOLD, this.people, week, i, 0) >> 3) & 3;
  }

  participates(week: number, i: number): boolean {
    return (this.byte(this.household, HOUSEHOLD, this.people, week, i, 0) & 32) > 0;
  }

  newcomer(week: number, i: number): boolean {
    return (this.byte(this.household, HOUSEHOLD, this.people, week, i, 0) & 64) > 0;
  }

  security(week: number, i: number): number {
    return (this.byte(this.household, HOUSEHOLD, this.people, week, i, 1) >> 4) / 15;
  }

  trust(week: number, i: number): number {
    return (this.byte(this.household, HOUSEHOLD, this.people, week, i, 1) & 15) / 15;
  }

  agency(week: number, i: number): number {
    return (this.byte(this.household, HOUSEHOLD, this.people, week, i, 2) >> 4) / 15;
  }

  /** The post that accompanies the household, -1: none. */
  accompanying(week: number, i: number): number {
    const at = (part: number) => this.byte(this.household, HOUSEHOLD, this.people, week, i, part);
    return 256 * (at(2) & 15) + at(3) - 1;
  }

  worker(week: number, w: number) {
    const at = (part: number) => this.byte(this.post, POST, this.facts.posts, week, w, part);
    return {
      filled: (at(0) & 1) > 0, funded: (at(0) & 2) > 0, leaving: (at(0) & 4) > 0,
      clarity: at(1) / 255, caseload: at(2) + 256 * at(3), tenure: at(4) + 256 * at(5),
    };
  }

  member(week: number, m: number) {
    const at = (part: number) => this.byte(this.partner, PARTNER, this.facts.partners.length, week, m, part);
    return {
      present: (at(0) & 1) > 0, member: (at(0) & 2) > 0, commitment: at(1) / 255, clarity: at(2) / 255,
      waiting: at(3) + 256 * at(4),
    };
  }

  /** Strengths, 0 to 1: of a worker and a partner, of two partners, of the k-th pair of tenants. */
  workerTie(week: number, w: number, m: number): number {
    return this.tie[week * this.ties + w * this.facts.partners.length + m] / 255;
  }

  partnerTie(week: number, one: number, other: number): number {
    const n = this.facts.partners.length;
    const [a, b] = one < other ? [one, other] : [other, one];
    const pair = a * n - (a * (a + 1)) / 2 + (b - a - 1);
    return this.tie[week * this.ties + this.facts.posts * n + pair] / 255;
  }

  tenantTie(week: number, k: number): number {
    const n = this.facts.partners.length;
    return this.tie[week * this.ties + this.facts.posts * n + (n * (n - 1)) / 2 + k] / 255;
  }
}

/** The week of the first change that one list has and the other has not; Infinity when they are equal. */
export function firstChange(one: Step[], other: Step[]): number {
  const known = (steps: Step[]) => steps.map((step) => JSON.stringify(keyed(step)));
  const [a, b] = [known(one), known(other)];
  let first = 0;
  while (first < a.length && first < b.length && a[first] === b[first]) first++;
  return Math.min(Infinity, ...[...one.slice(first), ...other.slice(first)].map((step) => step.week));
}

function keyed(step: Step): unknown[] {
  return [step.week, step.lever ?? null, step.value ?? null, step.event ?? null, step.partner ?? null];
}

/** A lever's value in force at a week: the scenario's, or the last of these changes. */
export function leverAt(recording: Recording, lever: string, week: number, steps: Step[] = recording.steps): number {
  let { value } = recording.facts.levers[lever];
  let since = 0;
  const take = (from: number, found: number) => {
    if (from <= week && from >= since) [since, value] = [from, found];
  };
  for (const [from, found] of recording.facts.levers[lever].planned) take(from, found);
  for (const step of steps) if (step.lever === lever && step.value !== undefined) take(step.week, step.value);
  return value;
}
