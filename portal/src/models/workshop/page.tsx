import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { Blocks, Model } from '@/api/workshop';
import { Loaded } from '@/common/loaded';
import type { Draft } from './draft';
import { Editor } from './editor';
import { Start } from './start';
import { forgetDraft, rememberedDraft } from './state';
import './workshop.css';

/** The workshop: an officer assembles a model from blocks and sees what it would have found. */
export default function WorkshopPage() {
  const blocks = useQuery({ queryKey: ['blocks'], queryFn: api.blocks, staleTime: Infinity });
  return <Loaded query={blocks}>{(known) => <Room blocks={known} />}</Loaded>;
}

function Room({ blocks }: { blocks: Blocks }) {
  const [draft, setDraft] = useState<Draft | null>(rememberedDraft);
  const begin = (model: Model) => setDraft({ model, bench: [] });
  const leave = () => {
    forgetDraft();
    setDraft(null);
  };
  return draft ? <Editor blocks={blocks} first={draft} leave={leave} /> : <Start blocks={blocks} begin={begin} />;
}
