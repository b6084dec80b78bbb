import assert from "node:assert/strict";
import test from "node:test";
import { base64url, inWords, leadsTo, type Alert, type Words } from "./alert.ts";

const alert: Alert = { event: "4VAM0MMN", place: "Night at the Pier", request: "r", number: 42, song: "Harbour Lights", turn: "next" };

const words: Words = { lang: "de", next: "Dein Song ist als Nächster dran", playing: "Dein Song läuft", number: "Nr. {number}" };

test("an alert says which song, by its slip, and where, in the page's language", () => {
  assert.deepEqual(inWords(alert, words), { title: "Dein Song ist als Nächster dran", body: "Nr. 042 · Harbour Lights\nNight at the Pier", lang: "de" });
  assert.equal(inWords({ ...alert, turn: "playing" }, words).title, "Dein Song läuft");
  assert.deepEqual(inWords(alert, null), { title: "Harbour Lights", body: "042 · Night at the Pier", lang: "" });
  assert.equal(leadsTo(alert), "/e/4VAM0MMN");
});

test("a key is spelled as the server spells it", () => {
  assert.equal(base64url(new Uint8Array([251, 255, 190, 1]).buffer), "-_--AQ");
  assert.equal(base64url(null), "");
});
