// How people get in: a QR code large enough to scan from the floor, and a link.

import type { VNode } from "preact";
import { t } from "../core/tongue.ts";
import type { Gig } from "../core/words.ts";
import { CopyField } from "./copy.tsx";

export function Share({ gig, link }: { gig: Gig; link: string }): VNode {
  return (
    <div class="form share">
      <img class="qr" src={`/e/${gig.code}/qr.svg`} alt={t("QR code to {link}", { link })} width="320" height="320" />
      <CopyField label={t("Link to the board")} value={link} first />
      <p class="form-note links">
        <a href={`/e/${gig.code}`} target="_blank" rel="noopener">
          {t("Open the board as listeners see it")}
        </a>
        <a href={`/dj/${gig.code}/door`} target="_blank" rel="noopener">
          {t("Room's screen")}
        </a>
      </p>
    </div>
  );
}
