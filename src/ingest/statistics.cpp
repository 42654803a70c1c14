#include "ingest/statistics.h"

namespace sluice::ingest {

void Statistics::add(const Counts& before, const Counts& after) {
  discovered += after.files.discovered - before.files.discovered;
  skipped_existing += after.files.skipped_existing - before.files.skipped_existing;
  processed += after.files.processed - before.files.processed;
  failed += after.files.failed - before.files.failed;
  cancelled += after.files.cancelled - before.files.cancelled;
  bytes += after.files.bytes_done - before.files.bytes_done;
  keywords += after.files.keywords_added - before.files.keywords_added;
  added += after.commit.added - before.commit.added;
  updated += after.commit.updated - before.commit.updated;
  not_committed += after.commit.failed - before.commit.failed;
  batches += after.batches - before.batches;
}

}  // namespace sluice::ingest
