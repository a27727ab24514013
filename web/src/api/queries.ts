// What components ask for, cached by TanStack Query. A request is cancelled when nobody waits for it any more.
import { keepPreviousData, QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { type ChartRequest, getApps, getChart, getSession, getSheets, getSignIn } from "./client.ts";
import { ApiProblem } from "./problem.ts";

const MINUTE = 60_000;
const SECOND = 1000;
/** The server reads newer data meanwhile: the first time it is asked again soon, then less and less often. */
const MOST_DOUBLINGS = 5;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5 * MINUTE,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 1 && error instanceof ApiProblem && error.status === 0,
        retryDelay: 500,
      },
    },
  });
}

const appsQuery = queryOptions({
  queryKey: ["apps"],
  queryFn: ({ signal }) => getApps(signal),
  staleTime: MINUTE,
  refetchInterval: MINUTE,
});

const sheetsQuery = queryOptions({
  queryKey: ["sheets"],
  queryFn: ({ signal }) => getSheets(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const useApps = () => useQuery(appsQuery);
export const useSheets = () => useQuery(sheetsQuery);
export const useSession = () => useQuery({ queryKey: ["session"], queryFn: ({ signal }) => getSession(signal) });
export const useSignIn = () => useQuery({ queryKey: ["sign-in"], queryFn: ({ signal }) => getSignIn(signal) });

/** Asks for what every page needs, while its texts are still on their way. */
export function askEarly(client: QueryClient): void {
  void client.prefetchQuery(appsQuery);
  void client.prefetchQuery(sheetsQuery);
}

/** A chart's result. `dataVersion` makes a new refresh of the warehouse a new question; one that is old is asked for again. */
export const useChart = (request: ChartRequest, dataVersion: string, enabled: boolean) =>
  useQuery({
    queryKey: ["chart", request, dataVersion],
    queryFn: ({ signal }) => getChart(request, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.isOld ? SECOND * 2 ** Math.min(state.dataUpdateCount - 1, MOST_DOUBLINGS) : false,
    enabled,
  });
