#include "model/file.h"

#include "model/names.h"

namespace sluice::model {
namespace {
constexpr NameTable<FileState, 5> kStates{{"pending", "running", "done", "failed", "skipped"}};
constexpr NameTable<Stage, 5> kStages{{"discover", "open", "decode", "stage", "commit"}};
constexpr NameTable<Reason, 13> kReasons{{"unreadable", "vanished", "changed", "unsupported", "corrupt", "too_large",
                                          "timeout", "out_of_memory", "decoder_crashed", "quarantined", "denied",
                                          "storage_timeout", "internal"}};
constexpr NameTable<FileType, 2> kTypes{{"image", "video"}};
constexpr NameTable<FileChange, kFileChanges> kChanges{{"new", "changed", "identical", "moved", "duplicate"}};
constexpr NameTable<NsfwLabel, 3> kNsfwLabels{{"nsfw", "safe", "unknown"}};
}  // namespace

std::string_view name(FileState state) noexcept { return kStates.name(state); }
std::string_view name(Stage stage) noexcept { return kStages.name(stage); }
std::string_view name(Reason reason) noexcept { return kReasons.name(reason); }
std::string_view name(FileType type) noexcept { return kTypes.name(type); }
std::string_view name(FileChange change) noexcept { return kChanges.name(change); }
std::string_view name(NsfwLabel label) noexcept { return kNsfwLabels.name(label); }
std::optional<FileState> parse_file_state(std::string_view name) noexcept { return kStates.parse(name); }
std::optional<Stage> parse_stage(std::string_view name) noexcept { return kStages.parse(name); }
std::optional<Reason> parse_reason(std::string_view name) noexcept { return kReasons.parse(name); }
std::optional<FileChange> parse_file_change(std::string_view name) noexcept { return kChanges.parse(name); }
std::optional<NsfwLabel> parse_nsfw_label(std::string_view name) noexcept { return kNsfwLabels.parse(name); }

}  // namespace sluice::model
