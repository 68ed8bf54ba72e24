import type * as E from './evaluation';
import { closeLine, setClock } from './stream';
import type * as T from './types';
import type * as W from './workshop';

/** What the server refused, with the way out. */
export class ApiProblem extends Error {
  readonly problem: T.Problem;

  constructor(problem: T.Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

type Parameters = Record<string, string | number | null | undefined>;

let csrf = '';
let onSignedOut: () => void = () => undefined;

/** Cut when the user signs out: what is asked after that could only be refused. */
let inside = new AbortController();
const OUTSIDE = /^\/api\/(session|public)\b/;

/** Calls `action` when the server no longer knows the session. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action;
}

async function send<R>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<R> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await reach(path, {
    method,
    headers,
    credentials: 'same-origin',
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.any([...(OUTSIDE.test(path) ? [] : [inside.signal]), ...(signal ? [signal] : [])]),
  });
  if (!response.ok) throw await refusal(response, path);
  return (response.status === 204 ? undefined : await response.json()) as R;
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (error) {
    if (request.signal?.aborted) throw error; // nobody waits for the answer any more
    throw new ApiProblem({ type: 'about:blank', title: '', status: 0, code: 'unreachable', place: path });
  }
}

async function refusal(response: Response, path: string): Promise<ApiProblem> {
  if (response.status === 401 && path !== '/api/session') onSignedOut();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  if (isJson) return new ApiProblem((await response.json()) as T.Problem);
  const title = response.statusText || `HTTP ${response.status}`;
  return new ApiProblem({ type: 'about:blank', title, status: response.status, place: path });
}

export type File = { name: string; content: Blob };

/** A file the server makes, under the name it gives it. */
async function fetchFile(path: string): Promise<File> {
  const response = await reach(path, { credentials: 'same-origin', signal: inside.signal });
  if (!response.ok) throw await refusal(response, path);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { name: name ?? 'file', content: await response.blob() };
}

function query(parameters: Parameters): string {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (pairs.length === 0) return '';
  return `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()}`;
}

const get = <R>(path: string, parameters: Parameters = {}) => send<R>('GET', path + query(parameters));
const post = <R>(path: string, body?: unknown, signal?: AbortSignal) => send<R>('POST', path, body, signal);
const part = encodeURIComponent;

async function remembering(session: Promise<T.Session>): Promise<T.Session> {
  const answer = await session;
  csrf = answer.csrf;
  setClock(answer.now);
  if (answer.signed_in && inside.signal.aborted) inside = new AbortController();
  return answer;
}

function leave(): Promise<T.Session> {
  closeLine();
  inside.abort();
  return remembering(send<T.Session>('DELETE', '/api/session'));
}

export type CommandArguments = Record<string, unknown>;

/** The subject of commands: `/api/{of}/{id}/commands`. */
export type Commanded = 'calls' | 'findings' | 'tasks';

export const api = {
  session: () => remembering(get<T.Session>('/api/session')),
  signIn: (username: string, password: string) =>
    remembering(post<T.Session>('/api/session', { username, password })),
  signInDemo: () => remembering(post<T.Session>('/api/session/demo')),
  signOut: leave,

  situation: () => get<T.Situation>('/api/situation'),
  calls: (filter: Parameters) => get<T.Page<T.Call>>('/api/calls', filter),
  call: (id: string) => get<T.CallDetail>(`/api/calls/${part(id)}`),
  newCall: (call: T.NewCall) => post<T.Call>('/api/calls', call),
  reveal: (id: string, reason: { purpose: string; matter: string; reason: string }) =>
    post<T.Revealed>(`/api/calls/${part(id)}/reveal`, reason),

  findings: (filter: Parameters) => get<T.Page<T.Finding>>('/api/findings', filter),
  finding: (id: string) => get<T.FindingDetail>(`/api/findings/${part(id)}`),
  tasks: (filter: Parameters) => get<T.Page<T.Task>>('/api/tasks', filter),
  task: (id: string) => get<T.TaskDetail>(`/api/tasks/${part(id)}`),
  command: (of: Commanded, id: string, version: number, command: string, given: CommandArguments) =>
    post<T.Row>(`/api/${of}/${part(id)}/commands`, { ...given, command, version }),

  frameworks: () => get<{ frameworks: T.Framework[] }>('/api/index'),
  index: (framework: string, filter: { period: string; area: string }) =>
    get<T.IndexReport>(`/api/index/${part(framework)}`, filter),
  measure: (framework: string, node: string, filter: Parameters) =>
    get<T.Measure>(`/api/index/${part(framework)}/nodes/${part(node)}`, filter),
  whatIf: (framework: string, of: E.Supposed, signal?: AbortSignal) =>
    post<E.Workings>(`/api/index/${part(framework)}/what-if`, of, signal),
  comparison: (framework: string, sides: Parameters) =>
    get<E.Comparison>(`/api/index/${part(framework)}/comparison`, sides),
  declared: (framework: string) => get<E.Declared>(`/api/index/${part(framework)}/declaration`),
  lint: (yaml: string, signal?: AbortSignal) => post<E.Linted>('/api/index/lint', { yaml }, signal),
  report: (framework: string, wanted: Parameters) => fetchFile(`/api/index/${part(framework)}/report${query(wanted)}`),

  sources: () => get<T.Sources>('/api/sources'),
  batch: (id: string, page: Parameters) => get<T.BatchDetail>(`/api/sources/${part(id)}`, page),
  audit: (filter: Parameters) => get<T.Page<T.AuditRow>>('/api/audit', filter),
  journal: () => get<T.JournalState>('/api/journal'),
  verifyJournal: () => post<T.Verification>('/api/journal/verify'),
  models: () => get<{ items: T.ModelEntry[]; broken: T.BrokenModel[]; judging: boolean }>('/api/models'),
  retire: (id: string, reason: string) => post<W.Proposal>(`/api/models/${part(id)}/retire`, { reason }),
  blocks: () => get<W.Blocks>('/api/models/blocks'),
  check: (of: { yaml: string } | { model: W.Model }, signal?: AbortSignal) => post<W.Checked>('/api/models/check', of, signal),
  trace: (of: { model: W.Model; days: number }, signal?: AbortSignal) => post<W.Trace>('/api/models/trace', of, signal),
  backtest: (of: { model: W.Model; since?: string }, signal?: AbortSignal) =>
    post<W.Backtest>('/api/models/backtest', of, signal),
  proposals: () => get<{ items: W.Proposal[] }>('/api/models/proposals'),
  propose: (proposal: { yaml: string; note: string }) => post<W.Proposal>('/api/models/proposals', proposal),
  decide: (id: string, verdict: 'approve' | 'reject', reason: string) =>
    post<W.Proposal>(`/api/models/proposals/${part(id)}/${verdict}`, { reason }),
  forecast: (area?: string) => get<W.Forecast>('/api/forecast', { area }),
  codes: () => get<T.Codes>('/api/codes'),
  kinds: () => get<T.Kinds>('/api/kinds'),
  register: () => get<T.Register>('/api/public/register'),
};
