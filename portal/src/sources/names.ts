import type { Title } from '@/api/types';

/** Why a row is set aside; a mapping may declare reasons of its own. */
const REASONS: Record<string, Title> = {
  missing: { zh: '必填项为空', en: 'a field that must be there is empty' },
  'no-id': { zh: '编号所需的字段为空', en: 'a field its id is made of is empty' },
  'bad-time': { zh: '时间无法识别', en: 'not a time in the declared formats' },
  'bad-date': { zh: '日期无法识别', en: 'not a date in the declared formats' },
  'bad-number': { zh: '数字无法识别', en: 'not a number' },
  'bad-boolean': { zh: '是否值无法识别', en: 'neither yes nor no' },
  'bad-json': { zh: 'JSON 无法解析', en: 'not readable JSON' },
  'bad-coordinate': { zh: '坐标无效', en: 'not a point on the globe' },
  'bad-quotes': { zh: '引号不配对', en: 'quotes that do not match' },
  'outside-bounds': { zh: '坐标超出范围', en: 'a point outside the declared bounds' },
  'time-in-gap': { zh: '夏令时跳过的时刻', en: 'a clock time that summer time skips' },
  'implausible-time': { zh: '时间不合理', en: 'a time that cannot be' },
  'implausible-value': { zh: '数值不合理', en: 'a value that cannot be' },
  'impossible-order': { zh: '时间先后颠倒', en: 'times in an impossible order' },
  'unknown-code': { zh: '代码表中没有', en: 'a code no table knows' },
  'unknown-word': { zh: '映射未列出该词', en: 'a word the mapping does not know' },
  'ragged-row': { zh: '列数不符', en: 'a row of another length' },
  'too-long': { zh: '内容过长', en: 'too long' },
  'control-character': { zh: '含控制字符', en: 'control characters in it' },
};

/** What became of a batch or of a row set aside. */
const STATES: Record<string, Title> = {
  open: { zh: '待处理', en: 'open' },
  closed: { zh: '已完成', en: 'complete' },
  superseded: { zh: '已被后一批取代', en: 'superseded' },
  resolved: { zh: '已入库', en: 'resolved' },
};

export const reasonTitle = (reason: string): Title | string => REASONS[reason] ?? reason;
export const stateTitle = (state: string): Title | string => STATES[state] ?? state;
