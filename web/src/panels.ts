// The panel beside the networks: levers and events, what was changed, journal, card.

import { el, fill, there } from "./dom";
import { JOURNAL } from "./block";
import type { Focus, PageFacts, Slider, Step } from "./facts";
import type { Player } from "./player";
import { leverAt, type Recording } from "./recording";
import { journalOf, storyOf, type Told } from "./stories";
import { number, said, setting, t, tn } from "./words";

const MOST_LINES = 200;

export class LeverPanel {
  side = 1;
  private readonly sliders = new Map<string, HTMLInputElement>();
  private drawn: Recording | null = null;
  private list: HTMLElement | null = null;

  constructor(private readonly player: Player, private readonly host: HTMLElement) {}

  draw(): void {
    const recording = this.player.recordings[this.side];
    if (!recording) {
      fill(this.host, el("p", { class: "quiet" }, t("player.coming")));
      return;
    }
    const focused = document.activeElement?.id;
    const list = this.changes();
    if (recording === this.drawn && [...this.sliders.values()].some((input) => input === document.activeElement)) {
      this.list?.replaceWith(list); // the slider that is being moved stays under the hand
      this.refresh();
    } else {
      this.sliders.clear();
      fill(this.host, this.choice(), ...this.groups(recording), this.events(recording), list);
      this.drawn = recording;
    }
    this.list = list;
    if (focused) document.getElementById(focused)?.focus();
  }

  /** Only the values, while the week moves. */
  refresh(): void {
    const recording = this.player.recordings[this.side];
    const legend = document.getElementById("change-in");
    if (legend) legend.textContent = this.from();
    for (const [name, input] of this.sliders) {
      if (!recording) continue;
      const value = leverAt(recording, name, this.player.week);
      if (Number(input.value) !== value) {
        input.value = String(value);
        this.label(input, value, recording.facts.levers[name]);
      }
    }
  }

  private choice(): HTMLElement {
    const radio = (side: number) => {
      const input = el("input", {
        type: "radio", name: "side", id: `side-${side}`, checked: side === this.side,
        onchange: () => {
          this.side = side;
          this.draw();
        },
      });
      return el("label", { class: `side side-${"ab"[side]}`, for: `side-${side}` }, input, " ", t(side ? "player.b" : "player.a"));
    };
    return el("fieldset", { class: "choice" }, el("legend", { id: "change-in" }, this.from()), radio(0), radio(1));
  }

  private from(): string {
    return t("player.change_in", { week: Math.min(this.player.week, (this.player.recordings[0]?.weeks ?? 1) - 1) });
  }

  private groups(recording: Recording): HTMLElement[] {
    const names = Object.keys(recording.facts.levers);
    const groups = [...new Set(names.map((name) => recording.facts.levers[name].group))];
    return groups.map((group) =>
      el("section", { class: "group" }, el("h3", {}, t(`player.group.${group}`)),
        ...names.filter((name) => recording.facts.levers[name].group === group).map((name) => this.slider(recording, name))),
    );
  }

  private slider(recording: Recording, name: string): HTMLElement {
    const lever = recording.facts.levers[name];
    const value = leverAt(recording, name, this.player.week);
    const input = el("input", {
      type: "range", id: `lever-${name}`, min: lever.low, max: lever.high, step: lever.step, value,
      disabled: !this.player.live,
      oninput: () => {
        this.label(input, Number(input.value), lever);
        this.player.add(this.side, { lever: name, value: Number(input.value) });
      },
    });
    this.sliders.set(name, input);
    const shown = el("output", { for: `lever-${name}` });
    const help = el("details", {}, el("summary", { "aria-label": t("player.about", { name: t(`player.lever.${name}`) }) }, "?"),
      el("p", {}, `${t(`lever.${name}.help`)} ${t("player.range", { low: setting(lever.low, lever.shown), high: setting(lever.high, lever.shown) })} ${
        lever.grade ? t("player.grade", { grade: t(`player.grades.${lever.grade}`) }) : ""}`));
    const row = el("div", { class: "lever" }, el("label", { for: `lever-${name}` }, t(`player.lever.${name}`)), shown, help, input);
    this.label(input, value, lever);
    return row;
  }

  private label(input: HTMLInputElement, value: number, lever: Slider): void {
    const shown = setting(value, lever.shown);
    input.setAttribute("aria-valuetext", shown);
    const output = input.parentElement?.querySelector("output");
    if (output) output.textContent = shown;
  }

