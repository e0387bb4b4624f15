// How each person looks: a shape and a colour together, never a colour alone. Colours are those of Okabe and Ito.

import { NEEDS } from "./block";

export const INK = "#1a1a1a";
export const GREY = "#6b6b6b";
export const PALE = "#d9d9d9";
export const BLUE = "#0072b2";
export const GREEN = "#009e73";
export const SKY = "#56b4e9";
export const ORANGE = "#e69f00";
export const RED = "#d55e00";
export const NEED_COLOURS = [GREY, GREEN, SKY, ORANGE, RED];

type Context = CanvasRenderingContext2D;

/** A household's mark by its gravest need: ring, disc, square, triangle, diamond. */
export function drawNeed(c: Context, need: number, x: number, y: number, r: number): void {
  c.beginPath();
  c.lineWidth = Math.max(1, r * 0.22);
  if (need === NEEDS.indexOf("none")) {
    c.arc(x, y, r * 0.62, 0, 2 * Math.PI);
    c.fillStyle = "#ffffff";
    c.strokeStyle = GREY;
    c.fill();
    c.stroke();
    return;
  }
  if (need === NEEDS.indexOf("in_service")) c.arc(x, y, r * 0.85, 0, 2 * Math.PI);
  else if (need === NEEDS.indexOf("on_the_way")) c.rect(x - r * 0.78, y - r * 0.78, r * 1.56, r * 1.56);
  else if (need === NEEDS.indexOf("unmet")) polygon(c, x, y + r * 0.15, r * 1.1, 3, -Math.PI / 2);
  else polygon(c, x, y, r * 1.3, 4, 0);
  c.fillStyle = NEED_COLOURS[need];
  c.fill();
  if (need === NEEDS.indexOf("crisis")) {
    c.strokeStyle = INK;
    c.lineWidth = Math.max(1.2, r * 0.25);
    c.stroke();
  }
}

/** A level from 0 to 1: larger and darker together. */
export function drawLevel(c: Context, level: number, x: number, y: number, r: number): void {
  c.beginPath();
  c.arc(x, y, r * (0.35 + 0.65 * level), 0, 2 * Math.PI);
  c.fillStyle = `rgb(${Math.round(190 - 190 * level)}, ${Math.round(215 - 145 * level)}, ${Math.round(235 - 95 * level)})`;
  c.fill();
  c.lineWidth = 1;
  c.strokeStyle = "#4a6478";
  c.stroke();
}

/** A worker: head and shoulders; a vacant post is an empty outline, a worker about to leave has a mark. */
export function drawWorker(c: Context, filled: boolean, leaving: boolean, x: number, y: number, r: number): void {
  c.beginPath();
  c.arc(x, y - r * 0.45, r * 0.42, 0, 2 * Math.PI);
  c.moveTo(x + r * 0.85, y + r * 0.9);
  c.arc(x, y + r * 0.9, r * 0.85, 0, Math.PI, true);
  c.closePath();
  c.lineWidth = Math.max(1.5, r * 0.12);
  if (filled) {
    c.fillStyle = INK;
    c.strokeStyle = "#ffffff";
    c.stroke();
    c.fill();
  } else {
    c.fillStyle = "#ffffff";
    c.fill();
    c.setLineDash([r * 0.25, r * 0.2]);
    c.strokeStyle = INK;
    c.stroke();
    c.setLineDash([]);
  }
  if (filled && leaving) {
    c.beginPath();
    polygon(c, x + r * 0.85, y - r * 0.7, r * 0.5, 3, -Math.PI / 2);
    c.fillStyle = RED;
    c.strokeStyle = INK;
    c.lineWidth = 1;
    c.fill();
    c.stroke();
  }
}

/** A partner by sector: hexagon, square, cross, house; hollow when it is not a member of the network. */
export function drawPartner(c: Context, sector: number, member: boolean, x: number, y: number, r: number): void {
  c.beginPath();
  if (sector === 0) polygon(c, x, y, r, 6, 0);
  else if (sector === 1) c.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6);
  else if (sector === 2) cross(c, x, y, r);
  else house(c, x, y, r);
  c.fillStyle = member ? BLUE : "#ffffff";
  c.strokeStyle = member ? "#ffffff" : GREY;
  c.lineWidth = 1.5;
  if (!member) c.setLineDash([3, 2]);
  c.fill();
  c.stroke();
  c.setLineDash([]);
}

function polygon(c: Context, x: number, y: number, r: number, sides: number, turn: number): void {
  for (let k = 0; k < sides; k++) {
    const angle = turn + (2 * Math.PI * k) / sides;
    c[k === 0 ? "moveTo" : "lineTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  c.closePath();
}

function cross(c: Context, x: number, y: number, r: number): void {
  const arm = r * 0.36;
  const corners = [
    [-arm, -r], [arm, -r], [arm, -arm], [r, -arm], [r, arm], [arm, arm],
    [arm, r], [-arm, r], [-arm, arm], [-r, arm], [-r, -arm], [-arm, -arm],
  ];
  corners.forEach(([dx, dy], k) => c[k === 0 ? "moveTo" : "lineTo"](x + dx, y + dy));
  c.closePath();
}

function house(c: Context, x: number, y: number, r: number): void {
  c.moveTo(x - r * 0.8, y + r * 0.9);
  c.lineTo(x - r * 0.8, y - r * 0.1);
  c.lineTo(x, y - r);
  c.lineTo(x + r * 0.8, y - r * 0.1);
  c.lineTo(x + r * 0.8, y + r * 0.9);
  c.closePath();
}
