// What happens in one session: which events, in which order, how long after one another. One script for the web, one
// for apps. Not thread-safe; reuses its buffers.
#pragma once

#include <array>
#include <cstdint>

#include "generate/request_writer.h"

namespace millrace::generate {

struct VisitPlan {
  int64_t start_ms = 0;  // arrival of the visitor, by the real clock
  int64_t number = 1;    // of the session; 1 = the visitor is new
  int64_t late_ms = 0;   // how much later than the events the requests arrive
};

class VisitScript {
 public:
  VisitScript(const World& world, RequestWriter& writer) : world_(world), writer_(writer) {}

  // Plays a session into the writer until it ends or the writer takes no more.
  void Play(const Visitor& visitor, const VisitPlan& plan, Random& random);

 private:
  void Start(Random& random);
  void PlayWeb(Random& random);
  bool PlayPage(int page, Random& random);
  bool PlayShopping(const Product* product, Random& random);
  void PlayApp(Random& random);
  bool PlayScreen(int screen, Random& random);

  void Land(Random& random);
  const Product* OpenPage(int page, Random& random);
  void OpenScreen(Random& random);
  bool MaybeSetProfile(Random& random);

  // Sends an event some milliseconds after the one before; attributes_ and items_ go with it and are cleared.
  bool Emit(std::string_view name, int64_t wait_ms, Random& random, int64_t value_cents = 0);
  void AddItem(const Product& product, Random& random);
  void AddTiming(Random& random);
  void Append(std::string_view key, std::string_view text);

  const World& world_;
  RequestWriter& writer_;
  const Visitor* visitor_ = nullptr;
  VisitPlan plan_;
  int64_t now_ms_ = 0;
  int64_t opened_ms_ = 0;   // when the present page or screen came up
  int64_t login_ms_ = 0;    // 0 = not known who it is
  bool searching_ = false;  // the present page is a list of results
  bool paying_ = false;     // the present page is the checkout
  std::array<const Product*, 4> cart_{};
  int cart_size_ = 0;

  TextBuffer attributes_;  // of the next event
  TextBuffer items_;
  int item_count_ = 0;
  TextBuffer constant_;  // attributes of every event of the session
  TextBuffer page_;
  TextBuffer url_, title_, previous_url_, previous_title_;
  uint32_t screen_ = 0, previous_screen_ = 0;
};

}  // namespace millrace::generate
