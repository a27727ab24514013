import type { App } from "../api/types.ts";
import { Choice } from "../shell/choice.tsx";
import { useOperateTexts } from "./operate-texts.ts";
import { useAddress } from "./use-address.ts";

/** All apps or one of them. */
export function AppChoice({ apps }: { apps: App[] }) {
  const { o } = useOperateTexts();
  const { get, change } = useAddress();
  return (
    <Choice
      label={o("app")}
      value={get("app") ?? ""}
      options={[{ id: "", name: o("all_apps") }, ...apps.map(({ id }) => ({ id, name: id }))]}
      onChange={(app) => change({ app })}
    />
  );
}
