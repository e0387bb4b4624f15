// The page begins here: with the recording that the file holds, or with the server that gave the page.

import { byId } from "./dom";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import type { HandOut, Lang, PageFacts } from "./facts";
import { Page } from "./page";
import { Player } from "./player";
import { unpack } from "./source";
import { learn, speak } from "./words";

declare global {
  interface Window {
    hlmsim?: { player: Player; page: Page };
  }
}

async function begin(): Promise<void> {
  const root = byId("page");
  const held = document.getElementById("recording");
  if (held) {
    const handOut = JSON.parse(held.textContent ?? "") as HandOut;
    learn(handOut.page, handOut.lang);
    speak(handOut.lang);
    const player = new Player(handOut.page);
    player.open(handOut.sides, handOut.sides.map(() => 0), player.chosen);
    for (const block of await unpack(handOut)) player.block(block);
    window.hlmsim = { player, page: new Page(player, root) };
    return;
  }
  const page = (await (await fetch("page.json")).json()) as PageFacts;
  const asked = new URLSearchParams(location.search).get("lang");
  const first: Lang = asked === "en" || asked === "fr" ? asked : (page.lang ?? "fr");
  learn(page, first);
  speak(first);
  const player = new Player(page);
  player.connect();
  window.hlmsim = { player, page: new Page(player, root) };
}

void begin();
