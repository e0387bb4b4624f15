// The page's own clock: it never waits for Python. Time is in weeks; it stops where the recordings stop.

export const SPEEDS = [0.5, 1, 2, 4, 8];

export class Clock {
  time = 0;
  playing = false;
  speed = 2;
  /** Where to stop by itself, in weeks. */
  until: number | null = null;
  private before: number | null = null;

  constructor(private readonly last: () => number, private readonly end: () => number) {}

  get week(): number {
    return Math.floor(this.time + 1e-9);
  }

  play(until: number | null = null): void {
    if (this.time >= this.end()) this.time = 0;
    this.until = until;
    this.playing = true;
    this.before = null;
  }

  pause(): void {
    this.playing = false;
    this.until = null;
  }

  go(week: number): void {
    this.time = Math.max(0, Math.min(week, this.last()));
  }

  /** Go on by what a frame took; `now` in milliseconds. */
  tick(now: number): void {
    const passed = this.before === null ? 0 : Math.min(0.25, (now - this.before) / 1000);
    this.before = now;
    if (!this.playing) return;
    const stop = Math.min(this.until ?? Infinity, this.end());
    const next = Math.min(this.time + passed * this.speed, stop);
    this.time = Math.min(next, Math.max(this.time, this.last() + 0.999));
    if (this.time >= stop) {
      this.time = stop;
      this.pause();
    }
  }
}
