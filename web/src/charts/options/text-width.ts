// An estimate of a label's width in pixels, without a canvas: wide enough for capitals and for Chinese.
const NARROW = 6.6;
const CAPITAL = 8.2;
const WIDE = 11.5;
const FIRST_WIDE = 0x2e80;

export function textWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + widthOf(character), 0);
}

function widthOf(character: string): number {
  if ((character.codePointAt(0) ?? 0) >= FIRST_WIDE) return WIDE;
  return character !== character.toLowerCase() ? CAPITAL : NARROW;
}
