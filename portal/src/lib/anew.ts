import type { QueryClient, QueryFilters } from '@tanstack/react-query';

/**
 * Asks anew after something was changed here. Questions under way were asked before and are dropped: the
 * first answer to one would else be taken for the new one.
 */
export async function askAnew(client: QueryClient, asked: QueryFilters): Promise<void> {
  await client.cancelQueries(asked);
  await client.invalidateQueries(asked);
}

/**
 * Asks anew what is stale, by the first part of its key. What is under way may have been asked before it became
 * so, and stays in the set until it is answered.
 */
export function askStale(client: QueryClient, stale: Set<string>): void {
  for (const key of stale) {
    if (client.isFetching({ queryKey: [key] }) > 0) continue;
    stale.delete(key);
    void client.invalidateQueries({ queryKey: [key] });
  }
}
