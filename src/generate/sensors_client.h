// The Sensors Data SDKs for the web, Android and iOS: records of events and of profiles; names defined by the SDK begin
// with `$`. A payload is a form whose field contains base64 of records, with or without gzip, or plain JSON.
#pragma once

#include "generate/client.h"
#include "generate/encoding.h"

namespace millrace::generate {

class SensorsClient final : public Client {
 public:
  std::span<const uint8_t> bundle_percents() const override;
  bool Sends(Act act) const override;
  void BeginSession(const Visitor& visitor, const SessionFacts& facts) override;
  void Open(const Page& page) override;
  void SetProfile(int64_t login_ms, int64_t profile_ms) override;
  Reading Append(TextBuffer& out, const Moment& moment, Random& random) override;
  void AppendRow(TextBuffer& out, std::string_view payload, const RequestFacts& facts, Random& random) override;
  void SpoilEvent(Flaw flaw, std::string& event, uint64_t bits) const override;

 private:
  // The SDK's type of a record, and the event's name; empty = a record of the profile.
  struct Kind {
    std::string_view type, event;
  };

  bool web() const { return visitor_->platform == Platform::web; }
  Kind KindOf(Act act) const;
  void AppendDevice(TextBuffer& out) const;
  void AppendProfile(TextBuffer& out, Act act) const;
  bool AppendProperties(TextBuffer& out, const Moment& moment);

  const Visitor* visitor_ = nullptr;
  int64_t start_ms_ = 0;
  int64_t clock_shift_ms_ = 0;
  bool own_names_ = false;   // the site has names of its own for pages and logins
  bool signing_up_ = false;  // the profile is sent for the first time
  bool first_time_ = false;  // the SDK has not sent its first event that is not a profile
  std::string referrer_;     // external
  TextBuffer anonymous_;     // the id of browser or device
  TextBuffer identities_;    // from after the type up to the event's name
  TextBuffer lib_;           // from after the name up to the properties
  TextBuffer device_;        // properties of every event
  TextBuffer page_;          // … and of the page or screen
  TextBuffer login_;         // after the properties
  TextBuffer compressed_, scratch_;
  GzipEncoder gzip_;
};

}  // namespace millrace::generate
