#include "api/routes.h"

namespace sluice::api {

void add_routes(http::Router& router, Context& context) {
  add_session_routes(router, context);
  add_control_routes(router, context);
  add_estimate_routes(router, context);
  add_retry_routes(router, context);
  add_threshold_routes(router, context);
  add_progress_routes(router, context);
  add_file_routes(router, context);
  add_edit_routes(router, context);
  add_report_routes(router, context);
  add_thumbnail_routes(router, context);
  add_commit_routes(router, context);
  add_undo_routes(router, context);
  add_folder_routes(router, context);
  add_system_routes(router, context);
}

}  // namespace sluice::api
