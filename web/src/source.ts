// Where recordings come from: a server that goes on simulating, or a hand-out that holds everything.

import { decode, type Block } from "./block";
import type { HandOut, SideFacts, Step } from "./facts";

export interface Heard {
  open(sides: SideFacts[], generations: number[], asked: Asked): void;
  steps(side: number, generation: number, since: number, steps: Step[]): void;
  block(block: Block): void;
  file(name: string, text: string, kind: string): void;
  error(message: Refusal): void;
  connected(yes: boolean): void;
}

/** What the source could not do, in both languages; side: whose changes it concerns. */
export interface Refusal {
  fr: string;
  en: string;
  side?: number;
}

export interface Asked {
  a: string;
  b: string;
  seed: number;
  weeks: number;
}

export interface Opening extends Asked {
  steps_a: Step[];
  steps_b: Step[];
}

type Said =
  | { is: "open"; sides: SideFacts[]; generations: number[]; asked: Asked }
  | { is: "steps"; side: number; generation: number; since: number; steps: Step[] }
  | { is: "saved"; files: { name: string; text: string }[] }
  | { is: "hand_out"; name: string; html: string }
  | ({ is: "error" } & Refusal)
  | { is: "done" };

export class Live {
  private socket: WebSocket | null = null;
  private waiting: string[] = [];
  private patience = 250;

  constructor(private readonly heard: Heard, private readonly opening: () => Opening) {
    this.connect();
  }

  send(message: object): void {
    const text = JSON.stringify(message);
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text);
    else this.waiting = [...this.waiting.slice(-20), text];
  }

  private connect(): void {
    const socket = new WebSocket(`ws://${location.host}/socket`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.patience = 250;
      this.heard.connected(true);
      this.waiting = [];
      this.send({ do: "open", ...this.opening() });
    };
    socket.onmessage = (event: MessageEvent<ArrayBuffer | string>) => {
      if (typeof event.data !== "string") this.heard.block(decode(event.data));
      else this.hear(JSON.parse(event.data));
    };
    socket.onclose = () => {
      this.heard.connected(false);
      this.patience = Math.min(4000, this.patience * 2);
      setTimeout(() => this.connect(), this.patience);
    };
    this.socket = socket;
  }

  private hear(message: Said): void {
    if (message.is === "open") this.heard.open(message.sides, message.generations, message.asked);
    else if (message.is === "steps") this.heard.steps(message.side, message.generation, message.since, message.steps);
    else if (message.is === "saved") for (const file of message.files) this.heard.file(file.name, file.text, "text/yaml");
    else if (message.is === "hand_out") this.heard.file(message.name, message.html, "text/html");
    else if (message.is === "error") this.heard.error(message);
  }
}

/** Both recordings of a hand-out, unpacked by the browser itself. */
export async function unpack(handOut: HandOut): Promise<Block[]> {
  return Promise.all(
    handOut.blocks.map(async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return decode(await new Response(stream).arrayBuffer());
    }),
  );
}
