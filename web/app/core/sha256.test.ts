import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { fitting } from "../board/proof.ts";
import { sha256 } from "./sha256.ts";

function hex(message: string): string {
  return Array.from(sha256(new TextEncoder().encode(message)), (word) => word.toString(16).padStart(8, "0")).join("");
}

test("SHA-256 of the examples of FIPS 180-4", () => {
  assert.equal(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  assert.equal(hex("a".repeat(1_000_000)), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
});

test("SHA-256 of every length around its blocks", () => {
  for (let length = 0; length < 200; length++) {
    const message = "é".repeat(length % 7) + "x".repeat(length);
    assert.equal(hex(message), createHash("sha256").update(message).digest("hex"), `length ${length}`);
  }
});

test("an answer to some work begins with its zero bits, and no earlier one does", () => {
  const answer = fitting("t5x9ko.example", 12, 0, 1 << 20);
  assert.ok(answer);
  const hash = createHash("sha256").update(`t5x9ko.example${answer}`).digest();
  assert.equal(hash.readUInt16BE() >> 4, 0);
  assert.equal(fitting("t5x9ko.example", 12, 0, Number(answer)), null);
});
