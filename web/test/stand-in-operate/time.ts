// The times of what the stand-in's project has done: in relation to when the stand-in started, or to STAND_IN_NOW.
const MINUTE = 60_000;
const NOW = Date.parse(process.env.STAND_IN_NOW ?? "") || Date.now();

export const before = (minutes: number): string => new Date(NOW - minutes * MINUTE).toISOString();
export const TODAY = new Date(NOW).toISOString().slice(0, 10);
