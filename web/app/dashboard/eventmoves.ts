// What a DJ does with the event and its settings, each as one step that is shown
// at once and can be undone.

import { span } from "../core/format.ts";
import { t } from "../core/tongue.ts";
import type { Admission, Gate, Gig } from "../core/words.ts";
import type { Act, Deck, Told } from "./deck.ts";

/** The settings that have a dialog of their own. */
export type Rules = Partial<Pick<Gig, "limits" | "declines" | "voting" | "approval" | "dedications">>;

/** Who may ask and vote, in the words of the dashboard. */
export const admissions: readonly { admission: Admission; label: string; means: string }[] = [
  {
    admission: "anyone",
    label: t("Anyone with the link"),
    means: t("No account, no code, no waiting: right for most nights."),
  },
  {
    admission: "proof",
    label: t("Each device works for a moment"),
    means: t("A phone computes for about two seconds, once; thousands of fake voters take hours."),
  },
  {
    admission: "room_code",
    label: t("Who sees the code in the room"),
    means: t("A screen shows a code that changes every two minutes; people type it once."),
  },
  { admission: "account", label: t("Who is signed in"), means: t("People need an account, which keeps most of a crowd out.") },
];

export class EventMoves {
  private readonly deck: Deck;

  constructor(deck: Deck) {
    this.deck = deck;
  }

  /** Opens or closes requests; a last call may close them by itself. */
  gate(gate: Gate, minutes = 0): void {
    const texts: Record<Gate, string> = {
      open: t("Requests are open"),
      last_call: t("Last call"),
      closed: t("Requests are closed"),
    };
    const glyphs: Record<Gate, string> = { open: "○", last_call: "◐", closed: "●" };
    const closes = minutes * 60_000;
    this.change(
      { gate, ...(closes > 0 ? { closes_in: closes / 1000 } : {}) },
      {
        glyph: glyphs[gate],
        tone: gate === "closed" ? "no" : "play",
        text: closes > 0 ? t("Last call for {time}", { time: span(closes) }) : texts[gate],
      },
      { gate, closes_at: closes > 0 ? Date.now() + closes : 0 },
    );
  }

  voting(voting: boolean): void {
    this.change({ voting }, { glyph: "⚙", tone: "plain", text: voting ? t("Voting is on") : t("Voting is off") });
  }

  announce(text: string): void {
    const announcement = text.trim();
    this.change(
      { announcement },
      { glyph: "⚑", tone: "plain", text: announcement ? t("Announced") : t("Announcement taken down") },
      { announcement: announcement || null },
    );
  }

  /** Changes rules, all in one step. */
  rules(changed: Rules): void {
    this.change(changed, { glyph: "⚙", tone: "plain", text: t("Rules changed") });
  }

  goLive(): void {
    this.change(
      { state: "live" },
      { glyph: "●", tone: "play", text: t("The event is live") },
      { state: "live", gate: "open", starts_at: Date.now() },
    );
  }

  end(): void {
    this.change(
      { state: "ended" },
      { glyph: "■", tone: "no", text: t("The event has ended") },
      { state: "ended", gate: "closed" },
    );
  }

  admit(admission: Admission): void {
    const { label } = admissions.find((each) => each.admission === admission)!;
    this.change({ admission }, { glyph: "⚙", tone: "plain", text: t("May ask and vote: {who}", { who: label }) });
  }

  private change(
    fields: Omit<Extract<Act["command"], { type: "event" }>, "type">,
    told: Told,
    shown?: Partial<Gig>,
  ): void {
    this.deck.do([{ command: { type: "event", ...fields }, event: shown ?? (fields as Partial<Gig>) }], told);
  }
}
