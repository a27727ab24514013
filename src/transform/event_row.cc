#include "transform/event_row.h"

namespace millrace {

namespace {

// An event normally needs a few hundred bytes. Memory that a hostile event allocated is released.
template <typename T>
void ClearAndGiveBack(std::vector<T>& list) {
  constexpr size_t kKeptElements = 512;
  if (list.capacity() > kKeptElements) {
    list = {};
  } else {
    list.clear();
  }
}

}  // namespace

void EventRow::Clear() {
  present_ = {};
  custom.clear();
  custom_json = {};
  ClearAndGiveBack(query);
  has_query = false;
  has_attributes = false;
  user_properties.clear();
  user_properties_json = {};
  items.clear();
  items_without_id = 0;
  clock.adjusted = false;
  clock.was_no_time = false;
  clock.reason.clear();
  clock.upload_time.reset();
  derived_count = 0;
  ip = {};
  user_agent = {};
  original = {};
  reject.reset();
  reject_detail.clear();
}

void EventBundle::Clear() {
  size = 0;
  arena.Reset();
  ClearAndGiveBack(lenient_fields);
}

EventRow& EventBundle::Add() {
  if (size == rows.size()) rows.emplace_back();
  EventRow& row = rows[size++];
  row.Clear();
  return row;
}

}  // namespace millrace
