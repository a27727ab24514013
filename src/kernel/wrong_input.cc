#include "kernel/wrong_input.h"

#include <algorithm>

#include "core/quantity.h"
#include "kernel/counters.h"

namespace millrace {
namespace {

// The number of rejects that a worker examines.
constexpr uint64_t kMostSamples = 1000;

// Whether a reason means that the data has the wrong form, and not that it is unwanted.
bool IsOfForm(RejectReason reason) {
  switch (reason) {
    case RejectReason::not_json:
    case RejectReason::line_too_long:
    case RejectReason::truncated_file:
    case RejectReason::bad_ingest_time:
    case RejectReason::missing_payload:
    case RejectReason::bad_payload:
    case RejectReason::not_an_event:
    case RejectReason::missing_field:
    case RejectReason::bad_event:
    case RejectReason::missing_app_id:
    case RejectReason::missing_name:
    case RejectReason::other_record:
    case RejectReason::missing_user:
      return true;
    default:
      return false;
  }
}

}  // namespace

void WrongInput::Count(InputForm form) {
  ++samples_;
  ++forms_[static_cast<size_t>(form)];
}

void WrongInput::AddRow(RejectReason reason, std::string_view original, NullableText data, std::string_view client) {
  if (samples_ >= kMostSamples || !IsOfForm(reason)) return;
  if (reason == RejectReason::bad_payload) return Count(FormOfPayload(data, client));
  if (reason == RejectReason::not_json || reason == RejectReason::line_too_long) {
    const InputForm form = FormOfText(original);
    return Count(form == InputForm::kUnknown ? FormOfRow(original) : form);
  }
  if (reason != RejectReason::truncated_file) Count(FormOfRow(original));
}

void WrongInput::AddNoGzip(std::string_view bytes) {
  const InputForm form = FormOfText(bytes);
  // A text file would be read if it had another name; a compressed file has a form of its own.
  Count(form > InputForm::kNotGzip && form < InputForm::kHtml ? form : InputForm::kNotGzip);
}

void WrongInput::AddEvent(RejectReason reason, std::string_view original, std::string_view client) {
  if (samples_ < kMostSamples && IsOfForm(reason)) Count(FormOfPayload(original, client));
}

void WrongInput::Add(const WrongInput& other) {
  samples_ += other.samples_;
  for (size_t i = 0; i < forms_.size(); ++i) forms_[i] += other.forms_[i];
}

void WrongInput::AddForms(std::span<const uint64_t> forms) {
  for (size_t i = 0; i < std::min(forms.size(), forms_.size()); ++i) {
    samples_ += forms[i];
    forms_[i] += forms[i];
  }
}

InputForm WrongInput::form() const {
  const auto count = [&](InputForm form) { return forms_[static_cast<size_t>(form)]; };
  const auto greatest = [&](InputForm first, InputForm end) {
    return static_cast<InputForm>(
        std::max_element(forms_.begin() + static_cast<int>(first), forms_.begin() + static_cast<int>(end)) -
        forms_.begin());
  };
  // Only the first line of a compressed file has its signature; the others look like binary data, or like anything.
  const InputForm signature = greatest(InputForm::kGzip, InputForm::kUtf16);
  if (count(signature) > 0 && (count(signature) + count(InputForm::kBinary)) * 2 >= samples_) return signature;
  // A specific form is preferred to «text» and «binary data», unless these are by far the most frequent.
  constexpr uint64_t kByFar = 4;
  auto known = forms_;
  for (const InputForm vague : {InputForm::kUnknown, InputForm::kText, InputForm::kBinary}) {
    known[static_cast<size_t>(vague)] = 0;
  }
  const InputForm vague = count(InputForm::kText) > count(InputForm::kBinary) ? InputForm::kText : InputForm::kBinary;
  const auto most = std::ranges::max_element(known);
  if (*most > 0 && *most * kByFar >= count(vague)) return static_cast<InputForm>(most - known.begin());
  return count(vague) > 0 ? vague : InputForm::kUnknown;
}

std::optional<std::string> WrongInputWarning(const Counters& counters) {
  uint64_t of_form = 0;
  uint64_t rows = 0;
  for (int i = 0; i < kRejectReasonCount; ++i) {
    const auto reason = static_cast<RejectReason>(i);
    const uint64_t count = counters.rejected[static_cast<size_t>(i)];
    if (IsOfForm(reason)) of_form += count;
    if (!IsEventReason(reason)) rows += count;
  }
  const uint64_t all = rows + counters.events_read;
  if (of_form * 2 <= all) return std::nullopt;
  const InputForm form = counters.wrong_input.form();
  const std::string most =
      FormatCount(of_form) + " of " + FormatCount(all) + " rows and events were rejected because of their form";
  const std::string advice(FormAdvice(form));
  if (form == InputForm::kUnknown) return most + "; the table rejects has the reasons: " + advice;
  return most + "; this looks like " + std::string(FormDescription(form)) + ": " + advice;
}

}  // namespace millrace
