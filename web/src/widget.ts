// One network as a widget of notebooks and of Mesa's SolaraViz: the same picture, the week set from Python.

import { decode } from "./block";
import type { Focus, Lang, PageFacts, SideFacts } from "./facts";
import { Network } from "./network";
import { Recording } from "./recording";
import { learn, t } from "./words";

interface Model {
  get(name: string): unknown;
  on(event: string, then: () => void): void;
  off(event: string, then: () => void): void;
}

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const page = { texts: model.get("texts") } as PageFacts;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.style.cssText = "display: block; width: 100%; background: #ffffff";
  el.replaceChildren(canvas);
  let focus: Focus | null = null;
  const network = new Network(canvas, (found) => {
    focus = found;
    draw();
  });
  const draw = () => {
    const week = Number(model.get("week"));
    canvas.style.height = `${Number(model.get("height"))}px`;
    network.focus = focus;
    network.draw(week);
    canvas.setAttribute("aria-label", `${t("player.network_of", { title: (model.get("facts") as SideFacts).title[model.get("lang") as Lang] })} ${network.summary(week)}`);
  };
  const play = () => {
    learn(page, model.get("lang") as Lang);
    const facts = model.get("facts") as SideFacts;
    const bytes = model.get("block") as DataView;
    const block = decode(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
    const recording = new Recording(facts, block.curves, block.generation);
    recording.add(block);
    network.still = true;
    network.play(recording);
    draw();
  };
  const size = new ResizeObserver(draw);
  size.observe(canvas);
  model.on("change:block", play);
  model.on("change:week", draw);
  play();
  return () => {
    size.disconnect();
    model.off("change:block", play);
    model.off("change:week", draw);
  };
}

export default { render };
