import { type BoundedContext } from '../platform/index.js';
import { GetHistoryHandler, GetStateHandler, StreamHistoryHandler } from './audit.query.js';
import { AuditQueryController } from './audit.query.controller.js';
import { AuditTrail } from './audit-trail.js';
import { history } from './read-models/history.projection.js';

export const auditContext: BoundedContext = {
  name: 'audit',
  deciders: [],
  queryHandlers: [AuditTrail, GetHistoryHandler, StreamHistoryHandler, GetStateHandler],
  queryControllers: [AuditQueryController],
  projections: [history],
  reactions: [],
};
