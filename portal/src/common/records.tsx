import { Table, type TableProps } from 'antd';
import { useListKeys } from '@/lib/keys';
import { Nothing } from './empty';

type Props<T> = TableProps<T> & {
  rows: readonly T[];
  open?: (row: T) => void;
  empty: string;
  label: string;
};

/** A dense table whose rows open with click, Enter, or j, k and Enter. */
export function Records<T extends object>({ rows, open, empty, label, ...table }: Props<T>) {
  const selected = useListKeys(open ? rows : [], (row) => open?.(row));
  return (
    <Table<T>
      size="small"
      rowKey="id"
      pagination={false}
      scroll={{ x: 'max-content' }}
      {...table}
      aria-label={label}
      dataSource={rows as T[]}
      locale={{ emptyText: <Nothing text={empty} /> }}
      onRow={(row, index) =>
        open
          ? {
              tabIndex: 0,
              className: index === selected ? 'row-open row-selected' : 'row-open',
              onClick: () => open(row),
              onKeyDown: (event) => {
                if (event.key === 'Enter' && event.target === event.currentTarget) open(row);
              },
            }
          : {}
      }
    />
  );
}
