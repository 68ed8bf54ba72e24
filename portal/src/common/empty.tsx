import { Empty } from 'antd';

/** Nothing here, and what to do about it. */
export function Nothing({ text }: { text: string }) {
  return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<span className="quiet">{text}</span>} />;
}
