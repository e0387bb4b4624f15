// A person's story and the journal, in plain words, from the lines of the recording. Nothing is said that is not there.

import { CODES, JOURNAL, NOBODY, NOTHING, type Line } from "./block";
import type { Focus, PageFacts } from "./facts";
import type { Recording } from "./recording";
import { said, t, tn } from "./words";

export interface Told {
  week: number;
  text: string;
}

const MEETINGS = ["visit", "accompanied"].map((name) => CODES.indexOf(name as (typeof CODES)[number]));

/** What befell a household up to a week, the first thing first; meetings that follow each other are told together. */
export function storyOf(page: PageFacts, recording: Recording, household: number, until: number): Told[] {
  const told: Told[] = [];
  let meetings: Line[] = [];
  const tellMeetings = () => {
    if (!meetings.length) return;
    const [first, last] = [meetings[0], meetings[meetings.length - 1]];
    const kind = CODES[first.code];
    const facts = { first: first.week, last: last.week };
    const text = meetings.length === 1 ? t(`player.told.${kind}`) : tn(`player.told.${kind}_many`, meetings.length, facts);
    told.push({ week: first.week, text });
    meetings = [];
  };
  for (let week = 0; week <= Math.min(until, recording.loaded); week++) {
    for (const line of recording.lines(week)) {
      if (line.subject !== household || line.code >= JOURNAL) continue;
      if (MEETINGS.includes(line.code)) {
        if (meetings.length && meetings[0].code !== line.code) tellMeetings();
        meetings.push(line);
        continue;
      }
      tellMeetings();
      if (CODES[line.code] === "moved_in") told.length = 0; // the household before left with its story
      told.push({ week, text: t(`player.told.${CODES[line.code]}`, blanks(page, recording, line)) });
    }
  }
  tellMeetings();
  return told;
}

function blanks(page: PageFacts, recording: Recording, line: Line): Record<string, string> {
  return {
    domain: line.domain === NOTHING ? "" : t(`words.domain.${page.domains[line.domain]}`),
    partner: line.other === NOBODY ? t("player.somebody") : said(recording.facts.partners[line.other].label),
  };
}

/** The journal of a network up to a week, or of one of its people. */
export function journalOf(page: PageFacts, recording: Recording, until: number, of: Focus | null = null): Told[] {
  const told: Told[] = [];
  for (let week = 0; week <= Math.min(until, recording.loaded); week++) {
    for (const line of recording.lines(week)) {
      if (line.code < JOURNAL) continue;
      const entry = page.journal[line.code - JOURNAL];
      const kind = entry.startsWith("worker") ? "worker" : /^(partner|representative)/.test(entry) ? "partner" : null;
      if (of && (kind !== of.kind || line.other !== of.place)) continue;
      told.push({ week, text: t(`player.journal.${entry}`, {
        partner: kind === "partner" && line.other !== NOBODY ? said(recording.facts.partners[line.other].label) : "",
        number: line.other === NOBODY ? "" : String(line.other + 1),
      }) });
    }
  }
  return told;
}
