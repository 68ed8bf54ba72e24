import { useSpeech } from '@/i18n/language';

const WIDTH = 80;
const HEIGHT = 20;

/** The path through the values; it breaks where nothing was assessed. */
export function trendPath(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const reach = Math.max(...known) - low || 1;
  const steps = values.map((value, order) => {
    if (value === null) return '';
    const x = 2 + (order / (values.length - 1)) * (WIDTH - 4);
    const y = HEIGHT - 3 - ((value - low) / reach) * (HEIGHT - 6);
    const starts = (values[order - 1] ?? null) === null;
    return `${starts ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return steps.join('');
}

/** A trend as one small line. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const { t } = useSpeech();
  if (values.filter((value) => value !== null).length < 2) return <span className="quiet">–</span>;
  const said = values.map((value) => value?.toFixed(0) ?? '–').join(', ');
  return (
    <svg className="spark" width={WIDTH} height={HEIGHT} role="img" aria-label={`${t('trend')}: ${said}`}>
      <path d={trendPath(values)} />
    </svg>
  );
}
