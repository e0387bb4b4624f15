// The page: what stands where, what every key does, and one loop that draws.

import { drawBet } from "./bet";
import { SPEEDS } from "./clock";
import { CurvePlot } from "./curves";
import { byId, el, fill, icon, within } from "./dom";
import { Camera, savePicture, type Pieces } from "./exporting";
import type { Focus } from "./facts";
import { drawLegend } from "./legend";
import { showLicences } from "./licences";
import { Network, SHOWN, type Shown } from "./network";
import { LeverPanel, drawCard, drawJournal } from "./panels";
import type { Player } from "./player";
import { drawScene } from "./scene";
import { drawTable } from "./table";
import { lang, level, said, speak, t } from "./words";

const TABS = ["levers", "journal", "card"] as const;
type Tab = (typeof TABS)[number];
const PLOTS = 3;

export class Page {
  private readonly networks: Network[] = [];
  private readonly plots: CurvePlot[] = [];
  private readonly beside: string[];
  private levers!: LeverPanel;
  private tab: Tab = "levers";
  private table = false;
  private readonly camera = new Camera(() => this.pieces(), (failed) => this.filmed(failed));
  private drawn = { version: -1, week: -1, width: 0, height: 0, state: "" };
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)");
  private parts!: Record<string, HTMLElement>;
  private shown: Shown = "need";

  constructor(private readonly player: Player, private readonly root: HTMLElement) {
    this.beside = player.page.curves.slice(1, PLOTS).map((curve) => curve.name);
    this.build();
    document.addEventListener("keydown", (event) => this.key(event));
    requestAnimationFrame((now) => this.loop(now));
  }

  frames = 0; // drawn so far, for who measures

  // Building: everything is made anew when the language changes; the week stays.

  private build(): void {
    document.title = t("player.title");
    this.networks.length = this.plots.length = 0;
    this.parts = {
      header: el("header"), scene: el("section", { class: "scene", "aria-label": t("player.scene"), hidden: true }),
      stage: el("main", { class: "stage", tabindex: -1 }), panel: el("aside", { "aria-label": t("player.panel") }),
      bet: el("section", { class: "bet", "aria-label": t("player.predict_first"), hidden: true }),
      curves: el("section", { class: "curves", "aria-label": t("player.curves") }), controls: el("div", { class: "controls", role: "group", "aria-label": t("player.controls") }),
      live: el("div", { class: "unseen", "aria-live": "polite", role: "status" }), notice: el("div", { class: "notice", role: "alert", hidden: true }),
    };
    const { header, scene, stage, panel, bet, curves, controls, live, notice } = this.parts;
    fill(this.root, header, scene, el("div", { class: "middle" }, stage, panel), bet, curves, controls, notice, live);
    this.buildHeader(header);
    this.buildStage(stage);
    this.buildPanel(panel);
    this.buildCurves(curves);
    this.buildControls(controls);
    this.drawn.version = -1;
  }

  private buildHeader(header: HTMLElement): void {
    const { page, live } = this.player;
    const scenes = page.scenes ?? [];
    const pick = el("select", { id: "scenes", "aria-label": t("player.scenes"), onchange: () => {
      const scene = scenes.find((one) => one.name === pick.value);
      if (scene) this.player.begin(scene);
      else this.player.leave();
    } }, el("option", { value: "" }, t("player.no_scene")), ...scenes.map((scene) => el("option", { value: scene.name }, said(scene.title))));
    const scenario = (side: "a" | "b") => {
      const select = el("select", { id: `scenario-${side}`, "aria-label": t(`player.scenario_${side}`), onchange: () => {
        this.player.scene = null;
        this.player.start(side === "a" ? select.value : this.player.chosen.a, side === "b" ? select.value : this.player.chosen.b);
      } }, ...(page.scenarios ?? []).map((one) => el("option", { value: one.name }, said(one.title))));
      return el("label", { class: `side side-${side}` }, side.toUpperCase(), " ", select);
    };
    const button = (id: string, key: string, act: () => void, more: Record<string, string | boolean> = {}) =>
      el("button", { type: "button", id, onclick: act, ...more }, t(key));
    const keep = el("details", { class: "menu", id: "keep" }, el("summary", {}, t("player.keep")),
      el("div", { class: "choices" },
        live ? button("hand-out", "player.hand_out", () => this.player.live?.send({ do: "hand_out", lang: lang() })) : null,
        live ? button("save", "player.save", () => this.player.live?.send({ do: "save" })) : null,
        button("png", "player.png", () => savePicture(this.pieces())),
        button("film", "player.film", () => this.camera.toggle()),
        button("licences", "player.licences", () => showLicences(this.root, this.player.page.licences))));
    fill(header, el("h1", {}, "hlmsim"),
      ...(live ? [el("label", { class: "scenes" }, t("player.story"), " ", pick), scenario("a"), scenario("b")] : [el("p", { class: "quiet" }, t("player.handed_out"))]),
      el("span", { class: "space" }),
      button("predict", "player.predict_first", () => this.predict()),
      button("table", "player.table", () => this.toggleTable(), { "aria-pressed": this.table ? "true" : "false" }),
      keep,
      el("button", { type: "button", id: "language", lang: lang() === "fr" ? "en" : "fr", onclick: () => this.speak() }, lang() === "fr" ? "English" : "Français"));
    pick.value = this.player.scene?.scene.name ?? "";
  }

  private buildStage(stage: HTMLElement): void {
    const views = [0, 1].map((side) => {
      const canvas = el("canvas", {
        tabindex: 0, role: "img", id: `network-${side}`,
        onkeydown: (event) => this.keyOnNetwork(event as KeyboardEvent, side),
      });
      this.networks.push(new Network(canvas, (focus) => this.choose(side, focus)));
      return el("figure", { class: `network side-${"ab"[side]}` }, el("figcaption", { id: `caption-${side}` }), canvas);
    });
    const table = el("div", { class: "table", id: "table-view", hidden: true, tabindex: 0, role: "region", "aria-label": t("player.table") });
    const shown = el("select", { id: "shown", onchange: () => {
      this.shown = shown.value as Shown;
      this.player.changed();
    } }, ...SHOWN.map((name) => el("option", { value: name, selected: name === this.shown }, t(`player.shown.${name}`))));
    const legend = el("div", { class: "legend" }, el("label", { for: "shown" }, t("player.households_show")), shown, el("ul", { id: "legend" }));
    fill(stage, el("div", { class: "networks" }, ...views), table, legend);
    this.networks.forEach((network, side) => {
      const recording = this.player.recordings[side];
      if (recording) network.play(recording);
    });
    this.played = [];
  }

  private played: unknown[] = [];

  private buildPanel(panel: HTMLElement): void {
    const tab = (name: Tab) => el("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`,
      onclick: () => this.openTab(name), onkeydown: (event) => this.keyOnTab(event as KeyboardEvent, name),
    }, t(`player.tab.${name}`));
    const bodies = TABS.map((name) => el("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: 0 }));
    fill(panel, el("div", { role: "tablist", "aria-label": t("player.panel") }, ...TABS.map(tab)), ...bodies);
    this.levers = new LeverPanel(this.player, bodies[0]);
    this.showTab();
  }

  private buildCurves(curves: HTMLElement): void {
    const plots = Array.from({ length: PLOTS }, (_, k) => {
      const select = el("select", { id: `curve-${k}`, "aria-label": t("player.which_curve"), onchange: () => {
        if (k === 0) this.player.curve = select.value;
        else this.beside[k - 1] = select.value;
        this.player.changed();
      } }, ...this.player.page.curves.map((curve) => el("option", { value: curve.name }, t(`outcomes.${curve.name}.label`))));
      const host = el("div", { class: "plot" });
      this.plots.push(new CurvePlot(host));
      return el("figure", { class: "curve" }, el("figcaption", {}, select, el("span", { class: "values" })), host);
    });
    fill(curves, ...plots);
  }

  private buildControls(controls: HTMLElement): void {
    const button = (id: string, name: string, key: string, act: () => void) =>
      el("button", { type: "button", id, class: "icon", "aria-label": t(key), title: t(key), onclick: act }, icon(name));
    const scrub = el("input", { type: "range", id: "scrub", min: 0, step: 1, "aria-label": t("player.scrub"), oninput: () => this.go(Number(scrub.value)) });
    const speed = el("select", { id: "speed", "aria-label": t("player.speed"), onchange: () => (this.player.clock.speed = Number(speed.value)) },
      ...SPEEDS.map((one) => el("option", { value: one, selected: one === this.player.clock.speed }, t("player.speed_of", { speed: String(one).replace(".", lang() === "fr" ? "," : ".") }))));
    fill(controls, button("to-start", "start", "player.to_start", () => this.go(0)), button("back", "back", "player.back", () => this.step(-1)),
      button("play", "play", "player.play", () => this.toggle()), button("next", "next", "player.next", () => this.step(1)),
      el("output", { id: "week", for: "scrub" }), el("span", { id: "waiting", role: "status" }), scrub, speed, el("p", { class: "caution" }, t("player.one_run")));
  }

  // What people do.

  private choose(side: number, focus: Focus | null): void {
    this.player.look(side, focus);
    if (focus) this.openTab("card");
  }

  private toggle(): void {
    const { clock } = this.player;
    if (clock.playing) clock.pause();
    else clock.play();
    this.player.changed();
  }

  private step(by: number): void {
    this.go(this.player.week + by);
  }

  private go(week: number): void {
    this.player.clock.pause();
    this.player.clock.go(week);
    this.player.changed();
  }

  /** What is read aloud is what is shown: nothing while weeks go by, both networks as soon as they stand still. */
  private announce(): void {
    const { player } = this;
    const still = !player.clock.playing && player.recordings.length === 2;
    const text = still ? this.networks.map((network, side) => `${t(side ? "player.b" : "player.a")}${t("player.colon")} ${network.summary(player.week)}`).join(" ") : "";
    if (this.parts.live.textContent !== text) this.parts.live.textContent = text;
  }

  private predict(): void {
    if (this.player.predicting) this.player.reveal();
    else this.player.predict();
  }

  private toggleTable(): void {
    this.table = !this.table;
    document.getElementById("table")?.setAttribute("aria-pressed", String(this.table));
    this.player.changed();
  }

  private filmed(failed: boolean): void {
    if (failed) this.player.notice = t("player.no_film");
    this.player.changed();
  }

  private speak(): void {
    speak(lang() === "fr" ? "en" : "fr");
    this.build();
    document.getElementById("language")?.focus();
  }

  private openTab(name: Tab): void {
    this.tab = name;
    this.showTab();
    this.player.changed();
  }

  private showTab(): void {
    for (const name of TABS) {
      const tab = within(this.parts.panel, `#tab-${name}`);
      tab.setAttribute("aria-selected", String(name === this.tab));
      tab.setAttribute("tabindex", name === this.tab ? "0" : "-1");
      within(this.parts.panel, `#panel-${name}`).hidden = name !== this.tab;
    }
  }

  private keyOnTab(event: KeyboardEvent, name: Tab): void {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const next = TABS[(TABS.indexOf(name) + by + TABS.length) % TABS.length];
    this.openTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  }

  private keyOnNetwork(event: KeyboardEvent, side: number): void {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter" && this.player.focus) {
      this.openTab("card");
      document.getElementById("tab-card")?.focus();
    }
    if (!by) return;
    event.preventDefault();
    const all = this.networks[side].reachable();
    const now = this.player.focus?.side === side ? JSON.stringify(this.player.focus.focus) : "";
    const place = all.findIndex((one) => JSON.stringify(one) === now);
    this.choose(side, all[(place + by + all.length) % all.length]);
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = /^(SELECT|TEXTAREA)$/.test(target.tagName) || (target.tagName === "INPUT" && target.id !== "scrub");
    const pressing = /^(BUTTON|SUMMARY|A)$/.test(target.tagName);
    const act: Record<string, () => void> = {
      PageDown: () => this.player.turn(1), PageUp: () => this.player.turn(-1), n: () => this.player.turn(1), p: () => this.player.turn(-1),
      Escape: () => this.escape(), l: () => this.speak(), t: () => this.toggleTable(),
    };
    if (!pressing) act[" "] = () => this.toggle();
    if (target.id !== "scrub") {
      Object.assign(act, { ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1), Home: () => this.go(0), End: () => this.go(Infinity) });
    }
    const found = act[event.key];
    if (!found || (typing && event.key !== "Escape" && !event.key.startsWith("Page"))) return;
    event.preventDefault();
    found();
  }

  private escape(): void {
    document.querySelector<HTMLDetailsElement>("details.menu[open]")?.removeAttribute("open");
    this.player.notice = "";
    this.player.look(0, null);
  }

  // Drawing.

  private loop(now: number): void {
    const { player } = this;
    player.clock.tick(now);
    const { week } = player;
    const state = `${player.clock.playing} ${player.waiting}`;
    const { clientWidth: width, clientHeight: height } = this.root;
    const fresh = player.version !== this.drawn.version;
    if (fresh || width !== this.drawn.width || height !== this.drawn.height) this.drawAll();
    else if (week !== this.drawn.week || state !== this.drawn.state) this.drawWeek();
    this.drawn = { version: player.version, week, width, height, state };
    if (!this.table) for (const network of this.networks) network.draw(player.clock.week > week ? week : player.clock.time);
    this.camera.frame();
    this.frames++;
    requestAnimationFrame((next) => this.loop(next));
  }

  private drawAll(): void {
    const { player } = this;
    if (player.opening) {
      this.tab = player.opening;
      player.opening = null;
      this.showTab();
    }
    this.networks.forEach((network, side) => {
      const recording = player.recordings[side] ?? null;
      if (this.played[side] !== recording) {
        if (recording) network.play(recording);
        else network.clear();
      }
      this.played[side] = recording;
      network.shown = this.shown;
      network.still = this.still.matches;
      network.focus = player.seenOn(side);
      const mark = el("span", { class: `badge badge-${"ab"[side]}` }, "AB"[side]);
      fill(byId(`caption-${side}`), mark, ` ${player.title(side)}`);
    });
    for (const side of ["a", "b"] as const) {
      const select = document.getElementById(`scenario-${side}`) as HTMLSelectElement | null;
      if (select) select.value = player.chosen[side];
    }
    this.camera.label(document.getElementById("film") as HTMLButtonElement);
    const pick = document.getElementById("scenes") as HTMLSelectElement | null;
    if (pick) pick.value = player.scene?.scene.name ?? "";
    if (this.tab === "levers") this.levers.draw();
    this.root.classList.toggle("telling", player.scene !== null);
    drawScene(player, this.parts.scene);
    drawLegend(byId("legend"), this.shown);
    this.parts.notice.hidden = !player.notice;
    this.parts.notice.textContent = player.notice;
    this.parts.stage.classList.toggle("tabled", this.table);
    byId("table-view").hidden = !this.table;
    byId("predict").setAttribute("aria-pressed", String(player.predicting));
    this.drawWeek();
  }

  private drawWeek(): void {
    const { player } = this;
    const { week } = player;
    const scrub = document.getElementById("scrub") as HTMLInputElement;
    scrub.max = String(player.recordings[0]?.weeks ?? 104);
    scrub.value = String(week);
    scrub.setAttribute("aria-valuetext", t("player.week", { week }));
    byId("week").textContent = t("player.week", { week });
    byId("waiting").textContent = player.waiting ? t("player.waiting_weeks") : "";
    const play = byId("play");
    const state = player.clock.playing ? "pause" : "play";
    if (play.dataset.state !== state) {
      play.dataset.state = state;
      play.setAttribute("aria-label", t(`player.${state}`));
      play.setAttribute("title", t(`player.${state}`));
      fill(play, icon(state));
    }
    this.networks.forEach((network, side) => network.canvas.setAttribute("aria-label", `${t("player.network_of", { title: player.title(side) })} ${network.summary(week)}`));
    if (this.tab === "levers") this.levers.refresh();
    if (this.tab === "journal") drawJournal(player, byId("panel-journal"));
    if (this.tab === "card") drawCard(player, byId("panel-card"));
    if (this.table) drawTable(player, byId("table-view"));
    drawBet(player, this.parts.bet);
    this.drawCurves(week);
    this.announce();
  }

  private drawCurves(week: number): void {
    const { player } = this;
    const weeks = player.recordings[0]?.weeks ?? player.chosen.weeks;
    this.parts.curves.querySelectorAll<HTMLElement>("figure").forEach((figure, k) => {
      const name = k === 0 ? player.curve : this.beside[k - 1];
      const place = player.page.curves.findIndex((curve) => curve.name === name);
      const curve = player.page.curves[place];
      const select = within<HTMLSelectElement>(figure, "select");
      if (select.value !== name) select.value = name;
      this.plots[k].draw(player.recordings, weeks, curve, place, week, player.predicting);
      const [a, b] = player.recordings.map((recording) => recording.outcome(place, week));
      const values = within(figure, ".values");
      if (player.predicting || player.recordings.length < 2) values.textContent = "";
      else fill(values, el("span", { class: "key-a" }, t("player.key_a", { value: level(a, curve) })), " ", el("span", { class: "key-b" }, t("player.key_b", { value: level(b, curve) })));
    });
  }

  private pieces(): Pieces {
    const { player } = this;
    return {
      networks: this.networks.map((network) => network.canvas), titles: [0, 1].map((side) => player.title(side)), week: player.week,
      curves: this.plots.flatMap((plot, k) => {
        const canvas = plot.picture();
        const name = k === 0 ? player.curve : this.beside[k - 1];
        return canvas ? [{ title: t(`outcomes.${name}.label`), canvas }] : [];
      }),
    };
  }
}
