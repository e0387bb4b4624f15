// One network on a canvas. What a week shows is drawn once, on a picture of its own; each frame copies that picture and
// moves the contacts of the week over it.

import { pen, there } from "./dom";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomTransform } from "d3-zoom";
import { CODES, JOURNAL, NEEDS, NOBODY } from "./block";
import type { Focus } from "./facts";
import { INNER, OUTER, RING, layOut, workerPlace, type Layout, type Point } from "./layout";
import { BLUE, GREEN, GREY, INK, PALE, drawLevel, drawNeed, drawPartner, drawWorker } from "./marks";
import type { Recording } from "./recording";
import { said, t, tn } from "./words";

export type Shown = "need" | "security" | "trust" | "agency";
export const SHOWN: Shown[] = ["need", "security", "trust", "agency"];

const WEAKEST = 0.12;
const FADED = 0.13;
const VISIT = CODES.indexOf("visit");
const ACCOMPANIED = CODES.indexOf("accompanied");
const APPOINTMENT = CODES.indexOf("appointment");

interface Trip {
  from: Point;
  to: Point;
  colour: string;
}

export class Network {
  shown: Shown = "need";
  focus: Focus | null = null;
  still = false;
  private week = 0; // in the picture
  private recording: Recording | null = null;
  private layout: Layout | null = null;
  private readonly picture = document.createElement("canvas");
  private drawn = ""; // what the picture depends on, written out: another text, another picture
  private part = 0; // how far the moving dots are, of the way of their week
  private trips: Trip[] = [];
  private view: ZoomTransform = zoomIdentity;
  private width = 0;
  private height = 0;

  constructor(readonly canvas: HTMLCanvasElement, private readonly chosen: (focus: Focus | null) => void) {
    const behaviour = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([1, 12])
      .on("zoom", (event: { transform: ZoomTransform }) => (this.view = event.transform));
    select(canvas).call(behaviour).on("dblclick.zoom", () => select(canvas).call(behaviour.transform, zoomIdentity));
    canvas.addEventListener("click", (event) => this.chosen(this.at(event.offsetX, event.offsetY)));
  }

  /** Show nothing: what was shown is no longer what was asked for. */
  clear(): void {
    this.recording = null;
    this.drawn = "";
    pen(this.canvas).clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  play(recording: Recording): void {
    this.recording = recording;
    this.layout = layOut(recording.facts);
    this.drawn = "";
  }

  /** Draw a moment: `time` in weeks; its whole part is the week shown, the rest how far the week has gone. */
  draw(time: number): void {
    const { recording } = this;
    if (!recording || recording.loaded < 0) return;
    const week = Math.min(Math.floor(time), recording.loaded);
    this.fit();
    const { k, x, y } = this.view;
    const key = [recording.generation, week, this.shown, this.still, k, x, y, this.width, this.height, JSON.stringify(this.focus)].join();
    const fresh = key !== this.drawn;
    if (fresh) this.paint(recording, week);
    const part = this.trips.length ? time - Math.floor(time) : 0;
    if (!fresh && part === this.part) return; // nothing moves: the picture stands
    [this.drawn, this.week, this.part] = [key, week, part];
    const c = pen(this.canvas);
    c.reset();
    c.drawImage(this.picture, 0, 0);
    this.move(c, part);
  }

  /** What stands under a place of the canvas. */
  at(x: number, y: number): Focus | null {
    const { recording, layout } = this;
    if (!recording || !layout) return null;
    const week = Math.max(0, Math.min(this.week, recording.loaded));
    let best: Focus | null = null;
    let nearest = Infinity;
    const near = (focus: Focus, point: Point, reach: number) => {
      const distance = Math.hypot(this.sx(point) - x, this.sy(point) - y);
      if (distance < Math.max(reach, 9) && distance < nearest) [best, nearest] = [focus, distance];
    };
    layout.households.forEach((point, place) => near({ kind: "household", place }, point, this.size()));
    layout.partners.forEach((point, place) => {
      if (recording.member(week, place).present) near({ kind: "partner", place }, point, this.scale() * 0.05);
    });
    this.workers(recording, week).forEach(({ w, point }) => near({ kind: "worker", place: w }, point, this.scale() * 0.06));
    return best;
  }

  /** Everybody whom the keyboard can reach, workers first. */
  reachable(): Focus[] {
    const { recording, layout } = this;
    if (!recording || !layout) return [];
    const week = Math.max(0, Math.min(this.week, recording.loaded));
    const partners = layout.partners.flatMap((_, place) =>
      recording.member(week, place).present ? [{ kind: "partner", place } as Focus] : [],
    );
    return [
      ...this.workers(recording, week).map(({ w }) => ({ kind: "worker", place: w }) as Focus),
      ...partners,
      ...layout.households.map((_, place) => ({ kind: "household", place }) as Focus),
    ];
  }

  /** In words, for those who do not see it. */
  summary(week: number): string {
    const { recording } = this;
    if (!recording || recording.loaded < 0) return "";
    const now = Math.min(week, recording.loaded);
    const count = NEEDS.map(() => 0);
    for (let i = 0; i < recording.people; i++) count[recording.need(now, i)]++;
    const members = recording.facts.partners.filter((_, m) => recording.member(now, m).member).length;
    const workers = this.workers(recording, now).filter(({ w }) => recording.worker(now, w).filled).length;
    return t("player.summary", {
      week: now, workers, members: tn("player.member_partners", members), households: tn("player.of_households", recording.people),
      unmet: count[NEEDS.indexOf("unmet")], crisis: count[NEEDS.indexOf("crisis")],
      served: count[NEEDS.indexOf("in_service")] + count[NEEDS.indexOf("on_the_way")],
    });
  }

  private fit(): void {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === this.width && clientHeight === this.height) return;
    [this.width, this.height] = [clientWidth, clientHeight];
    for (const canvas of [this.canvas, this.picture]) {
      canvas.width = Math.max(1, Math.round(clientWidth * ratio));
      canvas.height = Math.max(1, Math.round(clientHeight * ratio));
    }
  }

