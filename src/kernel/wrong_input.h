// What rejected rows look like, counted on a bounded sample, and the warning if most of a run was rejected because of
// its form. Plain numbers; the samples of several workers add up.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "raw/input_form.h"
#include "raw/reject.h"

namespace millrace {

struct Counters;

class WrongInput {
 public:
  // Adds a rejected row or file. `data` is its payload, or null; `client` is the client that it should come from.
  void AddRow(RejectReason reason, std::string_view original, NullableText data, std::string_view client);
  // Adds a file that is named .gz and is not gzip, by its first bytes.
  void AddNoGzip(std::string_view bytes);
  // Adds a rejected event.
  void AddEvent(RejectReason reason, std::string_view original, std::string_view client);
  void Add(const WrongInput& other);

  // The samples by their form, so that another process can add them; AddForms ignores what is beyond the known forms.
  std::span<const uint64_t> forms() const { return forms_; }
  void AddForms(std::span<const uint64_t> forms);

  // The form of most samples; unknown if there are none.
  InputForm form() const;

 private:
  void Count(InputForm form);

  std::array<uint64_t, static_cast<size_t>(InputForm::kFormCount)> forms_{};
  uint64_t samples_ = 0;
};

// One or two sentences about what the input is and what to do, if more than half of it was rejected because of its
// form.
std::optional<std::string> WrongInputWarning(const Counters& counters);

}  // namespace millrace
