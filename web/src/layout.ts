// Where everybody stands, in a square from -1 to 1: workers at the centre, partners in a ring by sector, tenants outside,
// by building. It depends on who is there and on nothing else, so both sides have the same positions.

import type { SideFacts } from "./facts";

export interface Point {
  x: number;
  y: number;
}

export interface Building {
  start: number;
  end: number;
}

export interface Layout {
  partners: Point[];
  households: Point[];
  buildings: Building[];
  /** Distance between neighbours, the measure of every mark. */
  spacing: number;
}

export const RING = 0.42;
export const INNER = 0.6;
export const OUTER = 0.98;
const GAP = 0.035;

export function layOut(facts: SideFacts): Layout {
  const count = facts.buildings.length;
  const spacing = Math.min(0.13, Math.sqrt((Math.PI * (OUTER ** 2 - INNER ** 2) * 0.82) / Math.max(1, count)));
  const buildings = spans(facts.buildings);
  const households: Point[] = new Array(count);
  buildings.forEach((building, b) => {
    const tenants = facts.buildings.flatMap((of, i) => (of === b ? [i] : []));
    seats(building, tenants.length, spacing).forEach((point, place) => (households[tenants[place]] = point));
  });
  return { partners: ring(facts), households, buildings, spacing };
}

/** The workers on post that week share the centre. */
export function workerPlace(place: number, count: number): Point {
  if (count <= 1) return { x: 0, y: 0 };
  const angle = -Math.PI / 2 + (2 * Math.PI * place) / count;
  return { x: 0.12 * Math.cos(angle), y: 0.12 * Math.sin(angle) };
}

function spans(buildings: number[]): Building[] {
  const sizes: number[] = [];
  for (const b of buildings) sizes[b] = (sizes[b] ?? 0) + 1;
  const filled = Array.from(sizes, (size) => size ?? 0);
  const room = 2 * Math.PI - GAP * 2 * filled.length;
  const total = buildings.length;
  let angle = -Math.PI / 2;
  return filled.map((size) => {
    const start = angle + GAP;
    const end = start + (room * size) / total;
    angle = end + GAP;
    return { start, end };
  });
}

function seats(building: Building, count: number, spacing: number): Point[] {
  const rows = Math.max(1, Math.floor((OUTER - INNER) / spacing));
  const radii = Array.from({ length: rows }, (_, r) => INNER + ((r + 0.5) * (OUTER - INNER)) / rows);
  const arc = building.end - building.start;
  const total = radii.reduce((sum, radius) => sum + radius, 0);
  const points: Point[] = [];
  let given = 0;
  let share = 0;
  radii.forEach((radius, r) => {
    share += radius / total;
    const here = r === rows - 1 ? count - given : Math.round(count * share) - given;
    for (let k = 0; k < here; k++) {
      const angle = building.start + (arc * (k + 0.5)) / here;
      points.push({ x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
    }
    given += here;
  });
  return points;
}

function ring(facts: SideFacts): Point[] {
  const order = facts.partners.map((_, m) => m).sort((a, b) => facts.partners[a].sector - facts.partners[b].sector || a - b);
  const points: Point[] = [];
  order.forEach((m, place) => {
    const angle = -Math.PI / 2 + (2 * Math.PI * (place + 0.5)) / order.length;
    points[m] = { x: RING * Math.cos(angle), y: RING * Math.sin(angle) };
  });
  return points;
}