  private events(recording: Recording): HTMLElement {
    const { page, live } = this.player;
    const who = el("select", { id: "partner", "aria-label": t("player.which_partner"), disabled: !live },
      ...recording.facts.partners.slice(0, -1).map((partner) => el("option", { value: partner.seat }, said(partner.label))));
    const button = (event: string) =>
      el("button", {
        type: "button", id: `event-${event}`, disabled: !live,
        onclick: () => this.player.add(this.side, {
          event, ...(page.of_partner.includes(event) ? { partner: Number(who.value) } : {}),
        }),
      }, t(`player.event.${event}`));
    const plain = page.events.filter((event) => !page.of_partner.includes(event));
    return el("section", { class: "group" }, el("h3", {}, t("player.events")),
      el("div", { class: "buttons" }, ...plain.map(button)), who,
      el("div", { class: "buttons" }, ...page.of_partner.map(button)));
  }

  private changes(): HTMLElement {
    const rows = this.player.recordings.flatMap((recording, side) =>
      recording.steps.map((step, place) => ({ side, place, step, text: stepInWords(this.player.page, recording, step, place) })));
    rows.sort((one, other) => one.step.week - other.step.week);
    return el("section", { class: "group" }, el("h3", {}, t("player.changes")),
      rows.length
        ? el("ol", { class: "changes" }, ...rows.map(({ side, place, step, text }) =>
            el("li", {}, el("span", { class: `badge badge-${"ab"[side]}` }, "AB"[side]), " ",
              t("player.week_told", { week: step.week, text }), " ",
              el("button", {
                type: "button", class: "small", disabled: !this.player.live,
                "aria-label": t("player.undo_this", { text }), onclick: () => this.player.undo(side, place),
              }, t("player.undo")))))
        : el("p", { class: "quiet" }, t("player.no_change")));
  }
}

function stepInWords(page: PageFacts, recording: Recording, step: Step, place: number): string {
  if (step.lever) {
    const lever = recording.facts.levers[step.lever];
    const before = leverAt(recording, step.lever, step.week, recording.steps.slice(0, place));
    return t("player.moved", {
      name: t(`player.lever.${step.lever}`), before: setting(before, lever.shown), after: setting(there(step.value, "value"), lever.shown),
    });
  }
  const partner = recording.facts.partners.find((one) => one.seat === step.partner);
  const event = t(`player.event.${step.event}`);
  const text = partner ? t("player.event_of", { event, partner: said(partner.label) }) : event;
  if (!recording.taken.includes(step)) return t("player.asked", { text });
  return happened(page, recording, step) === false ? t("player.no_effect", { text }) : text;
}

/** Whether the journal tells the event, in the week after its button; null: that week has not come. */
export function happened(page: PageFacts, recording: Recording, step: Step): boolean | null {
  if (recording.loaded <= step.week) return null;
  const partners = recording.facts.partners;
  const event = there(step.event, "event");
  const whom = page.of_partner.includes(event) ? partners.findIndex((one) => one.seat === step.partner)
    : event === "partner_arrival" ? partners.length - 1 : event.startsWith("worker") ? 0 : null;
  const code = JOURNAL + page.journal.indexOf(page.entries[event]);
  return recording.lines(step.week + 1).some((line) => line.code === code && (whom === null || line.other === whom));
}

export function drawJournal(player: Player, host: HTMLElement): void {
  const { week } = player;
  const rows = player.recordings.flatMap((recording, side) =>
    journalOf(player.page, recording, week).map((told) => ({ ...told, side })));
  rows.sort((one, other) => other.week - one.week || one.side - other.side);
  fill(host, rows.length
    ? el("ol", { class: "journal" }, ...rows.slice(0, MOST_LINES).map(({ week: at, text, side }) =>
        el("li", {}, el("span", { class: `badge badge-${"ab"[side]}` }, "AB"[side]), " ", t("player.week_told", { week: at, text }))),
        older(rows.length))
    : el("p", { class: "quiet" }, t("player.nothing_yet")));
}

export function drawCard(player: Player, host: HTMLElement): void {
  const had = document.activeElement?.id ?? "";
  fill(host, chooser(player), ...(player.focus && player.recordings.length ? card(player, player.focus.side, player.focus.focus) : [el("p", { class: "quiet" }, t("player.choose_somebody"))]));
  if (had.startsWith("who")) document.getElementById(had)?.focus();
}

