import { describe, expect, it } from "vitest";
import { Clock } from "../src/clock";
import type { PageFacts, SideFacts } from "../src/facts";
import { INNER, OUTER, layOut } from "../src/layout";
import { Player } from "../src/player";
import type { Recording } from "../src/recording";
import { difference, learn, level, percent, speak, t, tn } from "../src/words";

const texts = {
  fr: { "player.points": "{value} points", "x.one": "{count} visite", "x.other": "{count} visites", y: "semaine {week}" },
  en: { "player.points": "{value} points", "x.one": "{count} visit", "x.other": "{count} visits", y: "week {week}" },
};

describe("the clock", () => {
  it("goes at its speed, stops where it is told and never passes what has come", () => {
    let last = 10;
    const clock = new Clock(() => last, () => 20);
    clock.speed = 4;
    clock.play(6);
    for (let now = 0; now <= 5000; now += 100) clock.tick(now);
    expect(clock.time).toBe(6);
    expect(clock.playing).toBe(false);
    clock.play();
    for (let now = 0; now <= 5000; now += 100) clock.tick(now);
    expect(clock.week).toBe(10);
    expect(clock.playing).toBe(true);
    last = 20;
    for (let now = 5100; now <= 9000; now += 100) clock.tick(now);
    expect(clock.time).toBe(20);
    expect(clock.playing).toBe(false);
    clock.play();
    expect(clock.time).toBe(0);
  });

  it("does not leap after a pause of the browser", () => {
    const clock = new Clock(() => 100, () => 100);
    clock.speed = 2;
    clock.play();
    clock.tick(0);
    clock.tick(60_000);
    expect(clock.time).toBeLessThan(1);
  });
});

describe("positions", () => {
  const facts = (people: number, buildings: number) =>
    ({
      buildings: Array.from({ length: people }, (_, i) => i % buildings),
      partners: Array.from({ length: 12 }, (_, seat) => ({ seat, sector: seat % 4 })),
    }) as unknown as SideFacts;

  for (const [people, buildings] of [[1, 1], [24, 2], [170, 6], [800, 28]]) {
    it(`seat ${people} households without touching`, () => {
      const layout = layOut(facts(people, buildings));
      expect(layout.households.length).toBe(people);
      let nearest = Infinity;
      layout.households.forEach((one, i) => {
        expect(Math.hypot(one.x, one.y)).toBeGreaterThanOrEqual(INNER);
        expect(Math.hypot(one.x, one.y)).toBeLessThanOrEqual(OUTER);
        layout.households.slice(i + 1).forEach((other) => (nearest = Math.min(nearest, Math.hypot(one.x - other.x, one.y - other.y))));
      });
      if (people > 1) expect(nearest).toBeGreaterThan(layout.spacing * 0.55);
    });
  }

  it("are the same whatever else differs", () => {
    expect(layOut(facts(170, 6))).toEqual(layOut(facts(170, 6)));
  });
});

describe("words", () => {
  it("are written as each language writes them", () => {
    learn({ texts } as never, "fr");
    speak("fr");
    expect(percent(0.423)).toBe("42\u00a0%");
    expect(tn("x", 1)).toBe("1 visite");
    expect(tn("x", 0)).toBe("0 visite");
    expect(tn("x", 2)).toBe("2 visites");
    speak("en");
    expect(percent(0.423)).toBe("42%");
    expect(tn("x", 0)).toBe("0 visits");
    expect(t("y", { week: 3 })).toBe("week 3");
  });

  it("say a difference with its sign and never −0", () => {
    const share = { name: "", low: 0, high: 1, better: 1, unit: "share" };
    speak("fr");
    expect(difference(0.0312, share)).toBe("+3 points");
    expect(difference(-0.0312, share)).toBe("−3 points");
    expect(difference(-0.001, share)).toBe("0 points");
    expect(difference(NaN, share)).toBe("—");
    expect(level(0.5, { ...share, unit: "score" })).toBe("0,50");
  });

  it("show a missing sentence or fact as a fault", () => {
    expect(() => t("nothing")).toThrow();
    expect(() => t("y")).toThrow();
  });
});

describe("who is looked at", () => {
  it("is the same partner on both sides, whatever else is in the lists", () => {
    const player = new Player({ curves: [{ name: "x" }], start: null } as unknown as PageFacts);
    const side = (seats: number[], posts: number) =>
      ({ facts: { partners: seats.map((seat) => ({ seat })), posts, buildings: [0, 0, 0] } }) as unknown as Recording;
    player.recordings = [side([4, 7, 9], 1), side([7, 9], 2)];
    player.look(0, { kind: "partner", place: 2 });
    expect(player.seenOn(0)).toEqual({ kind: "partner", place: 2 });
    expect(player.seenOn(1)).toEqual({ kind: "partner", place: 1 });
    player.look(0, { kind: "partner", place: 0 });
    expect(player.seenOn(1)).toBeNull();
    player.look(1, { kind: "worker", place: 1 });
    expect(player.seenOn(0)).toBeNull();
    player.look(1, { kind: "household", place: 2 });
    expect(player.seenOn(0)).toEqual({ kind: "household", place: 2 });
  });
});
