// The events of one session, their order and the times between them. One script for the web, one for apps. Not
// thread-safe; reuses its buffers.
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

  // Plays a session into the writer until the session ends or the writer is full.
  void Play(const Visitor& visitor, const VisitPlan& plan, Random& random);

 private:
  void Start(Random& random);
  void PlayWeb(Random& random);
  bool PlayPage(int page, Random& random);
  bool PlayShopping(const Product* product, Random& random);
  void PlayApp(Random& random);
  bool PlayScreen(int screen, Random& random);

  const Landing& Land(Random& random);
  const Product* OpenPage(int page, Random& random);
  void OpenScreen(Random& random);
  bool View(Act act, bool first, int64_t wait_ms, Random& random);
  bool Dwell(int64_t dwell_ms, uint32_t told_percent, Random& random);
  bool MaybeSetProfile(Random& random);

  // Adds moment_ some milliseconds after the previous one, and clears it.
  bool Emit(Act act, int64_t wait_ms, Random& random);
  void AddItem(const Product& product, Random& random);

  const World& world_;
  RequestWriter& writer_;
  const Visitor* visitor_ = nullptr;
  VisitPlan plan_;
  int64_t now_ms_ = 0;
  int64_t opened_ms_ = 0;   // when the current page or screen was opened
  int64_t login_ms_ = 0;    // 0 = not logged in
  bool searching_ = false;  // the current page is a list of results
  bool paying_ = false;     // the current page is the checkout
  std::array<const Product*, 4> cart_{};
  int cart_size_ = 0;

  Moment moment_;  // the next one
  std::array<ShownItem, 4> items_{};
  size_t item_count_ = 0;
  TextBuffer url_, title_, previous_url_, previous_title_;
  uint32_t screen_ = 0, previous_screen_ = 0;
};

}  // namespace millrace::generate
