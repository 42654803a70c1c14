#include "ingest/thumbnailer.h"

#include <algorithm>

#include <fmt/format.h>

#include "ingest/quarantine.h"
#include "model/thumbnail_name.h"

namespace sluice::ingest {
namespace {

// The same for the same bytes of the same file.
std::string name_of(const FoundAs& file) {
  return fmt::format("{}:{}:{}", file.size.value_or(0), file.mtime_ns.value_or(0), file.path);
}

Error stopped() { return {Code::unavailable, "Sluice is shutting down"}; }

// A worker's own trouble says nothing of the file.
Error error_of(const model::Failure& failure) {
  return {failure.reason == model::Reason::internal ? Code::unavailable : Code::unsupported,
          fmt::format("no picture can be made of this file: {}", failure.message)};
}

}  // namespace

struct Thumbnailer::Making {
  Making(const Executor& executor, std::string name_, Original original_, std::uint16_t side_)
      : name(std::move(name_)), original(std::move(original_)), side(side_), done(executor) {}
  void finish(Result<Thumbnail> with) {
    result = std::move(with);
    done.notify();
  }
  std::string name;
  Original original;
  std::uint16_t side;
  std::optional<Result<Thumbnail>> result;
  Event done;
};

Thumbnailer::Thumbnailer(const Machinery& machinery)
    : machinery_(machinery), failures_(machinery.clock), group_(machinery.executor, "thumbnailer") {}

Thumbnailer::~Thumbnailer() = default;

task<Result<Original>> Thumbnailer::find(SessionId session, FileId file) {
  auto row = co_await machinery_.store.file(std::move(session), file);
  if (!row) co_return fail(std::move(row).error());
  // Not even tried: it may be what killed a worker.
  if (row->failure) co_return fail(Code::unsupported, fmt::format("the file failed: {}", row->failure->message));
  if (row->state != model::FileState::done) {
    co_return fail(Code::unsupported, "there is no picture: this session has not read the file");
  }
  co_return Original{.file = {.path = std::move(row->path), .size = row->size, .mtime_ns = row->mtime_ns},
                     .key = std::move(row->summary.content_key)};
}

task<Result<Original>> Thumbnailer::find(MediaId media) {
  auto row = co_await machinery_.store.media_file(media);
  if (!row) co_return fail(std::move(row).error());
  co_return Original{.file = {.path = std::move(row->path), .size = row->size, .mtime_ns = row->mtime_ns},
                     .key = std::move(row->content_key)};
}

task<Result<Thumbnail>> Thumbnailer::get(Original original, std::uint16_t side) {
  if (!original.key.empty()) {
    if (auto kept = co_await machinery_.thumbnails.get(original.key, side)) {
      co_return Thumbnail{.key = std::move(original.key), .jpeg = std::move(*kept)};
    }
  }
  if (stopping_) co_return fail(stopped());
  const std::string name = name_of(original.file);
  if (const Error* known = failures_.find(name)) co_return fail(*known);
  const auto making = ask(fmt::format("{}:{}", side, name), std::move(original), side);
  if (!making) co_return fail(Code::unavailable, "too many pictures are being made; try again");
  while (!making->result) co_await making->done.wait();
  co_return *making->result;
}

std::shared_ptr<Thumbnailer::Making> Thumbnailer::ask(const std::string& name, Original original, std::uint16_t side) {
  if (const auto it = under_way_.find(name); it != under_way_.end()) return it->second;
  if (waiting_.size() >= kMostWaiting) return nullptr;
  auto making = std::make_shared<Making>(machinery_.executor, name, std::move(original), side);
  under_way_.emplace(name, making);
  waiting_.push_back(making);
  begin_next();
  return making;
}

// One for each worker: each has two places, so that sessions keep half of them.
void Thumbnailer::begin_next() {
  const std::size_t at_once = std::max<std::size_t>(machinery_.pool.capacity() / 2, 1);
  while (being_made_ < at_once && !waiting_.empty()) {
    ++being_made_;
    group_.spawn(make(std::move(waiting_.front())));
    waiting_.pop_front();
  }
}

task<void> Thumbnailer::make(std::shared_ptr<Making> making) {
  Result<Thumbnail> result = fail(Code::internal, "the picture could not be made");
  // Also when an exception leaves: nobody waits for ever.
  struct Finish {
    ~Finish() {
      self.under_way_.erase(making.name);
      making.finish(std::move(result));
      --self.being_made_;
      self.begin_next();
    }
    Thumbnailer& self;
    Making& making;
    Result<Thumbnail>& result;
  } const finish{*this, *making, result};
  result = co_await decode(making->original, making->side);
  if (!result && result.error().code == Code::unsupported) {
    failures_.remember(name_of(making->original.file), result.error());
  }
}

// A file that killed a worker in a run is not worth another for a picture.
task<std::optional<Error>> Thumbnailer::quarantined_as(const std::string& path, const OpenedFile& opened) {
  std::vector<model::FoundFile> asked{{.path = path, .size = opened.stamp.size, .mtime_ns = opened.stamp.mtime_ns}};
  co_await mark_quarantined(machinery_.store, asked);
  if (!asked.front().failure) co_return std::nullopt;
  co_return error_of(*asked.front().failure);
}

task<Result<Thumbnail>> Thumbnailer::decode(const Original& original, std::uint16_t side) {
  auto opened = co_await run_blocking(machinery_.disk, [&] { return open_unchanged(machinery_.roots, original.file); });
  if (!opened) co_return fail(std::move(opened).error());
  if (auto killer = co_await quarantined_as(original.file.path, *opened)) co_return fail(std::move(*killer));
  pool::Job job{.fd = std::move(opened->fd),
                .file_name = original.file.path.substr(original.file.path.rfind('/') + 1),
                .size = opened->stamp.size,
                .mtime_ns = opened->stamp.mtime_ns,
                .extract_metadata = false,
                .extract_keywords = false,
                .import_scores = false,
                .content_hash = false,
                .thumbnail_side = side};
  pool::Decoded decoded = co_await machinery_.pool.decode(std::move(job));
  if (decoded.failure) co_return fail(error_of(*decoded.failure));
  if (decoded.thumbnail.empty()) co_return fail(Code::unsupported, "no picture can be made of this file");
  Thumbnail out{.key = original.key.empty() ? decoded.summary.content_key : original.key,
                .jpeg = std::move(decoded.thumbnail)};
  co_await machinery_.thumbnails.put(out.key, side, out.jpeg, thumbnails::Origin::demand);
  co_return out;
}

task<void> Thumbnailer::stop() {
  stopping_ = true;
  for (const auto& making : std::exchange(waiting_, {})) {
    under_way_.erase(making->name);
    making->finish(fail(stopped()));
  }
  co_await group_.join();
}

}  // namespace sluice::ingest
