import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { PROBLEM_JSON, problem } from './problem.document.js';
import { REQUEST_ID } from './request-id.js';

/** Status, code and words of the problem document for what never became a request. */
type UnreadProblem = readonly [status: number, code: string, detail: string];

export const HEADERS_TOO_LARGE = 'headers-too-large';

export const LATE: UnreadProblem = [408, 'request-timeout', 'the request did not arrive in time'];

/** What is said of what Node's parser refuses. */
export const unreadProblem = (error: Error, headerLimit: number): UnreadProblem => {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'HPE_HEADER_OVERFLOW')
    return [
      431,
      HEADERS_TOO_LARGE,
      `the headers of a request, with its address, have at most ${headerLimit} bytes`,
    ];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return LATE;
  return [400, 'malformed-request', 'this is no HTTP request'];
};

/** Answers, with a problem document, what never became a request, so that there is no reply to send it by; then hangs up. */
export const answerUnread = (socket: Socket, ...[status, code, detail]: UnreadProblem): void => {
  // An answer that has begun can't be followed by another; the end of its body shows that it isn't whole.
  if (socket.bytesWritten > 0) socket.destroy();
  else if (socket.writable) socket.end(answerOf(status, code, detail), () => socket.destroy());
};

const answerOf = (status: number, code: string, detail: string): string => {
  const requestId = randomUUID();
  const body = JSON.stringify({ ...problem(status, code, detail), requestId });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${body.length}`,
    `${REQUEST_ID}: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
};
