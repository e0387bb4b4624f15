// A picture and a film of what is on the page.

import { download, pen } from "./dom";
import { BLUE, INK, RED } from "./marks";
import { t } from "./words";

export interface Pieces {
  networks: HTMLCanvasElement[];
  titles: string[];
  curves: { title: string; canvas: HTMLCanvasElement }[];
  week: number;
}

const WIDTH = 1600;
const HEIGHT = 1000;

/** Everything on one canvas, 1600 × 1000. */
export function compose(canvas: HTMLCanvasElement, pieces: Pieces): void {
  if (canvas.width !== WIDTH) [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const c = pen(canvas);
  c.fillStyle = "#ffffff";
  c.fillRect(0, 0, WIDTH, HEIGHT);
  c.font = "600 24px system-ui, sans-serif";
  pieces.networks.forEach((network, k) => {
    const left = (k * WIDTH) / 2;
    c.fillStyle = k ? RED : BLUE;
    c.textAlign = "left";
    c.fillText(`${"AB"[k]}  ${pieces.titles[k]}`, left + 24, 40, WIDTH / 2 - 200);
    fit(c, network, left, 56, WIDTH / 2, 640);
  });
  c.fillStyle = INK;
  c.textAlign = "right";
  c.fillText(t("player.week", { week: pieces.week }), WIDTH - 24, 40);
  c.font = "18px system-ui, sans-serif";
  c.textAlign = "left";
  pieces.curves.forEach(({ title, canvas: curve }, k) => {
    const left = (k * WIDTH) / pieces.curves.length;
    c.fillStyle = INK;
    c.fillText(title, left + 24, 730, WIDTH / pieces.curves.length - 40);
    fit(c, curve, left + 10, 740, WIDTH / pieces.curves.length - 20, 215);
  });
  c.font = "15px system-ui, sans-serif";
  c.fillStyle = "#555555";
  c.fillText(t("player.one_run"), 24, HEIGHT - 16, WIDTH - 48);
}

function fit(c: CanvasRenderingContext2D, from: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
  if (!from.width || !from.height) return;
  const scale = Math.min(width / from.width, height / from.height);
  const [w, h] = [from.width * scale, from.height * scale];
  c.drawImage(from, x + (width - w) / 2, y + (height - h) / 2, w, h);
}

export function savePicture(pieces: Pieces): void {
  const canvas = document.createElement("canvas");
  compose(canvas, pieces);
  canvas.toBlob((blob) => blob && download(`hlmsim-${pieces.week}.png`, blob), "image/png");
}

/** Milliseconds that the end of a film may wait for its first picture. */
const PATIENCE = 20_000;

/** A film of the page, from now until it is stopped. No film is ever empty: a busy computer encodes its first picture
 * after seconds, and a film that is stopped before goes on until it has one. */
class Film {
  /** Asked to stop, not there yet. */
  stopping = false;
  private readonly canvas = document.createElement("canvas");
  private readonly recorder: MediaRecorder;
  private readonly parts: Blob[] = [];

  /** done: called once the film is saved (or could not be made). */
  constructor(first: Pieces, done: (saved: boolean) => void) {
    compose(this.canvas, first);
    const kind = ["video/webm;codecs=vp8", "video/webm;codecs=vp9", "video/webm", "video/mp4"].find((one) => MediaRecorder.isTypeSupported(one));
    if (!kind) throw new Error("no film");
    this.recorder = new MediaRecorder(this.canvas.captureStream(25), { mimeType: kind, videoBitsPerSecond: 6_000_000 });
    this.recorder.ondataavailable = (event) => {
      if (event.data.size) this.parts.push(event.data);
      if (this.stopping && this.parts.length) this.end();
    };
    this.recorder.onstop = () => {
      const ending = kind.startsWith("video/mp4") ? "mp4" : "webm";
      if (this.parts.length) download(`hlmsim.${ending}`, new Blob(this.parts, { type: kind }));
      done(this.parts.length > 0);
    };
    this.recorder.start(250);
  }

  frame(pieces: Pieces): void {
    compose(this.canvas, pieces);
  }

  stop(): void {
    this.stopping = true;
    if (this.parts.length) this.end();
    else setTimeout(() => this.end(), PATIENCE);
  }

  private end(): void {
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }
}

/** Films the page when asked. told: called when what it does changes; failed: no film could be made. */
export class Camera {
  private film: Film | null = null;

  constructor(private readonly pieces: () => Pieces, private readonly told: (failed: boolean) => void) {}

  toggle(): void {
    if (this.film) this.film.stop();
    else {
      try {
        this.film = new Film(this.pieces(), (saved) => {
          this.film = null;
          this.told(!saved);
        });
      } catch {
        this.told(true);
        return;
      }
    }
    this.told(false);
  }

  frame(): void {
    this.film?.frame(this.pieces());
  }

  /** Say on the button what it does now. */
  label(button: HTMLButtonElement): void {
    button.textContent = t(this.film ? "player.film_stop" : "player.film");
    button.disabled = this.film?.stopping ?? false;
  }
}
