#pragma once

// Files of a session with their records as a download: CSV (RFC 4180) or JSON, piece by piece. Pure.
//
// In CSV everything that comes from files is text: a cell that a spreadsheet would take for a formula has an apostrophe
// before it. Numbers of ours stay numbers.

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "store/store.h"

namespace sluice::api {

enum class ExportFormat { csv, json };

std::string_view content_type(ExportFormat format);

class ExportWriter {
 public:
  ExportWriter(ExportFormat format, SessionId session, double nsfw_threshold)
      : format_(format), session_(std::move(session)), nsfw_threshold_(nsfw_threshold) {}

  // What the download begins and ends with.
  [[nodiscard]] std::string begin() const;
  [[nodiscard]] std::string end() const;
  // The rows have their records.
  std::string rows(const std::vector<store::FileRow>& rows);

 private:
  void add_csv(const store::FileRow& row, std::string& out) const;
  void add_json(const store::FileRow& row, std::string& out);

  ExportFormat format_;
  SessionId session_;
  double nsfw_threshold_;
  bool is_first_ = true;  // JSON: no comma before it
};

// One cell of text.
std::string csv_cell(std::string_view text);

}  // namespace sluice::api
