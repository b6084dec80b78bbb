import assert from "node:assert/strict";
import test from "node:test";
import { deckSearch } from "./decksearch.ts";

test("a song is searched for by artist and title", () => {
  assert.equal(deckSearch({ title: "Slow Ferry", artist: "Pelican" }), "Pelican Slow Ferry");
  assert.equal(deckSearch({ title: "Slow Ferry", artist: "" }), "Slow Ferry");
});

test("brackets, featured guests and doubled spaces are left out", () => {
  assert.equal(deckSearch({ title: "Slow  Ferry (Extended Mix) [2019]", artist: "Pelican" }), "Pelican Slow Ferry");
  assert.equal(deckSearch({ title: "Slow Ferry", artist: "Pelican feat. The Gulls" }), "Pelican Slow Ferry");
  assert.equal(deckSearch({ title: "Slow Ferry ft Gulls", artist: "Pelican" }), "Pelican Slow Ferry");
  assert.equal(deckSearch({ title: "Slow Ferry (Live", artist: "Pelican" }), "Pelican Slow Ferry", "a bracket never closed");
});

test("words that only begin alike stay", () => {
  assert.equal(deckSearch({ title: "Feather and Feature", artist: "Ftera" }), "Ftera Feather and Feature");
});

test("a text that is only brackets stays as it is", () => {
  assert.equal(deckSearch({ title: "(Untitled)", artist: "[ ]" }), "[ ] (Untitled)");
  assert.equal(deckSearch({ title: "Feat. of Strength", artist: "" }), "Feat. of Strength");
});