/** The same choice without the mouse, by name. */
function chooser(player: Player): HTMLElement {
  const recording = player.recordings[player.focus?.side ?? 1];
  const select = el("select", { id: "who", onchange: () => {
    const [kind, place] = select.value.split(":");
    player.look(player.focus?.side ?? 1, kind ? { kind: kind as Focus["kind"], place: Number(place) } : null);
  } });
  const now = player.focus ? `${player.focus.focus.kind}:${player.focus.focus.place}` : "";
  const option = (value: string, text: string) => el("option", { value, selected: value === now }, text);
  select.append(option("", t("player.nobody")));
  if (recording) {
    const { facts } = recording;
    select.append(option("committee:0", t("player.committee")));
    for (let w = 0; w < facts.posts; w++) select.append(option(`worker:${w}`, t("player.worker", { number: w + 1 })));
    facts.partners.forEach((partner, m) => select.append(option(`partner:${m}`, said(partner.label))));
    facts.types.forEach((_, i) => select.append(option(`household:${i}`, t("player.household", { number: i + 1 }))));
  }
  const side = el("select", { id: "who-side", "aria-label": t("player.which_side"), onchange: () => {
    const seen = player.seenOn(Number(side.value));
    if (seen) player.look(Number(side.value), seen);
  } }, ...[0, 1].map((k) => el("option", { value: k, selected: (player.focus?.side ?? 1) === k, disabled: Boolean(player.focus) && !player.seenOn(k) }, t(k ? "player.b" : "player.a"))));
  return el("div", { class: "chooser" }, el("label", { for: "who" }, t("player.look_at")), select, side);
}

function card(player: Player, side: number, focus: Focus): HTMLElement[] {
  const recording = player.recordings[side];
  const { page, week } = player;
  const badge = el("span", { class: `badge badge-${"ab"[side]}` }, "AB"[side]);
  const head = (title: string) => el("h3", { class: "who" }, badge, " ", title);
  if (focus.kind === "household") {
    const { facts } = recording;
    const now = t(`player.need_now.${["none", "in_service", "on_the_way", "unmet", "crisis"][recording.need(week, focus.place)]}`);
    const post = recording.accompanying(week, focus.place);
    return [
      head(t("player.household", { number: focus.place + 1 })),
      el("p", {}, t("player.household_is", {
        type: t(`player.type.${facts.types[focus.place]}`), building: facts.buildings[focus.place] + 1,
      })),
      el("p", {}, now, post >= 0 ? ` ${t(recording.worker(week, post).filled ? "player.accompanied_by" : "player.case_waits", { number: post + 1 })}` : "",
        recording.participates(week, focus.place) ? ` ${t("player.takes_part")}` : ""),
      scores([["security", recording.security(week, focus.place)], ["trust", recording.trust(week, focus.place)], ["agency", recording.agency(week, focus.place)]]),
      told(storyOf(page, recording, focus.place, week)),
    ];
  }
  if (focus.kind === "worker") {
    const worker = recording.worker(week, focus.place);
    const state = !worker.funded ? "unfunded" : !worker.filled ? "vacant" : worker.leaving ? "leaving" : "filled";
    const facts = worker.funded && worker.filled
      ? [el("p", {}, tn("player.in_post", worker.tenure), " ", tn("player.cases", worker.caseload))]
      : [];
    return [head(t("player.worker", { number: focus.place + 1 })), el("p", {}, t(`player.post_now.${state}`)), ...facts,
      scores([["clarity", worker.clarity]]), told(journalOf(page, recording, week, focus))];
  }
  if (focus.kind === "partner") {
    const partner = recording.facts.partners[focus.place];
    const member = recording.member(week, focus.place);
    const state = !member.present ? "absent" : member.member ? "member" : "outside";
    return [
      head(said(partner.label)),
      el("p", {}, t("player.partner_is", {
        kind: t(`words.partner_kind.${partner.kind}`), domains: partner.domains.map((domain) => t(`words.domain.${domain}`)).join(", "),
      })),
      el("p", {}, t(`player.partner_now.${state}`), " ", tn("player.waiting", member.waiting)),
      scores([["commitment", member.commitment], ["clarity", member.clarity]]),
      told(journalOf(page, recording, week, focus)),
    ];
  }
  const members = recording.facts.partners.filter((_, m) => recording.member(week, m).member);
  return [head(t("player.committee")), el("p", {}, tn("player.members", members.length)),
    el("ul", {}, ...members.map((partner) => el("li", {}, said(partner.label))))];
}

function scores(rows: [string, number][]): HTMLElement {
  return el("dl", { class: "scores" }, ...rows.flatMap(([name, value]) => [
    el("dt", {}, t(`player.score.${name}`)),
    el("dd", {}, el("meter", { min: 0, max: 1, value: value.toFixed(2), "aria-label": t(`player.score.${name}`) }), ` ${number(value, 1)}`),
  ]));
}

function told(lines: Told[]): HTMLElement {
  if (!lines.length) return el("p", { class: "quiet" }, t("player.nothing_yet"));
  return el("ol", { class: "story" }, ...lines.slice(-MOST_LINES).reverse().map(({ week, text }) => el("li", {}, t("player.week_told", { week, text }))), older(lines.length));
}

/** What the last lines leave out: it is read by going back in the weeks. */
function older(lines: number): HTMLElement | null {
  return lines > MOST_LINES ? el("li", { class: "quiet" }, tn("player.older_lines", lines - MOST_LINES)) : null;
}
