import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import { ProblemView } from '@/common/problem';
import { useSpeech } from '@/i18n/language';
import { askAnew } from '@/lib/anew';
import { useMay } from '@/lib/reference';
import { ProblemList } from './problem-list';
import { forgetDraft, useWorkshop } from './state';

/** Proposes the model with a note. A second person lets it go live, or not. */
export function Propose({ close }: { close: () => void }) {
  const { t, title } = useSpeech();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const may = useMay()('model.propose');
  const { checked, draft } = useWorkshop();
  const [note, write] = useState('');
  const yaml = checked.data?.yaml;
  const ready = may && checked.data?.ok === true && !checked.busy && yaml != null;
  const proposing = useMutation({
    mutationFn: () => api.propose({ yaml: yaml ?? '', note }),
    onSuccess: async () => {
      void message.success(t('proposed'));
      forgetDraft();
      await askAnew(client, { queryKey: ['models'] });
      await navigate('/models');
    },
  });
  return (
    <Modal
      open
      title={`${t('propose')}: ${title(draft.model.title) || t('nameless')}`}
      okText={t('propose')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !ready || note.trim() === '', loading: proposing.isPending }}
      onOk={() => proposing.mutate()}
      onCancel={close}
    >
      <div className="panel">
        <p>{t('propose_about')}</p>
        {!may && <p className="late">{t('may_not_propose')}</p>}
        {checked.data?.ok === false && (
          <>
            <p className="late">{t('propose_not_ready')}</p>
            <ProblemList problems={checked.data.problems} />
          </>
        )}
        <Input.TextArea
          autoFocus
          aria-label={t('note')}
          placeholder={t('note_hint')}
          autoSize={{ minRows: 3, maxRows: 8 }}
          value={note}
          onChange={(event) => write(event.target.value)}
        />
        {proposing.isError && <ProblemView error={proposing.error} />}
      </div>
    </Modal>
  );
}
