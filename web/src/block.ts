// The bytes of a recording, as hlmsim/interface/web/block.py writes them (its docstring gives the layout).

export const VERSION = 2;
export const NEEDS = ["none", "in_service", "on_the_way", "unmet", "crisis"] as const;
export const CODES = [
  "moved_in", "opened", "known", "hearsay", "cold", "active", "warm", "appointment", "gave_up",
  "crisis", "resolved", "faded", "visit", "accompanied",
] as const;
export const JOURNAL = 32;
export const NOBODY = 65535;
export const NOTHING = 255;
export const HOUSEHOLD = 4;
export const POST = 6;
export const PARTNER = 5;
const HEADER = 30;
const LINE = 8;

export interface Line {
  week: number;
  code: number;
  domain: number;
  subject: number;
  other: number;
}

export interface Block {
  side: number;
  first: number;
  weeks: number;
  people: number;
  posts: number;
  partners: number;
  ties: number;
  curves: number;
  generation: number;
  outcomes: Float32Array;
  lines: Line[];
  household: Uint8Array;
  post: Uint8Array;
  partner: Uint8Array;
  tie: Uint8Array;
}

/** The block in these bytes. Throws when they are none of this version. */
export function decode(bytes: ArrayBuffer): Block {
  const view = new DataView(bytes);
  const text = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(3, bytes.byteLength)));
  if (bytes.byteLength < HEADER || text !== "HLM" || view.getUint8(3) !== VERSION) {
    throw new Error("no block of this version");
  }
  const [side, first, weeks, people, posts, partners, curves] = Array.from({ length: 7 }, (_, k) =>
    view.getUint16(4 + 2 * k, true),
  );
  const [ties, generation, count] = Array.from({ length: 3 }, (_, k) => view.getUint32(18 + 4 * k, true));
  let place = HEADER;
  const outcomes = new Float32Array(weeks * curves);
  for (let k = 0; k < outcomes.length; k++, place += 4) outcomes[k] = view.getFloat32(place, true);
  const lines: Line[] = [];
  for (let k = 0; k < count; k++, place += LINE) {
    lines.push({
      week: view.getUint16(place, true),
      code: view.getUint8(place + 2),
      domain: view.getUint8(place + 3),
      subject: view.getUint16(place + 4, true),
      other: view.getUint16(place + 6, true),
    });
  }
  const next = (length: number) => {
    const part = new Uint8Array(bytes, place, length);
    place += length;
    return part;
  };
  const wanted = place + weeks * (people * HOUSEHOLD + posts * POST + partners * PARTNER + ties);
  if (wanted !== bytes.byteLength) throw new Error(`${bytes.byteLength} bytes where ${wanted} belong`);
  const household = next(weeks * people * HOUSEHOLD);
  const post = next(weeks * posts * POST);
  const partner = next(weeks * partners * PARTNER);
  const tie = next(weeks * ties);
  return {
    side, first, weeks, people, posts, partners, ties, curves, generation, outcomes, lines, household, post, partner, tie,
  };
}
