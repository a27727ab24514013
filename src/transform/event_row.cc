#include "transform/event_row.h"

namespace millrace {

void ItemRow::Clear() {
  text.fill({});
  price.reset();
  quantity.reset();
  custom.clear();
  custom_json = {};
}

void EventRow::Clear() {
  present_ = {};
  custom.clear();
  custom_json = {};
  query.clear();
  has_query = false;
  has_attributes = false;
  user_properties.clear();
  user_properties_json = {};
  item_count = 0;
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
  lenient_fields.clear();
}

EventRow& EventBundle::Add() {
  if (size == rows.size()) rows.emplace_back();
  EventRow& row = rows[size++];
  row.Clear();
  return row;
}

}  // namespace millrace
