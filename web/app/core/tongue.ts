// What pages say, in their reader's language. English sentences are the keys of
// the catalogue that the server names in the page; it is here before any other
// module of a page runs, so that nothing is shown in two languages.

import type { ComponentChildren } from "preact";

type Forms = { readonly [form in Intl.LDMLPluralRule]?: string };
type Catalogue = Readonly<Record<string, string | Forms>>;
type Values = Readonly<Record<string, unknown>>;

const root = globalThis.document?.documentElement;
const catalogue = await read();

/** The page's language. */
export const lang = root?.lang || "en";

const forms = new Intl.PluralRules(lang);
const isolates = root?.dir === "rtl";

/** English has no catalogue; a page whose own cannot be had goes on in English. */
async function read(): Promise<Catalogue> {
  const named = root?.querySelector<HTMLLinkElement>("#words");
  if (!named) return {};
  try {
    const answer = await fetch(named.href, "timeout" in AbortSignal ? { signal: AbortSignal.timeout(5000) } : {});
    return (await answer.json()) as Catalogue;
  } catch {
    root!.lang = "en";
    root!.dir = "ltr";
    return {};
  }
}

/** The sentence in the page's language; {name} stands for the value of that
 * name. In a line from right to left the texts of people keep their direction. */
export function t(sentence: string, values: Values = {}): string {
  return filled(one(sentence), values)
    .map((part, i) => (isolates && i % 2 && /\p{L}/u.test(String(part)) ? `\u2068${part}\u2069` : part))
    .join("");
}

/** The same with elements for values. */
export function rich(sentence: string, values: Values): ComponentChildren[] {
  return filled(one(sentence), values) as ComponentChildren[];
}

/** A sentence with a number in it, {n}: singular is it in English for 1, and
 * plural, for all other numbers, is the key. */
export function plural(n: number, singular: string, plural: string, values: Values = {}): string {
  const form = forms.select(n);
  const known = catalogue[plural];
  const sentence = typeof known === "object" ? (known[form] ?? known.other!) : (known ?? (form === "one" ? singular : plural));
  return filled(sentence, { n: figures.format(n), ...values }).join("");
}

/** Numbers in the language's own manner, with the figures that slips are printed with. */
export const figures = new Intl.NumberFormat(lang, { numberingSystem: "latn" });

/** Why the server refused something: its sentence, in which names stand for
 * values if it has any, else what is said of its code. */
export function reason(code: string, detail: string, sentence = detail, values?: Values): string {
  const key = [sentence, `code:${code}`, "code:internal"].find((key) => catalogue[key]);
  return key ? t(key, values) : detail;
}

function one(sentence: string): string {
  return String(catalogue[sentence] ?? sentence);
}

/** Texts and values in turns. */
function filled(sentence: string, values: Values): unknown[] {
  return sentence.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? values[part] : part));
}
