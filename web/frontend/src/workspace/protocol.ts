// What the server says about a candidate's work: the shapes of /api/v1/take. Times are RFC 3339.
import type { Phase, Standing } from "../progress.js";

/** The sample challenge, on which work may begin before the clock does; nothing of it counts. */
export const REHEARSAL = "rehearsal";

/** Content by path. */
export type Files = Record<string, string>;

export interface Draft {
  /** 0: nothing was saved, and the files are the starter's. */
  revision: number;
  saved_at: string | null;
  /** `browser`, `upload`, `api` or `git`. */
  origin: string | null;
  device: string | null;
  files: Files;
}

export interface Item extends Standing {
  id: string;
  challenge: string;
  purpose: "run" | "attempt" | "rehearsal";
  attempt_number: number | null;
  /** Counts the times that grading was begun. */
  grading: number;
  phases: Phase[];
  created_at: string;
  finished_at: string | null;
  verdict: string | null;
  verdict_title: string | null;
  score: { earned: number; max: number } | null;
  summary: string | null;
  page: string;
}

export interface Note {
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in bytes, as Go counts; 0 where it is not known. */
  column: number;
  severity: "error" | "warning" | "info";
  message: string;
}

export interface Challenge {
  slug: string;
  title: string;
  revision: number;
  attempts: { used: number; of: number };
  run_again_at: string | null;
}

export interface Work {
  now: string;
  state: "waiting" | "expired" | "under_way" | "ended";
  deadline: string | null;
  title: string;
  challenges: Challenge[];
  /** Newest first. */
  submissions: Item[];
}

export function sameFiles(a: Files, b: Files): boolean {
  const paths = Object.keys(a);
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path]);
}
