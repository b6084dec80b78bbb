// The catalogues are complete because this fails when they are not: it reads
// every sentence out of the scripts, the templates and the server, and compares.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import test from "node:test";
import { SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/sync";

const app = join(import.meta.dirname, "app");
const folder = join(import.meta.dirname, "../tongue/messages");
const server = JSON.parse(readFileSync(join(import.meta.dirname, ".tests/said.json"), "utf8"));
const languages = readdirSync(folder).map((name) => [name.replace(".json", ""), JSON.parse(readFileSync(join(folder, name), "utf8"))]);

/** Pages that are for programmers and for print, in English. */
const english = /^(docs|guide)\.html$/;

/** What is a name, or the same in every language. */
const untranslated = new Set(["; Path=/dj; Max-Age=31536000; SameSite=Lax", "Cold Harbour - Lantern Moth\nThe Tidal Clocks", "Cueslip", " · Cueslip", "CSV", "JSON", "M3U", "https://", "AbortError", "cueslip user add --name NAME --role dj", "Enter", "Escape", "Lantern Moth, Cold Harbour", "Notification", "PublicKeyCredential", "PushManager", "Refusal", "Segmenter", "Tab", "gate label ", "no action is called "]);

/** Songs and people of the demo, which have names only. */
const invented = "home/night.ts";

/** Codes of refusals that only programs meet: pages make no such calls. */
const programs = new Set(["BadMessage", "BadID", "BadCookie", "UnknownCommand", "HeadersTooLarge", "KeyReused", "Stale", "Internal"]);

/** Sentences of other codes that only programs, or whoever runs a server, meet. */
const unmet = new Set([
  "A password has to be UTF-8.", "A subscription has an endpoint.", "An endpoint has {n} bytes at most.", "Say at which endpoint.", "A ref has 64 bytes at most.", "A request cannot be set to that status.", "A request is named by its id.",
  "An event that is live cannot be scheduled again.", "Nobody waited for this command any more, so it was not carried out.",
  "On this machine, ask for localhost.", "Only a declined request has a reason.", "Only a scheduled event can be moved to another time.",
  "Only an accepted request has a place in the queue.", "Say what to add or to remove.", "Say which change to undo.", "Say who: a person, or a handle.",
  "Say whom: a person, or the request that they asked for.", "Send JSON, as application/json.", "Send the token of a sign-in link, or an address and a password.",
  "Send the work, and the answer to it.", "Send what the browser's passkey answered.", "Text has to be UTF-8.",
  "That is done in a browser that is signed in, not with a token.", "That is too much for one message: 8 KB is the most.",
  "The database cannot be reached, or has not been migrated.", "The database cannot be reached, or is not migrated yet.",
  "There is no account of this name.", "There is no such status.", "There is nothing at this address.", "This event asks for no code and no work.",
  "This is not for personal tokens; please sign in with a browser.", "This token is not for that: it lacks the scope “{scope}”.", "The database is at migration {version} of {latest}.",
  "The browser's key is no point of the curve P-256.", "What browser and server share is 16 bytes in base64url.", "An endpoint is the https address of a push service.", "Only its asker can withdraw a request; decline or hide it instead.",
]);

/** Attributes that people read or hear. */
const read = new Set(["aria-label", "alt", "title", "placeholder", "label", "aria-description", "aria-roledescription", "aria-valuetext"]);

const said = [...server.pages.filter(({ where }) => !english.test(where))]; // { where, text, one? }
const bare = [...server.bare.filter(({ where, text }) => !english.test(where) && !untranslated.has(text))];
scan();

/** Goes through the scripts: what they say through t, rich and plural, and past them. */
function scan() {
  const api = new API({});
  const program = api.updateSnapshot({ openProject: join(import.meta.dirname, "tsconfig.json") }).getProjects()[0].program;
  for (const name of program.getSourceFileNames()) {
    const where = relative(app, name);
    if (where.startsWith("..") || /\.(test|d)\.tsx?$/.test(where) || where === "core/tongue.ts" || where === invented) continue;
    visit(program.getSourceFile(name), where);
  }
  api.close();
}

function visit(node, where) {
  if (node.kind === SyntaxKind.CallExpression && ["t", "rich", "plural"].includes(node.expression.text)) return call(node, where);
  if (node.kind === SyntaxKind.PropertyAssignment && node.name.text === "detail" && node.initializer.kind === SyntaxKind.StringLiteral) {
    said.push({ where, text: node.initializer.text }); // of a Refusal that the page itself makes
    return;
  }
  if (node.kind === SyntaxKind.JsxText && /\p{L}/u.test(node.text)) bare.push({ where, text: node.text.trim() });
  if (node.kind === SyntaxKind.JsxAttribute && !read.has(node.name.text)) {
    if (node.initializer?.kind === SyntaxKind.JsxExpression) node.initializer.forEachChild((child) => visitQuietly(child, where));
    return; // class names and the like
  }
  const text = literal(node);
  if (text !== null && sentencelike(text)) bare.push({ where, text });
  if ([SyntaxKind.ImportDeclaration, SyntaxKind.ExportDeclaration, SyntaxKind.LiteralType].includes(node.kind)) return;
  node.forEachChild((child) => visit(child, where));
}

/** Inside attributes that nobody reads only calls matter. */
function visitQuietly(node, where) {
  if (node.kind === SyntaxKind.CallExpression && ["t", "rich", "plural"].includes(node.expression.text)) return call(node, where);
  if ([SyntaxKind.JsxElement, SyntaxKind.JsxSelfClosingElement].includes(node.kind)) return visit(node, where);
  node.forEachChild((child) => visitQuietly(child, where));
}

function call(node, where) {
  const args = [...node.arguments];
  const [sentence, one] = node.expression.text === "plural" ? [args[2], literal(args[1])] : [args[0], undefined];
  const text = sentence && literal(sentence);
  if (text === null || text === undefined || one === null) bare.push({ where, text: `${node.expression.text}(…) of something else than a literal` });
  else said.push({ where, text, ...(one === undefined ? {} : { one }) });
  for (const arg of args) if (arg !== sentence && literal(arg) === null) visit(arg, where);
}

function literal(node) {
  return [SyntaxKind.StringLiteral, SyntaxKind.NoSubstitutionTemplateLiteral, SyntaxKind.TemplateHead, SyntaxKind.TemplateMiddle, SyntaxKind.TemplateTail].includes(node.kind) ? node.text : null;
}

/** A capital and small letters, or words with spaces between them: no markup or selector, no name of a key, a header or a field. */
function sentencelike(text) {
  if (/^[<#]|^[A-Z]\w*(-[A-Z]\w*)+$|^(Alt|Ctrl|Shift)[+ ]|^Arrow(Up|Down|Left|Right)$/.test(text)) return false;
  return (/^\P{L}*\p{Lu}\p{Ll}+/u.test(text) || /\p{Ll}+ \p{Ll}+/u.test(text)) && !untranslated.has(text);
}

const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
const pages = new Map(said.map((s) => [s.text, s]));
const refusals = new Map(server.refusals.filter(({ code, text }) => !programs.has(code) && !unmet.has(text)).map((s) => [s.text, s]));

test("nothing that people read goes past the catalogues", () => {
  assert.deepEqual(bare.map(({ where, text }) => `${where}: ${text}`), []);
});

for (const [language, catalogue] of languages) {
  const known = { ...catalogue.pages };
  const refused = { ...catalogue["board refusals"], ...catalogue["crew refusals"], ...catalogue["account refusals"] };

  test(`${language}: every sentence of the pages is there, and no other`, () => {
    const missing = [...pages.values()].filter(({ text }) => !(text in known)).map(({ where, text }) => `${where}: ${text}`);
    const stale = Object.keys(known).filter((text) => !pages.has(text));
    assert.deepEqual({ missing, stale }, { missing: [], stale: [] });
  });

  test(`${language}: every refusal that people meet is there, and no other`, () => {
    const all = new Set(server.refusals.map(({ text }) => text));
    const missing = [...refusals.values()].filter(({ text }) => !(text in refused)).map(({ where, text }) => `${where}: ${text}`);
    for (const text of unmet) assert.ok(all.has(text), `nobody says any more: ${text}`);
    const stale = Object.keys(refused).filter((text) => !text.startsWith("code:") && !all.has(text));
    const faults = [...refusals.values()].filter(({ text }) => String(placeholders(refused[text] ?? text)) !== String(placeholders(text))).map(({ text }) => text);
    assert.deepEqual({ missing, stale, faults }, { missing: [], stale: [], faults: [] });
  });

  test(`${language}: a translation keeps the places of its sentence, and has each plural form`, () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const faults = [];
    for (const { text, one } of pages.values()) {
      const translated = known[text];
      if (translated === undefined) continue;
      if (typeof translated === "string") {
        if (one !== undefined) faults.push(`${text}: it has a number and needs plural forms`);
        if (String(placeholders(translated)) !== String(placeholders(text))) faults.push(`${text}: other places in ${translated}`);
        continue;
      }
      if (one === undefined || String(Object.keys(translated).sort()) !== String([...pluralCategories].sort())) faults.push(`${text}: the forms are ${pluralCategories}`);
      for (const [form, sentence] of Object.entries(translated)) {
        const left = /^(zero|one|two)$/.test(form) ? placeholders(text).filter((p) => p !== "n" || sentence.includes("{n}")) : placeholders(text);
        if (String(placeholders(sentence)) !== String(left)) faults.push(`${text}: other places in ${sentence}`);
      }
    }
    assert.deepEqual(faults, []);
  });
}

test("a sentence is the same wherever it has a number", () => {
  const faults = said.filter(({ text, one }) => pages.get(text).one !== one).map(({ where, text }) => `${where}: ${text}`);
  assert.deepEqual(faults, []);
});
