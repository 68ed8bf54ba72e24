import type { ReactNode } from 'react';

export type Pair = { name: string; value: ReactNode };

/** Names and values, side by side. */
export function Facts({ pairs }: { pairs: Pair[] }) {
  return (
    <dl className="facts">
      {pairs.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
