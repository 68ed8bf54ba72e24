import { useId, type ReactNode } from 'react';

type Props = { title: ReactNode; extra?: ReactNode; children: ReactNode; className?: string };

/** A titled part of a page. */
export function Section({ title, extra, children, className = '' }: Props) {
  const id = useId();
  return (
    <section className={`section ${className}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {extra}
      </header>
      {children}
    </section>
  );
}

/** The head of a page: its name, and what goes beside it. */
export function PageHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {children}
    </header>
  );
}
