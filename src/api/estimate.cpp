// Estimate: what a session with these parameters would have to do.

#include <cmath>

#include "api/answer.h"
#include "api/routes.h"

namespace sluice::api {
namespace {
namespace json = boost::json;

json::value seconds_of(const std::optional<ingest::SecondsRange>& seconds) {
  if (!seconds) return nullptr;
  const auto rounded = [](double value) { return std::round(value * 10) / 10; };
  return json::object{{"low", rounded(seconds->low)}, {"high", rounded(seconds->high)}};
}

task<http::Response> estimate(Context& context, http::Request request) {
  auto parameters = parameters_of(request);
  if (!parameters) co_return answer(parameters.error());
  const auto estimate = co_await context.scout.estimate(asker_of(request), std::move(*parameters));
  if (!estimate) co_return answer(estimate.error());
  co_return answer(json::object{{"total_files", estimate->found},
                                {"known", estimate->known},
                                {"to_read", estimate->to_read},
                                {"bytes", estimate->bytes},
                                {"complete", estimate->is_complete},
                                {"seconds", seconds_of(estimate->seconds)}});
}

}  // namespace

void add_estimate_routes(http::Router& router, Context& context) {
  router.add(http::Method::post, "/api/ingest/estimate",
             [&](http::Request r) { return estimate(context, std::move(r)); });
}

}  // namespace sluice::api
