// The same golden recording that Python's tests decode (tests/interface/web): a change of format must show in both.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { HOUSEHOLD, decode } from "../src/block";
import type { SideFacts } from "../src/facts";
import { Recording, leverAt } from "../src/recording";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf-8"));
const bytes = Uint8Array.from(Buffer.from(golden.block, "base64"));

function buffer(of: Uint8Array = bytes): ArrayBuffer {
  return of.buffer.slice(of.byteOffset, of.byteOffset + of.byteLength) as ArrayBuffer;
}

function facts(people: number, posts: number, partners: number, pairs: number, weeks: number): SideFacts {
  return {
    title: { fr: "", en: "" }, why: { fr: "", en: "" }, name: "x", weeks, seed: 1, buildings: Array(people).fill(0),
    types: Array(people).fill("family"), posts, pairs: Array(2 * pairs).fill(0), steps: [],
    partners: Array.from({ length: partners }, (_, seat) => ({ seat, label: { fr: "", en: "" }, kind: "school", sector: 1, domains: [] })),
    levers: { turnover: { value: 0.3, planned: [], low: 0, high: 1, step: 0.01, shown: "percent", group: "turnover", grade: "A", source: null } },
  };
}

describe("decode", () => {
  it("reads what Python wrote", () => {
    const block = decode(buffer());
    expect(block.first).toBe(golden.first);
    expect([block.side, block.generation]).toEqual([1, 7]);
    const marks = Array.from({ length: block.weeks }, (_, week) =>
      Array.from({ length: block.people }, (_, i) => block.household[(week * block.people + i) * HOUSEHOLD]));
    expect(marks).toEqual(golden.marks);
    expect(block.lines.map((line) => [line.week, line.code, line.domain, line.subject, line.other])).toEqual(golden.lines);
    golden.security.forEach((value: number, week: number) => expect(block.outcomes[week * block.curves + 1]).toBeCloseTo(value, 6));
  });

  it("refuses other bytes", () => {
    expect(() => decode(buffer(bytes.slice(0, 10)))).toThrow();
    expect(() => decode(buffer(bytes.slice(0, -1)))).toThrow();
    const other = bytes.slice();
    other[3] = 99;
    expect(() => decode(buffer(other))).toThrow("version");
  });
});

describe("a recording", () => {
  const block = decode(buffer());
  const pairs = block.ties - block.posts * block.partners - (block.partners * (block.partners - 1)) / 2;
  const recorded = () => new Recording(facts(block.people, block.posts, block.partners, pairs, block.weeks - 1), block.curves, 7);

  it("gives back every mark and line", () => {
    const recording = recorded();
    expect(recording.ties).toBe(block.ties);
    expect(recording.add(block)).toBe(true);
    expect(recording.loaded).toBe(block.weeks - 1);
    for (let week = 0; week < block.weeks; week++) {
      for (let i = 0; i < block.people; i++) {
        const mark = golden.marks[week][i];
        expect(recording.need(week, i)).toBe(mark & 7);
        expect(recording.support(week, i)).toBe((mark >> 3) & 3);
        expect(recording.participates(week, i)).toBe((mark & 32) > 0);
      }
    }
    const told = Array.from({ length: block.weeks }, (_, week) => recording.lines(week)).flat();
    expect(told.length).toBe(golden.lines.length);
    expect(recording.partnerTie(2, 3, 1)).toBe(recording.partnerTie(2, 1, 3));
  });

  it("leaves out a stale future and one that does not follow", () => {
    const recording = recorded();
    expect(recording.add({ ...block, generation: 6 })).toBe(false);
    expect(recording.add({ ...block, first: 1 })).toBe(false);
    expect(recording.loaded).toBe(-1);
    expect(recording.outcome(0, 0)).toBeNaN();
  });

  it("has the scenario's own later values of a lever in force", () => {
    const recording = recorded();
    recording.facts.levers.turnover.planned = [[3, 0.9], [6, 0.5]];
    recording.steps = [{ week: 2, lever: "turnover", value: 0.6 }, { week: 3, lever: "turnover", value: 0.1 }];
    expect([1, 2, 3, 6].map((week) => leverAt(recording, "turnover", week))).toEqual([0.3, 0.6, 0.1, 0.5]);
    expect(leverAt(recording, "turnover", 3, recording.steps.slice(0, 1))).toBe(0.9);
  });

  it("reads numbers of two bytes and posts beyond the fifteenth", () => {
    const recording = recorded();
    const household = block.household.slice();
    const post = block.post.slice();
    const partner = block.partner.slice();
    [household[2], household[3]] = [(household[2] & 240) | 7, 255];
    [post[2], post[3], post[4], post[5]] = [188, 2, 60, 2];
    [partner[3], partner[4]] = [132, 3];
    recording.add({ ...block, household, post, partner });
    expect(recording.accompanying(0, 0)).toBe(2046);
    expect(recording.worker(0, 0)).toMatchObject({ caseload: 700, tenure: 572 });
    expect(recording.member(0, 0).waiting).toBe(900);
  });

  it("keeps its past when it starts again from a week", () => {
    const recording = recorded();
    recording.add(block);
    const before = recording.outcome(1, 3);
    recording.restart(4, 8, [{ week: 4, lever: "turnover", value: 0.6 }]);
    expect(recording.loaded).toBe(4);
    expect(recording.outcome(1, 3)).toBe(before);
    expect(recording.outcome(1, 5)).toBeNaN();
    expect(leverAt(recording, "turnover", 3)).toBe(0.3);
    expect(leverAt(recording, "turnover", 4)).toBe(0.6);
  });
});
