import type { ModelledApp } from "../api/operation-types.ts";
import { useFormats } from "../texts/language.tsx";
import styles from "./model-grid.module.css";
import { useOperateFormats } from "./operate-formats.ts";
import { useOperateTexts } from "./operate-texts.ts";
import { toneOf } from "./states.ts";

const STATES = ["current", "touched", "pending", "stale", "failed"] as const;

/** The state of each app on each day. The newest day is on the right; states differ in their sign, not in colour alone. */
export function ModelGrid({ apps }: { apps: ModelledApp[] }) {
  const { o, named } = useOperateTexts();
  const formats = useFormats();
  const times = useOperateFormats();
  const days = [...new Set(apps.flatMap(({ days }) => days.map(({ day }) => day)))].sort();
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} aria-label={o("days_by_app")} tabIndex={0}>
        <table className={styles.grid}>
          <thead>
            <tr>
              <th scope="col">{o("app")}</th>
              {days.map((day, at) => (
                <th scope="col" key={day} title={formats.longDay(day)}>
                  <span className={at % STEP === (days.length - 1) % STEP ? styles.day : "visually-hidden"}>
                    {formats.shortDay(day)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {apps.map((app) => (
              <tr key={app.app}>
                <th scope="row">{app.app}</th>
                {days.map((day) => {
                  const found = app.days.find((one) => one.day === day);
                  const text = found
                    ? `${formats.day(day)}: ${named("state", found.state)}${
                        found.refreshed_at === null
                          ? ""
                          : `, ${o("built", { time: times.instant(found.refreshed_at) })}`
                      }`
                    : `${formats.day(day)}: ${o("no_data")}`;
                  return (
                    <td key={day} title={text}>
                      <span
                        className={styles.cell}
                        data-tone={found ? toneOf(found.state) : "none"}
                        data-state={found?.state}
                      >
                        <span className="visually-hidden">{text}</span>
                      </span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul className={styles.legend}>
        {STATES.map((state) => (
          <li key={state}>
            <span className={styles.cell} data-tone={toneOf(state)} data-state={state} />
            {named("state", state)}: {o(`day_${state}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Every fifth day has its name over it. */
const STEP = 5;
