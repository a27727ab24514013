// The server-side container of Google Tag Manager: mostly one row per event that a browser's tag sends, as plain JSON.
// The events contain the browser's address and user agent; those of the row are the container's. First visits and
// session starts are flags of the first event, not events.
#pragma once

#include "generate/client.h"

namespace millrace::generate {

class GtmClient final : public Client {
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
  void AppendPlace(TextBuffer& out, Random& random) const;
  void AppendServer(TextBuffer& out, int64_t time_ms) const;
  void AppendParameters(TextBuffer& out, const Moment& moment) const;
  void AppendUser(TextBuffer& out) const;

  const Visitor* visitor_ = nullptr;
  int64_t start_ms_ = 0;
  int64_t number_ = 1;
  int64_t server_shift_ms_ = 0;  // from the real clock to the time when the container got the event
  uint64_t pages_ = 0;           // opened in this session
  int64_t requests_ = 0;         // of this session, from 1
  TextBuffer tag_;               // the tag's version, before the page's number
  TextBuffer browser_;           // from after the page's number to the screen
  TextBuffer hints_;             // client_hints, if the browser has them
  TextBuffer session_;           // its id and number
  TextBuffer page_;              // its number …
  TextBuffer location_;          // … its address, where the visitor came from, its title
  TextBuffer agent_;             // address and user agent
  TextBuffer login_;             // the user's id, if known
};

}  // namespace millrace::generate
