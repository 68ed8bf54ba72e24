import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useMemo } from 'react';
import { api } from '@/api/client';
import type { Task } from '@/api/types';
import { Nothing } from '@/common/empty';
import { Filter } from '@/common/filter';
import { Loaded } from '@/common/loaded';
import { PageHead } from '@/common/section';
import { useSpeech } from '@/i18n/language';
import { useListKeys } from '@/lib/keys';
import { useFilter, usePanel } from '@/lib/panel';
import { useAreas, useCodeName, useCodeOptions } from '@/lib/reference';
import { TaskCard } from './card';
import { board, COLUMNS, type Column } from './columns';

const MOST_OPEN = 500;
const MOST_CLOSED = 60;

/** The work to do: one column for each state. On a phone one column at a time. */
export default function TasksPage() {
  const { t } = useSpeech();
  const [area] = useFilter('area');
  const [team] = useFilter('team');
  const tasks = useQuery({
    queryKey: ['tasks', 'board', area, team],
    queryFn: () => boardTasks(area, team),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page tasks">
      <PageHead title={t('tasks')}>
        <Filters />
      </PageHead>
      <Loaded query={tasks}>
        {(items) => (items.length === 0 ? <Nothing text={t('tasks_empty')} /> : <Board tasks={items} />)}
      </Loaded>
    </div>
  );
}

/** All work that is unfinished, and the latest of what waits for its verdict or has it. */
async function boardTasks(area: string, team: string): Promise<Task[]> {
  const wanted = [
    { status: 'unfinished', limit: MOST_OPEN },
    { status: 'done', limit: MOST_OPEN },
    { status: 'verified', limit: MOST_CLOSED },
  ];
  const pages = await Promise.all(wanted.map((filter) => api.tasks({ ...filter, area, team })));
  return pages.flatMap(({ items }) => items);
}

function Filters() {
  const { t, title } = useSpeech();
  const options = useCodeOptions();
  const [area, setArea] = useFilter('area');
  const [team, setTeam] = useFilter('team');
  const areas = useAreas().map(({ id, name }) => ({ value: id, label: title(name) }));
  return (
    <div className="filters">
      <Filter label={t('area')} value={area} options={areas} choose={setArea} />
      <Filter label={t('team')} value={team} options={options('team')} choose={setTeam} />
    </div>
  );
}

function Board({ tasks }: { tasks: Task[] }) {
  const { t } = useSpeech();
  const codeName = useCodeName();
  const { open } = usePanel();
  const [chosen, choose] = useFilter('column');
  const columns = useMemo(() => board(tasks), [tasks]);
  const inOrder = COLUMNS.flatMap((column) => columns[column]);
  const selected = inOrder[useListKeys(inOrder, ({ id }) => open('task', id))];
  const busy = COLUMNS.find((column) => columns[column].length > 0) ?? 'open';
  const shown = COLUMNS.find((column) => column === chosen) ?? busy;
  return (
    <>
      <Segmented<Column>
        className="only-narrow column-choice"
        aria-label={t('status')}
        value={shown}
        onChange={choose}
        options={COLUMNS.map((column) => ({
          value: column,
          label: `${codeName('task_status', column)} ${columns[column].length}`,
        }))}
      />
      <div className="board">
        {COLUMNS.map((column) => (
          <section key={column} className={`column ${column === shown ? 'column-shown' : ''}`} aria-label={codeName('task_status', column)}>
            <h2>
              {codeName('task_status', column)} <span className="quiet figures">{columns[column].length}</span>
            </h2>
            {columns[column].length === 0 && <p className="quiet">{t('column_empty')}</p>}
            <ul>
              {columns[column].map((task) => (
                <TaskCard key={task.id} task={task} selected={task === selected} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}
