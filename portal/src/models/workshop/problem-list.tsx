import type { ModelProblem } from '@/api/workshop';
import { useSpeech } from '@/i18n/language';

/** What is wrong, with the way out. */
export function ProblemList({ problems }: { problems: readonly ModelProblem[] }) {
  const { t, title } = useSpeech();
  if (problems.length === 0) return null;
  return (
    <ul className="wrongs" aria-label={t('problems')}>
      {problems.map(({ place, problem, value, way_out }, n) => (
        <li key={n}>
          <b>{title(problem)}</b>
          {value && <code>{value}</code>}
          {way_out && (
            <p>
              {t('problem_way_out')}: {title(way_out)}
            </p>
          )}
          {place && <small className="quiet">{place}</small>}
        </li>
      ))}
    </ul>
  );
}
