import type { TablePaginationConfig } from 'antd';
import { useFilter } from '@/lib/panel';

const PAGE = 50;

export type Paging = { page: number; limit: number; offset: number; turn: (page: number) => void };

/** Which page of a long list is shown; kept in the address. */
export function usePaging(): Paging {
  const [text, set] = useFilter('page');
  const page = Math.max(1, Number.parseInt(text, 10) || 1);
  return { page, limit: PAGE, offset: (page - 1) * PAGE, turn: (to) => set(to > 1 ? String(to) : undefined) };
}

export function paging({ page, limit, turn }: Paging, total: number, said: string): TablePaginationConfig {
  return { current: page, pageSize: limit, total, showSizeChanger: false, onChange: turn, showTotal: () => said };
}
