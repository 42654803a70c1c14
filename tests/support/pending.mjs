// A session with more files waiting than a test has time to find.

import {rows} from './sqlite.mjs';

/** Of a server that has stopped: the session is paused, with `count` files more, which nobody has read (`pending-1.png` and on in `folder`). */
export const addPending = (data, id, folder, count) => rows(data, `
  BEGIN;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
  INSERT INTO ingest_files (session, path, size, mtime_ns, inode, state, skipped_existing)
    SELECT s.key, CAST('${folder}/pending-' || i || '.png' AS BLOB), 100, 1, 1, 'pending', 0 FROM n, ingest_sessions AS s WHERE s.id = '${id}';
  UPDATE ingest_sessions SET status = 'paused', ended_at = NULL, discovered = discovered + ${count} WHERE id = '${id}';
  COMMIT`);
