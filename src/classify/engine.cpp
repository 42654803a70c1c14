#include "classify/engine.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#ifdef SLUICE_HAVE_ORT
#include <dlfcn.h>
#include <onnxruntime_c_api.h>
#endif

namespace sluice::classify {

#ifdef SLUICE_HAVE_ORT

namespace {

// The newest interface that the library and our header both know: "1.28.2" offers version 28. Asking for one too new
// makes the library print a complaint.
const OrtApi* newest_api(const OrtApiBase& base) {
  const std::string_view version = base.GetVersionString();
  const std::string_view minor = version.substr(std::min(version.size(), version.find('.') + 1));
  std::uint32_t offered = 0;
  std::from_chars(minor.data(), minor.data() + minor.size(), offered);
  return base.GetApi(std::min<std::uint32_t>(offered, ORT_API_VERSION));
}

// The library stays open to the end of the process: it cannot be unloaded safely.
Result<const OrtApi*> load_api(const std::string& library) {
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    return fail(Code::corrupt, fmt::format("the NSFW classifier's engine cannot be loaded: {}", ::dlerror()));
  using GetApiBase = const OrtApiBase* (*)();
  const auto get_api_base = reinterpret_cast<GetApiBase>(::dlsym(handle, "OrtGetApiBase"));
  const OrtApi* api = get_api_base == nullptr ? nullptr : newest_api(*get_api_base());
  if (api == nullptr) return fail(Code::corrupt, fmt::format("{} is not an ONNX Runtime of version 1", library));
  return api;
}

}  // namespace

class Engine::Network {
 public:
  explicit Network(const OrtApi& api) : api_(api), input_(kInputSize) {}
  ~Network() {
    api_.ReleaseValue(output_value_);
    api_.ReleaseValue(input_value_);
    api_.ReleaseSession(session_);
    api_.ReleaseSessionOptions(options_);
    api_.ReleaseMemoryInfo(memory_);
    api_.ReleaseEnv(environment_);
  }
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  Result<void> open(ByteView model) {
    SLUICE_TRY(set_options());
    SLUICE_TRY(check(api_.CreateSessionFromArray(environment_, model.data(), model.size(), options_, &session_)));
    SLUICE_TRY(bind());
    SLUICE_TRY(run());
    return {};
  }

  Result<void> run() {
    constexpr std::array inputs{"input"};
    constexpr std::array outputs{"probabilities"};
    const OrtValue* const input = input_value_;
    SLUICE_TRY(check(api_.Run(session_, nullptr, inputs.data(), &input, 1, outputs.data(), 1, &output_value_)));
    return {};
  }

  std::span<float, kInputSize> input() { return std::span<float, kInputSize>(input_); }
  const Probabilities& output() const { return output_; }

 private:
  Result<void> check(OrtStatus* status) const {
    if (status == nullptr) return {};
    std::string message = api_.GetErrorMessage(status);
    api_.ReleaseStatus(status);
    return fail(Code::internal, std::move(message));
  }

  // Everything on the calling thread, and not a word on standard error: what goes wrong comes back as a status.
  Result<void> set_options() {
    SLUICE_TRY(check(api_.CreateEnv(ORT_LOGGING_LEVEL_FATAL, "sluice", &environment_)));
    SLUICE_TRY(check(api_.DisableTelemetryEvents(environment_)));
    SLUICE_TRY(check(api_.CreateSessionOptions(&options_)));
    SLUICE_TRY(check(api_.SetIntraOpNumThreads(options_, 1)));
    SLUICE_TRY(check(api_.SetInterOpNumThreads(options_, 1)));
    SLUICE_TRY(check(api_.SetSessionExecutionMode(options_, ORT_SEQUENTIAL)));
    SLUICE_TRY(check(api_.AddSessionConfigEntry(options_, "session.intra_op.allow_spinning", "0")));
    SLUICE_TRY(check(api_.SetSessionGraphOptimizationLevel(options_, ORT_ENABLE_ALL)));
    return {};
  }

  // Input and output lie in our own memory for good, so that a run need not ask for any.
  Result<void> bind() {
    constexpr std::array<std::int64_t, 4> input_shape{1, 3, kSide, kSide};
    constexpr std::array<std::int64_t, 2> output_shape{1, kClassCount};
    SLUICE_TRY(check(api_.CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &memory_)));
    SLUICE_TRY(check(api_.CreateTensorWithDataAsOrtValue(memory_, input_.data(), input_.size() * sizeof(float),
                                                         input_shape.data(), input_shape.size(),
                                                         ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &input_value_)));
    SLUICE_TRY(check(api_.CreateTensorWithDataAsOrtValue(memory_, output_.data(), output_.size() * sizeof(float),
                                                         output_shape.data(), output_shape.size(),
                                                         ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &output_value_)));
    return {};
  }

  const OrtApi& api_;
  std::vector<float> input_;
  Probabilities output_{};
  OrtEnv* environment_ = nullptr;
  OrtSessionOptions* options_ = nullptr;
  OrtMemoryInfo* memory_ = nullptr;
  OrtSession* session_ = nullptr;
  OrtValue* input_value_ = nullptr;
  OrtValue* output_value_ = nullptr;
};

Result<std::unique_ptr<Engine>> Engine::open(const std::string& library, ByteView model) {
  const OrtApi* api = SLUICE_TRY(load_api(library));
  auto network = std::make_unique<Network>(*api);
  if (auto opened = network->open(model); !opened) {
    return fail(Code::corrupt, fmt::format("the NSFW classifier's model cannot be run: {}", opened.error().message));
  }
  return std::unique_ptr<Engine>(new Engine(std::move(network)));
}

#else

class Engine::Network {
 public:
  Result<void> run() { return fail(Code::internal, "there is no engine"); }
  std::span<float, kInputSize> input() { return std::span<float, kInputSize>(input_); }
  const Probabilities& output() const { return output_; }

 private:
  std::vector<float> input_ = std::vector<float>(kInputSize);
  Probabilities output_{};
};

Result<std::unique_ptr<Engine>> Engine::open(const std::string&, ByteView) {
  return fail(Code::not_found,
              "this build of Sluice has no NSFW classifier: run scripts/setup-classifier and build again");
}

#endif

Engine::Engine(std::unique_ptr<Network> network) : network_(std::move(network)) {}
Engine::~Engine() = default;

std::span<float, kInputSize> Engine::input() { return network_->input(); }

Result<Probabilities> Engine::run() {
  if (auto ran = network_->run(); !ran) return fail(std::move(ran).error().within("NSFW classifier"));
  const Probabilities& found = network_->output();
  if (!std::ranges::all_of(found, [](float value) { return std::isfinite(value); })) {
    return fail(Code::internal, "NSFW classifier: the network answered what is no number");
  }
  return found;
}

}  // namespace sluice::classify
