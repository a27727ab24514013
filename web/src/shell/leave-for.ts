/** Leaves the console for a page of another site. A module of its own, so that tests can stay. */
export function leaveFor(address: string): void {
  window.location.assign(address);
}
