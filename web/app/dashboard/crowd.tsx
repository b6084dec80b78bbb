// The dialog about the crowd: how much, who, what not, and who no more.

import type { VNode } from "preact";
import { t } from "../core/tongue.ts";
import type { Gig } from "../core/words.ts";
import { AdmissionForm } from "./admission.tsx";
import { Bans } from "./bans.tsx";
import { Blocks } from "./blocks.tsx";
import type { CrowdTab, Desk } from "./desk.ts";
import { LimitsForm } from "./limits.tsx";

const tabs: readonly { tab: CrowdTab; label: string; chief: boolean }[] = [
  { tab: "limits", label: t("Limits"), chief: true },
  { tab: "admission", label: t("Who"), chief: true },
  { tab: "blocks", label: t("Do not play"), chief: true },
  { tab: "bans", label: t("Shown out"), chief: false },
];

export function Crowd({ desk, gig, tab }: { desk: Desk; gig: Gig; tab: CrowdTab }): VNode {
  const offered = tabs.filter(({ chief }) => !chief || desk.deck.runs.value);
  const shown = offered.some((each) => each.tab === tab) ? tab : "bans";
  return (
    <>
      {offered.length > 1 && (
        <nav class="pages" aria-label={t("About the crowd")}>
          {offered.map((each) => (
            <button
              key={each.tab}
              type="button"
              class="tab"
              aria-current={each.tab === shown ? "true" : undefined}
              onClick={() => (desk.dialog.value = { name: "crowd", tab: each.tab })}
            >
              {each.label}
            </button>
          ))}
        </nav>
      )}
      {shown === "limits" && <LimitsForm desk={desk} gig={gig} />}
      {shown === "admission" && <AdmissionForm desk={desk} gig={gig} />}
      {shown === "blocks" && <Blocks desk={desk} />}
      {shown === "bans" && <Bans desk={desk} />}
    </>
  );
}
