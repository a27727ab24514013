// The console of the program itself: `millrace serve` on a project, and other commands beside it. PROGRAM names the program.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const program = process.env.PROGRAM ?? "";
const execute = promisify(execFile);

/** Runs a command of the program to its end; gives what it printed. */
export async function run(...words: string[]): Promise<string> {
  const env = { ...process.env, MILLRACE_PROCESSING_SETTLE: "0s" };
  try {
    return (await execute(program, words, { encoding: "utf8", env, maxBuffer: 256 << 20 })).stdout;
  } catch (error) {
    throw new Error(`millrace ${words[0]}: ${(error as { stderr?: string }).stderr ?? error}`);
  }
}

export interface ProgramConsole {
  base: string;
  /** Ends when the program has; until then it writes in its project. */
  stop: () => Promise<void>;
}

/** Serves a project until it is stopped, at a port that is free. */
export async function serveProject(config: string): Promise<ProgramConsole> {
  const server = spawn(program, ["serve", "--config", config, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    const ended = once(server, "exit");
    if (server.kill()) await ended;
  };
  for await (const line of createInterface(server.stdout)) {
    const base = /https?:\/\/[^\s/]+/.exec(line)?.[0];
    if (base) return { base, stop };
  }
  throw new Error("the program ended before it said its address");
}

export async function get<T>(base: string, path: string): Promise<T> {
  const response = await fetch(base + path);
  assert.equal(response.status, 200, path);
  return (await response.json()) as T;
}
