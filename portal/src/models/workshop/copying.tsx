import { useMutation } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { ModelCard } from '@/api/types';
import type { Model } from '@/api/workshop';
import { ProblemView } from '@/common/problem';

export type Copied = 'copy' | 'change';

/** A model there is, as a draft: a copy under another name, or its next version. */
export function asDraft(model: Model, how: Copied): Model {
  if (how === 'copy') return { ...model, id: `${model.id ?? 'model'}-2`, version: '1' };
  const [first = '1'] = (model.version ?? '1').split('.');
  return { ...model, version: String(Number(first) + 1) };
}

/** Reads the declaration of a model and begins with it. */
export function useCopying(begin: (model: Model) => void) {
  const reading = useMutation({
    mutationFn: async ({ yaml, how }: { yaml: string; how: Copied }) => {
      const { model } = await api.check({ yaml });
      if (model) begin(asDraft(model, how));
    },
  });
  return {
    copy: ({ yaml }: ModelCard, how: Copied) => reading.mutate({ yaml, how }),
    view: reading.isError && <ProblemView error={reading.error} />,
  };
}
