import type { Speech } from '@/i18n/language';
import type { Word } from '@/i18n/words';

/** The closed list of purposes data may be read for. */
export const PURPOSES: Record<string, Word> = {
  'call-handling': 'purpose_call',
  'early-warning': 'purpose_warning',
  'task-handling': 'purpose_task',
  evaluation: 'purpose_evaluation',
  stewardship: 'purpose_stewardship',
  audit: 'purpose_audit',
  publication: 'purpose_publication',
};

/** Names a purpose; an unknown one stays itself. */
export function purposeName(purpose: string, t: Speech['t']): string {
  const name = PURPOSES[purpose];
  return name ? t(name) : purpose;
}
