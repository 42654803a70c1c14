#include "worker/descriptors.h"

#include <string_view>

#include "formats/byte_source.h"
#include "pixels/warm_up.h"

namespace sluice::worker {
namespace {

using namespace std::string_view_literals;

// A 1 × 1 JPEG as far as its frame header, with an EXIF description and an XMP packet: through every reader of blobs.
constexpr std::string_view kWarmUpPicture =
    "\xFF\xD8"
    "\xFF\xE1\x00\x26"
    "Exif\0\0"
    "II*\0\x08\0\0\0"
    "\x01\0"
    "\x0E\x01\x02\0\x04\0\0\0"
    "abc\0"
    "\0\0\0\0"
    "\xFF\xE1\x00\x5D"
    "http://ns.adobe.com/xap/1.0/\0"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
    "<?none needed?>"
    "</x:xmpmeta>"
    "\xFF\xC0\x00\x0B"
    "\x08\x00\x01\x00\x01\x01\x01\x11\x00"
    "\xFF\xD9"sv;

// An attachment's size is not in the job: its descriptor knows. Attachments are small by contract.
constexpr std::uint64_t kMaxAttachmentBytes = 64ull << 20;

}  // namespace

DecodeResult DescriptorDecoder::decode(const ReceivedJob& job) {
  const formats::FileSource file(job.file.get(), job.job.size);
  std::vector<formats::FileSource> sources;
  sources.reserve(job.attachments.size());  // the addresses below must not move
  std::vector<AttachedSource> attached;
  for (std::size_t i = 0; i < job.attachments.size(); ++i) {
    const off_t end = ::lseek(job.attachments[i].get(), 0, SEEK_END);
    const auto size = std::min<std::uint64_t>(end < 0 ? 0 : static_cast<std::uint64_t>(end), kMaxAttachmentBytes);
    attached.push_back(
        {.name = job.job.attachments[i], .source = &sources.emplace_back(job.attachments[i].get(), size)});
  }
  const DecodeOptions options{.extract_metadata = job.job.extract_metadata,
                              .extract_keywords = job.job.extract_keywords,
                              .import_scores = job.job.import_scores,
                              .content_hash = job.job.content_hash,
                              .mtime_ns = job.job.mtime_ns,
                              .picture = {.perceptual_hash = job.job.pixels,
                                          .pixel_hash = job.job.pixel_hash,
                                          .scores = job.job.classify,
                                          .thumbnail_side = job.job.thumbnail_side}};
  return worker::decode(file, attached, options, formats::Limits{}, pictures_);
}

Loaded DescriptorDecoder::load(const std::string& classifier_folder) {
  const formats::MemorySource picture(as_bytes(kWarmUpPicture));
  (void)worker::decode(picture, {}, DecodeOptions{}, formats::Limits{}, pictures_);
  pixels::warm_up();
  Loaded loaded;
  if (classifier_folder.empty()) return loaded;
  auto classifier = classify::Classifier::open(classifier_folder);
  if (!classifier) {
    loaded.classifier_problem = classifier.error().message;
    return loaded;
  }
  classifier_ = *std::move(classifier);
  pictures_ = PictureReader(classifier_.get());
  loaded.classifier = classifier_->identity();
  return loaded;
}

}  // namespace sluice::worker
