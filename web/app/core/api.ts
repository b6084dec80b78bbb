// HTTP calls. A refusal is RFC 9457 problem+json and becomes a Refusal, the
// same that an error frame of the socket becomes.

import { reason } from "./tongue.ts";
import type { ErrorFrame, Row } from "./words.ts";

/** The server said no, in a sentence that people can read (message, in the
 * page's language). */
export class Refusal extends Error {
  readonly code: string;
  readonly field: string | null;
  readonly retryable: boolean;
  readonly retryAfter: number; // seconds, 0 if unknown
  readonly request: Row | null; // as it stands now, for the crew

  constructor(problem: Pick<ErrorFrame, "code" | "detail"> & Partial<ErrorFrame>) {
    super(reason(problem.code, problem.detail, problem.sentence, problem.values));
    this.name = "Refusal";
    this.code = problem.code;
    this.field = problem.field ?? null;
    this.retryable = problem.retryable ?? false;
    this.retryAfter = problem.retry_after ?? 0;
    this.request = problem.request ?? null;
  }
}

/** The refusal for a server that cannot be reached. */
export function unreachable(): Refusal {
  return new Refusal({ code: "unreachable", detail: "Cueslip cannot be reached at the moment.", retryable: true });
}

/** Calls the API under /api/v1. Throws a Refusal; code is "unreachable" when
 * no answer came within ten seconds. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
      ...("timeout" in AbortSignal ? { signal: AbortSignal.timeout(10_000) } : {}),
    });
  } catch {
    throw unreachable();
  }
  const text = await answer.text().catch(() => "");
  let data: unknown = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    // Not JSON: a proxy's page. The status says enough.
  }
  if (!answer.ok) throw refusal(answer, data);
  return data as T;
}

function refusal(answer: Response, data: unknown): Refusal {
  const problem = data as Partial<ErrorFrame> | null;
  const retryAfter = Number(answer.headers.get("Retry-After")) || 0;
  if (problem && typeof problem.code === "string") {
    return new Refusal({ retry_after: retryAfter, ...problem, code: problem.code, detail: problem.detail ?? problem.code });
  }
  return new Refusal({
    code: answer.status === 404 ? "not_found" : "internal",
    detail: "Something went wrong. Please try again.",
    retryable: answer.status >= 500,
    retry_after: retryAfter,
  });
}
