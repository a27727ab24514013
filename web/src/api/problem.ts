import type { Problem } from "./types.ts";

/** A request that failed: with the server's problem document, or with status 0 when no answer came. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiProblem";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  /** Whether the same request may succeed later without a change by the user. */
  get worthRetrying(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Makes a problem of whatever a failed request answered; a proxy may answer with something that is no problem document. */
export function asProblem(body: unknown, response: Response): ApiProblem {
  if (typeof body === "object" && body !== null && "title" in body) {
    return new ApiProblem({ ...(body as Problem), status: response.status });
  }
  return new ApiProblem({ title: response.statusText || `HTTP ${response.status}`, status: response.status });
}
