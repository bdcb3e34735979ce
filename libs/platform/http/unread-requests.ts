import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { PROBLEM_JSON, problem } from './problem.document.js';
import { REQUEST_ID } from './request-id.js';

/** Answers, with a problem document, what never became a request, so that there is no reply to send it by; then hangs up. */
export const answerUnread = (socket: Socket, status: number, code: string, detail: string): void => {
  // An answer that has begun can't be followed by another; the end of its body shows that it isn't whole.
  if (socket.bytesWritten > 0) socket.destroy();
  else if (socket.writable) socket.end(answerOf(status, code, detail));
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
