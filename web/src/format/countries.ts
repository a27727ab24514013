// From the country names of GeoLite2 (English) to ISO 3166 codes, and from codes to names in the reader's language.
// Loaded with the map, not before.
import { alpha2ToNumeric, getSimpleAlpha2Code, registerLocale } from "i18n-iso-countries";
import english from "i18n-iso-countries/langs/en.json";

registerLocale(english);

/** Names of GeoLite2 that the library does not know. */
const GEOLITE_NAMES: Record<string, string> = {
  "British Virgin Islands": "VG",
  Brunei: "BN",
  "Cabo Verde": "CV",
  "Congo (DRC)": "CD",
  "Congo Republic": "CG",
  "DR Congo": "CD",
  "Falkland Islands": "FK",
  "Federated States of Micronesia": "FM",
  "Heard and McDonald Islands": "HM",
  Laos: "LA",
  Moldova: "MD",
  "Saint Martin": "MF",
  "Sint Maarten": "SX",
  "St. Helena": "SH",
  Syria: "SY",
  "U.S. Virgin Islands": "VI",
  "Vatican City": "VA",
};

export function countryCode(name: string): string | undefined {
  return GEOLITE_NAMES[name] ?? getSimpleAlpha2Code(name, "en");
}

/** Countries of GeoLite2 that world-atlas has no shape of its own for; most are drawn as part of another one. */
const WITHOUT_SHAPE = new Set("BQ BV CC CX GF GI GP MQ RE SJ TK TV UM XK YT".split(" "));

/** The id of a country's shape in world-atlas, which is the numeric code of ISO 3166. */
export function shapeId(name: string): string | undefined {
  const code = countryCode(name);
  return code === undefined || WITHOUT_SHAPE.has(code) ? undefined : alpha2ToNumeric(code);
}

export function localCountryName(name: string, locale: string): string {
  const code = countryCode(name);
  if (code === undefined) return name;
  return new Intl.DisplayNames(locale, { type: "region", fallback: "none" }).of(code) ?? name;
}