  private ratio(): number {
    return this.width ? this.canvas.width / this.width : 1;
  }

  private scale(): number {
    return (Math.min(this.width, this.height) / 2) * 0.985 * this.view.k;
  }

  private sx(point: Point): number {
    return this.view.x + (this.width / 2) * this.view.k + point.x * this.scale();
  }

  private sy(point: Point): number {
    return this.view.y + (this.height / 2) * this.view.k + point.y * this.scale();
  }

  private size(): number {
    return Math.max(2, there(this.layout, "layout").spacing * 0.36 * this.scale());
  }

  private workers(recording: Recording, week: number): { w: number; point: Point }[] {
    const funded = Array.from({ length: recording.facts.posts }, (_, w) => w).filter((w) => recording.worker(week, w).funded);
    return funded.map((w, place) => ({ w, point: workerPlace(place, funded.length) }));
  }

  private paint(recording: Recording, week: number): void {
    const c = pen(this.picture);
    const ratio = this.ratio();
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, this.width, this.height);
    c.lineCap = "round";
    const stays = this.neighbours(recording, week);
    this.paintPlaces(c, recording, week);
    this.paintTies(c, recording, week, stays);
    this.paintHouseholds(c, recording, week, stays);
    this.paintActors(c, recording, week, stays);
    c.globalAlpha = 1;
    this.trips = this.still ? [] : this.trace(recording, week, stays);
  }

  private paintPlaces(c: CanvasRenderingContext2D, recording: Recording, week: number): void {
    const centre = { x: 0, y: 0 };
    const [x, y, s] = [this.sx(centre), this.sy(centre), this.scale()];
    c.fillStyle = "#f2f0ea";
    for (const { start, end } of there(this.layout, "layout").buildings) {
      c.beginPath();
      c.arc(x, y, s * OUTER, start - 0.015, end + 0.015);
      c.arc(x, y, s * (INNER - 0.01), end + 0.015, start - 0.015, true);
      c.fill();
    }
    const members = recording.facts.partners.flatMap((_, m) => {
      const member = recording.member(week, m);
      return member.member ? [member.commitment] : [];
    });
    c.beginPath();
    c.arc(x, y, s * RING, 0, 2 * Math.PI);
    if (members.length) {
      const mean = members.reduce((sum, one) => sum + one, 0) / members.length;
      c.strokeStyle = `rgba(0, 114, 178, ${0.15 + 0.35 * mean})`;
      c.lineWidth = Math.max(2, s * 0.05 * mean);
    } else {
      c.strokeStyle = PALE;
      c.lineWidth = 1;
      c.setLineDash([4, 4]);
    }
    c.stroke();
    c.setLineDash([]);
  }

  private paintTies(c: CanvasRenderingContext2D, recording: Recording, week: number, stays: Stays | null): void {
    const layout = there(this.layout, "layout");
    const { pairs, partners } = recording.facts;
    for (let k = 0; k < pairs.length / 2; k++) {
      const strength = recording.tenantTie(week, k);
      if (strength < WEAKEST) continue;
      const [i, j] = [pairs[2 * k], pairs[2 * k + 1]];
      const kept = !stays || (stays.households.has(i) && stays.households.has(j));
      this.line(c, layout.households[i], layout.households[j], GREY, 1, kept ? 0.15 + 0.35 * strength : FADED * 0.4);
    }
    for (let a = 0; a < partners.length; a++) {
      if (!recording.member(week, a).present) continue;
      for (let b = a + 1; b < partners.length; b++) {
        const strength = recording.partnerTie(week, a, b);
        if (strength < WEAKEST || !recording.member(week, b).present) continue;
        const kept = !stays || (stays.partners.has(a) && stays.partners.has(b));
        const alpha = kept ? 0.1 + 0.6 * strength : FADED * 0.4;
        this.line(c, layout.partners[a], layout.partners[b], BLUE, 0.6 + 2.6 * strength, alpha);
      }
    }
    for (const { w, point } of this.workers(recording, week)) {
      if (!recording.worker(week, w).filled) continue;
      for (let m = 0; m < partners.length; m++) {
        const strength = recording.workerTie(week, w, m);
        if (strength < WEAKEST || !recording.member(week, m).present) continue;
        const kept = !stays || (stays.workers.has(w) && stays.partners.has(m));
        const alpha = kept ? 0.2 + 0.6 * strength : FADED * 0.4;
        this.line(c, point, layout.partners[m], INK, 0.6 + 2.6 * strength, alpha);
      }
      for (let i = 0; i < recording.people; i++) {
        if (recording.accompanying(week, i) !== w) continue;
        const kept = !stays || (stays.workers.has(w) && stays.households.has(i));
        this.line(c, point, layout.households[i], GREEN, 1.3, kept ? 0.55 : FADED * 0.5);
      }
    }
  }

  private paintHouseholds(c: CanvasRenderingContext2D, recording: Recording, week: number, stays: Stays | null): void {
    const r = this.size();
    for (let i = 0; i < recording.people; i++) {
      const point = there(this.layout, "layout").households[i];
      const [x, y] = [this.sx(point), this.sy(point)];
      if (x < -r || y < -r || x > this.width + r || y > this.height + r) continue;
      c.globalAlpha = !stays || stays.households.has(i) ? 1 : FADED;
      if (this.shown === "need") drawNeed(c, recording.need(week, i), x, y, r);
      else drawLevel(c, recording[this.shown](week, i), x, y, r);
      if (recording.newcomer(week, i)) this.halo(c, x, y, r * 1.5, GREY, [2, 2]);
      if (this.focus?.kind === "household" && this.focus.place === i) this.halo(c, x, y, r * 1.9, INK, []);
    }
  }

  private paintActors(c: CanvasRenderingContext2D, recording: Recording, week: number, stays: Stays | null): void {
    const r = Math.max(6, this.scale() * 0.042);
    recording.facts.partners.forEach((partner, m) => {
      const member = recording.member(week, m);
      if (!member.present) return;
      const point = there(this.layout, "layout").partners[m];
      c.globalAlpha = !stays || stays.partners.has(m) ? 1 : FADED;
      drawPartner(c, partner.sector, member.member, this.sx(point), this.sy(point), r);
      if (this.focus?.kind === "partner" && this.focus.place === m) this.halo(c, this.sx(point), this.sy(point), r * 1.6, INK, []);
      const named = this.view.k >= 2 || (stays !== null && this.focus?.kind !== "committee" && stays.partners.has(m) && stays.partners.size < 8);
      if (named || (this.focus?.kind === "partner" && this.focus.place === m)) this.label(c, said(partner.label), point, r);
    });
    for (const { w, point } of this.workers(recording, week)) {
      const worker = recording.worker(week, w);
      c.globalAlpha = !stays || stays.workers.has(w) ? 1 : FADED;
      drawWorker(c, worker.filled, worker.leaving, this.sx(point), this.sy(point), r * 1.35);
      if (this.focus?.kind === "worker" && this.focus.place === w) this.halo(c, this.sx(point), this.sy(point), r * 2, INK, []);
    }
  }

  private label(c: CanvasRenderingContext2D, text: string, point: Point, r: number): void {
    c.font = "12px system-ui, sans-serif";
    const right = point.x >= 0;
    c.textAlign = right ? "left" : "right";
    c.lineWidth = 3;
    c.strokeStyle = "#ffffff";
    c.fillStyle = INK;
    const long = c.measureText(text).width + 2;
    const beside = this.sx(point) + (right ? r + 4 : -r - 4);
    const x = right ? Math.min(beside, this.width - long) : Math.max(beside, long);
    c.strokeText(text, x, this.sy(point) + 4);
    c.fillText(text, x, this.sy(point) + 4);
  }

  private halo(c: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string, dash: number[]): void {
    c.beginPath();
    c.setLineDash(dash);
    c.arc(x, y, r, 0, 2 * Math.PI);
    c.strokeStyle = colour;
    c.lineWidth = dash.length ? 1 : 2.5;
    c.stroke();
    c.setLineDash([]);
  }

  private line(c: CanvasRenderingContext2D, from: Point, to: Point, colour: string, width: number, alpha: number): void {
    c.globalAlpha = alpha;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    c.moveTo(this.sx(from), this.sy(from));
    c.lineTo(this.sx(to), this.sy(to));
    c.stroke();
  }

  /** Who stays when one is looked at: herself and those she is tied to. */
  private neighbours(recording: Recording, week: number): Stays | null {
    const { focus } = this;
    if (!focus) return null;
    const stays: Stays = { households: new Set(), partners: new Set(), workers: new Set() };
    const { pairs, partners } = recording.facts;
    const workers = this.workers(recording, week).map(({ w }) => w);
    if (focus.kind === "committee") {
      partners.forEach((_, m) => recording.member(week, m).member && stays.partners.add(m));
      workers.forEach((w) => stays.workers.add(w));
    } else if (focus.kind === "household") {
      stays.households.add(focus.place);
      for (let k = 0; k < pairs.length / 2; k++) {
        if (recording.tenantTie(week, k) < WEAKEST) continue;
        if (pairs[2 * k] === focus.place) stays.households.add(pairs[2 * k + 1]);
        if (pairs[2 * k + 1] === focus.place) stays.households.add(pairs[2 * k]);
      }
      const post = recording.accompanying(week, focus.place);
      if (post >= 0) stays.workers.add(post);
      for (const line of this.lately(recording, week, focus.place)) {
        if (line.other === NOBODY || line.code >= JOURNAL) continue;
        if (line.code === VISIT || line.code === ACCOMPANIED) stays.workers.add(line.other);
        else stays.partners.add(line.other);
      }
    } else if (focus.kind === "worker") {
      stays.workers.add(focus.place);
      partners.forEach((_, m) => recording.workerTie(week, focus.place, m) >= WEAKEST && stays.partners.add(m));
      for (let i = 0; i < recording.people; i++) {
        if (recording.accompanying(week, i) === focus.place) stays.households.add(i);
      }
    } else {
      stays.partners.add(focus.place);
      partners.forEach((_, m) => m !== focus.place && recording.partnerTie(week, focus.place, m) >= WEAKEST && stays.partners.add(m));
      workers.forEach((w) => recording.workerTie(week, w, focus.place) >= WEAKEST && stays.workers.add(w));
    }
    return stays;
  }

  private lately(recording: Recording, week: number, household: number) {
    const found = [];
    for (let past = Math.max(0, week - 26); past <= week; past++) {
      found.push(...recording.lines(past).filter((line) => line.subject === household));
    }
    return found;
  }

  /** The contacts of a week: from worker to household, from household to the service. */
  private trace(recording: Recording, week: number, stays: Stays | null): Trip[] {
    const places = new Map(this.workers(recording, week).map(({ w, point }) => [w, point]));
    const layout = there(this.layout, "layout");
    const trips: Trip[] = [];
    for (const line of recording.lines(week)) {
      if (line.code >= JOURNAL || line.other === NOBODY || (stays && !stays.households.has(line.subject))) continue;
      const home = layout.households[line.subject];
      const worker = places.get(line.other);
      if ((line.code === VISIT || line.code === ACCOMPANIED) && worker) trips.push({ from: worker, to: home, colour: INK });
      if (line.code === APPOINTMENT) trips.push({ from: home, to: layout.partners[line.other], colour: GREEN });
    }
    return trips;
  }

  private move(c: CanvasRenderingContext2D, part: number): void {
    c.scale(this.ratio(), this.ratio());
    const r = Math.max(2.2, this.scale() * 0.012);
    for (const { from, to, colour } of this.trips) {
      const x = this.sx(from) + (this.sx(to) - this.sx(from)) * part;
      const y = this.sy(from) + (this.sy(to) - this.sy(from)) * part;
      c.fillStyle = colour;
      c.beginPath();
      c.arc(x, y, r, 0, 2 * Math.PI);
      c.fill();
    }
  }
}

interface Stays {
  households: Set<number>;
  partners: Set<number>;
  workers: Set<number>;
}
