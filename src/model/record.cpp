#include "model/record.h"

#include "model/names.h"
#include "model/words.h"

namespace sluice::model {
namespace {
constexpr NameTable<KeywordType, 5> kKeywordTypes{{"prompt", "extracted", "user", "workflow", "auto"}};
}

std::string_view name(KeywordType type) noexcept { return kKeywordTypes.name(type); }
std::optional<KeywordType> parse_keyword_type(std::string_view name) noexcept { return kKeywordTypes.parse(name); }

RecordSummary summarise(const Record& record, bool metadata_extracted) {
  RecordSummary out;
  out.file_type = record.file_type;
  out.format = record.format;
  out.width = record.technical.width;
  out.height = record.technical.height;
  out.duration_s = record.technical.duration_s;
  out.metadata_extracted = metadata_extracted;
  out.keyword_count = static_cast<std::uint32_t>(record.keywords.size());
  out.warning_count = static_cast<std::uint32_t>(record.warnings.size());
  out.score = record.score;
  out.score_imported = record.score.has_value();
  if (record.nsfw) out.nsfw_score = record.nsfw->score;
  out.generator = record.prompt.generator;
  out.model_name = record.prompt.model_name;
  out.words = words_of(record);
  return out;
}

}  // namespace sluice::model
