// What rejected rows look like, counted on a bounded sample of them, and the warning that comes of it where most of a
// run was rejected for its form. Plain numbers; the samples of several workers add up.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "raw/input_form.h"
#include "raw/reject.h"

namespace millrace {

struct Counters;

class WrongInput {
 public:
  // A reject of a row (or file). `data` is its payload, null where there is none; `client` is whose it should be.
  void AddRow(RejectReason reason, std::string_view original, NullableText data, std::string_view client);
  // A file that is named .gz and is no gzip, by its first bytes.
  void AddNoGzip(std::string_view bytes);
  // A reject of an event.
  void AddEvent(RejectReason reason, std::string_view original, std::string_view client);
  void Add(const WrongInput& other);

  // What most of the samples look like; unknown when there are none.
  InputForm form() const;

 private:
  void Count(InputForm form);

  std::array<uint64_t, static_cast<size_t>(InputForm::kFormCount)> forms_{};
  uint64_t samples_ = 0;
};

// What was put in and what to do, where more than half of what was read was rejected for its form. Of one sentence, or
// two.
std::optional<std::string> WrongInputWarning(const Counters& counters);

}  // namespace millrace
